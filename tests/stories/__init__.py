"""Whole journeys, told as a person would see them."""
