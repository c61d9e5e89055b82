"""A school, the phone lines it texts from and its house rules."""
