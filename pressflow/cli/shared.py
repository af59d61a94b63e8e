"""What commands share: options, the newsroom, who acts, and how things are printed."""

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli.saying import count as count  # noqa: PLC0414  commands find it here
from pressflow.cli.saying import say as say  # noqa: PLC0414  commands find it here
from pressflow.cli.saying import say_json as say_json  # noqa: PLC0414  commands find it here
from pressflow.errors import InputError

if TYPE_CHECKING:
    from pressflow.newsroom import Newsroom

NewsroomOption = Annotated[
    Path, typer.Option("--newsroom", "-C", help="The newsroom's folder, or one inside it.", show_default="here")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
AsOption = Annotated[str | None, typer.Option("--as", help='Who acts, as in "Kim Berger". Default: git\'s user.')]
SlugArgument = Annotated[str, typer.Argument(help="The release: its folder's name, or a part only it has.")]


def open_newsroom(folder: Path) -> "Newsroom":
    """The newsroom the command is about."""
    from pressflow.newsroom import Newsroom

    return Newsroom.at(folder)


def who(given: str | None) -> str:
    """Who acts: as said, else git's user; raises InputError where neither is known."""
    name = (given or "").strip() or _git("config", "user.name")
    if not name:
        raise InputError('say who you are: --as "Your Name" (or tell git: git config --global user.name "Your Name")')
    return name


def typist() -> str:
    """Who sits at the keyboard, as far as git knows: they may write down what another person decided."""
    return _git("config", "user.name")


def author_of(folder: Path) -> str:
    """Who git says wrote a release last, for one that came without a journal; else that nobody knows."""
    from pressflow.approving import UNKNOWN

    return _git("log", "-1", "--format=%an", "--", "*.md", folder=folder) or UNKNOWN


def editor_of(folder: Path) -> str | None:
    """Who changed a release's files last, as far as git knows: its user, while changes are not committed yet."""
    changed = _git("status", "--porcelain", "--", "*.md", "assets", folder=folder)
    if changed:
        return _git("config", "user.name", folder=folder) or None
    return _git("log", "-1", "--format=%an", "--", "*.md", "assets", folder=folder) or None


def _git(*words: str, folder: Path | None = None) -> str:
    """What git answers; nothing where there is no git, or it does not know."""
    try:
        asked = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603, S607  our own words
    except OSError:
        return ""
    return asked.stdout.strip()


def left_out(addresses: tuple[str, ...]) -> str:
    """Who on embargo lists does not get a release, why, and what to do."""
    some = ", ".join(addresses[:5]) + (f" and {len(addresses) - 5} more" if len(addresses) > 5 else "")
    return (
        f"! {len(addresses)} on embargo lists left out, for nobody wrote down that they may have it: {some}\n"
        "  When you have checked: pressflow contacts accredit ADDRESS"
    )
