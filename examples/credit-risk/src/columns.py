"""The columns of a credit application: the one place that preparation, training and inference agree on."""

LABEL = "outcome"  # 1: not paid back
# Seen by the monitors of fairness, never by the model.
PROTECTED = ["sex"]
NUMBERS = ["age", "income", "employment_years", "amount", "duration_months", "late_payments"]
CATEGORIES = ["region", "purpose"]

# The order of a request in CSV.
REQUEST = ["sex", "age", "region", "income", "employment_years", "amount", "duration_months", "purpose", "late_payments"]
