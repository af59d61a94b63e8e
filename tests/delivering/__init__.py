"""What delivering decides before a letter leaves."""
