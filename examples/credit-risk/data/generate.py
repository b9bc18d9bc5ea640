"""Writes synthetic credit applications: always the same, nobody's data. Replace them with your own."""
import argparse
from pathlib import Path

import numpy as np
import pandas as pd


def applications(count: int, seed: int = 7) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    age = random.integers(18, 75, count)
    employment = np.minimum(random.gamma(2.0, 4.0, count), age - 17).round(1)
    income = np.exp(random.normal(8.0, 0.45, count) + 0.01 * np.minimum(employment, 20)).round(0)
    amount = np.exp(random.normal(8.7, 0.8, count)).round(0)
    duration = random.choice([6, 12, 18, 24, 36, 48, 60], count)
    late = random.poisson(0.6, count)
    purpose = random.choice(["car", "education", "furniture", "holiday", "repairs"], count, p=[0.3, 0.1, 0.25, 0.15, 0.2])
    rate = amount / duration / income
    logit = -2.6 + 6.0 * np.minimum(rate, 0.6) + 0.75 * late - 0.06 * employment - 0.4 * (purpose == "education")
    defaulted = random.random(count) < 1 / (1 + np.exp(-logit))
    return pd.DataFrame({
        "applicant_id": [f"a{number:06d}" for number in range(count)],
        "sex": random.choice(["female", "male"], count),
        "age": age,
        "region": random.choice(["east", "north", "south", "west"], count),
        "income": income,
        "employment_years": employment,
        "amount": amount,
        "duration_months": duration,
        "purpose": purpose,
        "late_payments": late,
        "outcome": defaulted.astype(int),
    })


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--output", type=Path, default=Path("applications.csv"))
    arguments = parser.parse_args()
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    applications(arguments.count).to_csv(arguments.output, index=False)
    print(f"{arguments.output}: {arguments.count} synthetic applications")
