"""The rules: one file for each family, found by being here."""
