"""Tests of mail that came back."""
