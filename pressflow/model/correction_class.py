"""Correction classes: how much a new version of a release says that the one before was wrong."""

from typing import Literal

CorrectionClass = Literal["typo", "update", "correction", "material"]
