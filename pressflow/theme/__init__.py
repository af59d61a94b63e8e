"""The theme: templates, style and words, the newsroom's own files shadowing the default ones."""

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, select_autoescape

from pressflow.errors import InputError
from pressflow.model.address import readable_phone
from pressflow.model.base import in_language
from pressflow.model.typography import quoted
from pressflow.theme import dates
from pressflow.theme.colour import legible
from pressflow.theme.html import blocks_html, parts_html


def default_folder() -> Path:
    """The default theme: beside the package's modules in a wheel, at the top of a checkout."""
    package = Path(__file__).parents[1]
    return next(folder for folder in (package / "templates", package.parent / "templates") if folder.is_dir())


class NewsroomTheme:
    """The default theme, shadowed file by file by those in `folders`."""

    def __init__(self, *folders: Path) -> None:
        self.folders = (*(folder for folder in folders if folder.is_dir()), default_folder())

    def render(self, template: str, language: str, **values: Any) -> str:  # Any: what templates show
        """The template filled with values, in a language; raises InputError for a template that is wrong."""
        try:
            return self._environment(language).get_template(template).render(values)
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            place = f"templates/{template}:{line}" if line else f"templates/{template}"
            raise InputError(f"{place}: {error.message}") from error

    def words(self, language: str) -> Mapping[str, str]:
        """The interface's words in a language: its own, else its base language's, else English."""
        return self._words(language)

    def file(self, name: str) -> str:
        """A file of the theme as text."""
        return next(folder / name for folder in self.folders if (folder / name).is_file()).read_text("utf-8")

    @cached_property
    def _loader(self) -> FileSystemLoader:
        return FileSystemLoader(self.folders)

    @cache  # noqa: B019  a theme lives as long as its newsroom
    def _words(self, language: str) -> Mapping[str, str]:
        words: dict[str, str] = {}
        for name in ("en", language.partition("-")[0], language):
            for folder in reversed(self.folders):
                file = folder / "strings" / f"{name}.toml"
                if file.is_file():
                    words |= _strings(file)
        return words

    @cache  # noqa: B019  a theme lives as long as its newsroom
    def _environment(self, language: str) -> Environment:
        environment = Environment(
            loader=self._loader,
            autoescape=select_autoescape(("html", "xml"), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals |= {"words": self.words(language), "language": language}
        environment.filters |= {
            "blocks": lambda body: blocks_html(body, language),
            "date": lambda moment, zone: dates.long_date(moment, zone, language),
            "time": lambda moment, zone: dates.date_and_time(moment, zone, language),
            "parts": parts_html,
            "in_language": lambda words: in_language(words, language),
            "legible": legible,
            "phone": readable_phone,
            "quoted": lambda text: quoted(text, language),
        }
        return environment


def _strings(file: Path) -> dict[str, str]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {error}") from error
