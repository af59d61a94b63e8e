"""The tests; they mirror the modules, stories/ walks whole journeys."""
