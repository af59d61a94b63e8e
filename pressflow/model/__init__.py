"""Plain values and rules: no files, no network, no clock."""
