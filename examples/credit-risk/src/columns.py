"""The columns of a mortgage application: the one place that preparation, training and inference agree on.

Left out on purpose, although the data have it: what is decided with or after the application (whether the lender found the
credit history good enough or information unverifiable, the loan's purchaser, insurance), marriage, dependants and age,
and the neighbourhood.
"""

LABEL = "outcome"  # 1: the lender declined
# Seen by the checks of fairness, never by the model.
PROTECTED = ["sex", "race"]
NUMBERS = [
    "loan_amount", "price", "appraised_value", "loan_to_price", "term_months", "units",
    "income", "liquid_assets", "net_worth", "housing_expense_ratio", "obligations_ratio", "self_employed", "industry_unemployment",
    "credit_lines", "credit_reports", "mortgage_history", "consumer_history", "bankruptcy",
]
CATEGORIES = ["property_type"]

# The order of a request in CSV.
REQUEST = [*PROTECTED, *CATEGORIES, *NUMBERS]
