"""Where the default theme is."""

from pathlib import Path


def default_folder() -> Path:
    """The default theme: beside the package's modules in a wheel, at the top of a checkout."""
    package = Path(__file__).parents[1]
    return next(folder for folder in (package / "templates", package.parent / "templates") if folder.is_dir())
