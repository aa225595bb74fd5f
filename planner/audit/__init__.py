"""The judge: rules with codes that check a campaign and its plan, and owe nothing to the solver."""
