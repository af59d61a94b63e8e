"""First files: a newsroom to begin with, a release to fill in, and the schema that editors help with."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

import yaml

from pressflow.errors import InputError
from pressflow.model.record import Header
from pressflow.model.slug import slug
from pressflow.source.plain.blocks import clean_lines

SCHEMA = "record.schema.json"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def make_newsroom(folder: Path, language: str) -> list[Path]:
    """Make a newsroom to begin with, whole or not at all; gives its files, sorted.

    Raises InputError where something is in the folder already, or for a language there is no newsroom in.
    """
    offered = {path.name: path for path in sorted((_default_templates() / "init").iterdir()) if path.is_dir()}
    if language not in offered:
        raise InputError(f"{language}: there is no newsroom in this language; choose one of {', '.join(offered)}")
    files = dict(_newsroom_files(offered[language]))
    # To take the current folder's place would leave the shell in one that is no more.
    if folder.resolve() == Path.cwd():
        raise InputError(f"{folder}: is the folder you are in; name a new one inside it: pressflow init my-office")
    _make_folder(folder, files)
    return sorted(folder / name for name in files)


def new_release(
    newsroom_folder: Path,
    *,
    title: str,
    language: str,
    date: datetime,
    place: str,
    topics: tuple[str, ...],
    all_topics: tuple[str, ...],
    contacts: tuple[str, ...],
) -> Path:
    """Make the folder of a release, with one file to fill in, whole or not at all; gives the file.

    Raises InputError for a headline no folder can be named for, and where there is such a folder already.
    """
    if not _LANGUAGE.fullmatch(language):
        raise InputError(f"{language!r}: is not a language; write its tag, as in de, en or de-x-ls")
    title = _line(title)
    name = f"{date:%Y-%m-%d}-{_named(title)}"
    folder = newsroom_folder / "releases" / f"{date:%Y}" / name
    # A folder's name is part of the release's web address, so it must differ by more than its year or capitals.
    if twin := next((one for one in newsroom_folder.glob("releases/*/*") if one.name.casefold() == name), None):
        raise InputError(f"{twin}: there is such a release already; write on in it, or choose another headline")
    text = _filled(
        _template(newsroom_folder, "new", language),
        schema=f"../../../{SCHEMA}",
        title=_quoted(title),
        date=f"{date:%Y-%m-%d %H:%M}",
        place=_listed([place]),
        topics=_listed(topics),
        all_topics=_listed(all_topics),
        contacts=_listed(contacts),
    )
    _make_folder(folder, {f"{language}.md": text.encode()})
    return folder / f"{language}.md"


@dataclass(frozen=True, slots=True)
class Denial:
    """What a denial says in one language."""

    title: str
    lead: str


def new_denial(
    newsroom_folder: Path,
    denials: Mapping[str, Denial],
    *,
    date: datetime,
    place: str,
    topics: tuple[str, ...],
    contacts: tuple[str, ...],
) -> Path:
    """Make the folder of a denial, the first language being the original's; gives the folder.

    One that was made before and never became public is gone on with. Raises InputError for a headline no folder can be
    named for.
    """
    texts = {}
    for language, denial in denials.items():
        texts[f"{language}.md"] = _filled(
            _template(newsroom_folder, "deny", language),
            title=_quoted(_line(denial.title)),
            lead=_quoted(_line(denial.lead)),
            date=f"{date:%Y-%m-%d %H:%M}",
            place=_listed([place]),
            topics=_listed(topics),
            contacts=_listed(contacts),
        ).encode()
    first = next(iter(denials.values()))
    name = f"{date:%Y-%m-%d}-{_named(_line(first.title))}"
    for number in count(1):
        folder = newsroom_folder / "releases" / f"{date:%Y}" / (name if number == 1 else f"{name}-{number}")
        if not folder.exists():
            _make_folder(folder, texts)
            return folder
        if not (folder / "versions").exists() and _says(folder, first.lead):
            return folder
    raise AssertionError("there is a free name after all others")


def _says(folder: Path, lead: str) -> bool:
    """Whether a release in a folder begins with these words."""
    return any(_quoted(_line(lead)) in file.read_text("utf-8", "replace") for file in folder.glob("*.md"))


def write_schema(newsroom_folder: Path) -> Path:
    """Write the JSON Schema of a record's fields, by which editors help, unless it is there as it should be."""
    file = newsroom_folder / SCHEMA
    draft = file.with_name(f".{SCHEMA}.draft")
    try:
        if not file.is_file() or file.read_bytes() != _schema():
            draft.write_bytes(_schema())
            draft.replace(file)
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}") from error
    return file


def _named(title: str) -> str:
    if name := slug(title):
        return name
    raise InputError(
        f"{title!r}: has no Latin letter and no digit that could name the release's folder; begin with a headline "
        "that has, and change it in the file"
    )


def _default_templates() -> Path:
    from pressflow.theme.folders import default_folder  # loads Jinja2, which nothing else here needs

    return default_folder()


def _newsroom_files(origin: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a newsroom by name; what must not act on the templates themselves, as .gitignore, lacks its dot."""
    for file in origin.rglob("*"):
        if file.is_file():
            name = file.relative_to(origin).as_posix()
            yield f".{name}" if name.startswith("git") else name, file.read_bytes()
    yield SCHEMA, _schema()


def _schema() -> bytes:
    return json.dumps(Header.model_json_schema(), ensure_ascii=False, indent=2).encode() + b"\n"


def _template(newsroom_folder: Path, kind: str, language: str) -> Path:
    """The office's own template before the default one, and English for a language that has none."""
    folders = (newsroom_folder / "templates" / kind, _default_templates() / kind)
    languages = (language, language.partition("-")[0], "en")
    return next(file for name in languages for folder in folders if (file := folder / f"{name}.md").is_file())


def _filled(template: Path, **values: str) -> str:
    try:
        return Template(template.read_text("utf-8")).substitute(values)
    except (OSError, ValueError, KeyError) as error:
        known = ", ".join(f"${name}" for name in values)
        message = f"cannot be filled in ({error}); it may hold {known}, and $$ for a dollar sign"
        raise InputError(f"{template}: {message}") from error


def _line(text: str) -> str:
    """The text on one line, without what was copied along unseen."""
    return " ".join(" ".join(clean_lines(text)).split())


def _quoted(text: str) -> str:
    """The text as YAML in quotation marks, whatever it holds."""
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=math.inf).strip()


def _listed(items: Iterable[str]) -> str:
    """The items as in a YAML list, without its brackets; each in quotation marks if it needs them."""
    lines = [_line(item) for item in items]
    return yaml.safe_dump(lines, default_flow_style=True, allow_unicode=True, width=math.inf).strip()[1:-1]


def _make_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files in one step: it grows beside its place and is then renamed."""
    try:
        if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
            raise InputError(f"{folder}: is there already, and not empty; choose another name")
        place = folder.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=place.parent, prefix=f".{place.name}.") as beside:
            draft = Path(beside) / place.name
            for name, content in files.items():
                file = draft / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            draft.rename(place)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error
