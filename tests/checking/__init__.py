"""Tests of what check knows."""
