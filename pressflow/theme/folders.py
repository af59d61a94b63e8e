"""Where a theme's files are: the default one's, and the newsroom's own, which must really stand there."""

import os
from collections.abc import Iterator
from pathlib import Path

from pressflow.folders import is_foreign, leads_out

OWN = "templates"


def default_folder() -> Path:
    """The default theme: beside the package's modules in a wheel, at the top of a checkout."""
    package = Path(__file__).parents[1]
    return next(folder for folder in (package / "templates", package.parent / "templates") if folder.is_dir())


def foreign_files(newsroom: Path) -> Iterator[str]:
    """The files and folders of a newsroom's own theme that are links to places outside it, by their paths."""
    own = newsroom / OWN
    if is_foreign(newsroom, OWN):
        yield OWN
        return
    for place, folders, files in os.walk(own):
        links = (path for name in sorted((*folders, *files)) if (path := Path(place, name)).is_symlink())
        yield from (path.relative_to(newsroom).as_posix() for path in links if leads_out(path, own))
