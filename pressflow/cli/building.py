"""What `pressflow build` does, once it is known what was asked for."""

import atexit
import gc
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from pressflow.cli.saying import say, say_json
from pressflow.folders import Look, release_folders
from pressflow.home import FILE, home
from pressflow.locks import OF_NEWSROOM, locked
from pressflow.still import Built, as_built

if TYPE_CHECKING:
    from pressflow.model.finding import Finding
    from pressflow.newsroom import Newsroom

# Python looks for unreachable rings of objects after so many new ones; what is made here are trees, which go at once.
_RARELY = 500_000


def build_here(folder: Path, *, fresh: bool = False, json: bool = False) -> None:
    """Build the site of the newsroom that a folder is in, and say what was made.

    Each release is looked at once: most of what a build of one change takes is looking at the others, and loading what
    builds. Raises as building does, Busy where the newsroom is being changed.
    """
    gc.set_threshold(_RARELY)
    atexit.register(gc.freeze)  # and at the end, through everything, although all of it goes with the process
    place = home(folder)
    is_newsroom = (place / FILE).is_file()  # into any other folder nothing is written, and no lock
    with locked(place / "var" / OF_NEWSROOM, "build") if is_newsroom else nullcontext():
        seen = Look.at(release_folders(place))
        if built := None if fresh else as_built(place, seen):
            _say_built(place / "public", built, [], json=json)
        else:
            _build(place, seen, fresh=fresh, json=json)


def _build(place: Path, seen: Look, *, fresh: bool, json: bool) -> None:
    from pressflow.building import build
    from pressflow.building.indexing import index
    from pressflow.cache import discard
    from pressflow.cli.meter import Meter
    from pressflow.newsroom import Newsroom
    from pressflow.restoring import restore_journals

    room = Newsroom.at(place, seen)
    if fresh:  # before anybody reads it: it may be damaged
        discard(room.cache)
    journals = restore_journals(room)
    with Meter("Making the site") as meter:
        built = build(room, meter, fresh=fresh, journals=journals)
    _say_built(room.public, built, _looks(room) if built.changed else (), json=json)
    with Meter("Making the search index") as meter:
        index(room, meter)


def _say_built(public: Path, built: Built, findings: "Iterable[Finding]", *, json: bool) -> None:
    if json:
        say_json({"files": built.files, "changed": built.changed, "findings": list(findings)})
    else:
        say("\n".join((f"{public}: {built.reply}", *(str(finding) for finding in findings))))


def _looks(room: "Newsroom") -> "Iterable[Finding]":
    from pressflow.checking.office import check_looks

    return check_looks(room)
