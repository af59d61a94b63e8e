"""Press-release authoring and distribution: one file in, every channel out."""

__version__ = "0.1.0"
