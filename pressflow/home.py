"""Home: the newsroom's folder, found from any folder inside it."""

from pathlib import Path

FILE = "pressflow.toml"


def home(folder: Path) -> Path:
    """The newsroom that a folder is, or is in; the folder itself where it is in none."""
    here = folder.resolve()
    return next((place for place in (here, *here.parents) if (place / FILE).is_file()), here)
