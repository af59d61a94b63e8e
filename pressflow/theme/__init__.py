"""The theme: the newsroom's looks, and its words in each language."""
