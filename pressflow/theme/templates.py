"""The theme's templates, style and words, the newsroom's own files shadowing the default ones."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    pass_context,
    select_autoescape,
)
from jinja2.runtime import Context

from pressflow.errors import InputError
from pressflow.model.address import readable_phone
from pressflow.model.base import in_language
from pressflow.model.logo import Logo
from pressflow.model.typography import quoted
from pressflow.theme import dates
from pressflow.theme.colour import legible
from pressflow.theme.folders import default_folder
from pressflow.theme.html import blocks_html, parts_html
from pressflow.theme.sizes import file_size, grouped


class NewsroomTheme:
    """The default theme, shadowed file by file by those in `folders`; `compiled` is where templates are kept ready."""

    def __init__(self, *folders: Path, compiled: Path | None = None) -> None:
        self.compiled = compiled
        self.folders = (*(folder for folder in folders if folder.is_dir()), default_folder())
        self._used: dict[str, set[str]] = {}

    def render(self, template: str, language: str, **values: Any) -> str:  # Any: what templates show
        """The template filled with values, in a language; raises InputError for a template that is wrong."""
        environment = _environment(self.folders, self.compiled)
        environment.used = self._used.setdefault(template, set())
        try:
            page = environment.get_template(template)
            return page.render(values, words=self.words(language), language=language)
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            place = f"templates/{template}:{line}" if line else f"templates/{template}"
            raise InputError(f"{place}: {error.message}") from error
        except Exception as error:  # a newsroom's own template may do anything
            raise InputError(f"templates/{template}: {type(error).__name__}: {error}") from error

    def settle(self) -> None:
        """From now on, take templates as they are: to see whether a file was changed takes long on thousands of pages.

        It holds for this process.
        """
        _environment(self.folders, self.compiled).auto_reload = False

    def words(self, language: str) -> Mapping[str, str]:
        """The interface's words in a language: its own, else its base language's, else English."""
        return self._words(language)

    def file(self, name: str) -> str:
        """A file of the theme as text."""
        return next(folder / name for folder in self.folders if (folder / name).is_file()).read_text("utf-8")

    @cache  # noqa: B019  a theme lives as long as its newsroom
    def logo(self, name: str) -> Logo:
        """The office's logo in a file of the theme; raises InputError for one that is no plain picture."""
        file = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
        if file is None:
            raise InputError(f"templates/{name}: is not there; put the logo there, or take it out of pressflow.toml")
        from pressflow.theme.logo import read_logo  # with lxml, which few offices need for their pages

        return read_logo(name, file.read_bytes())

    def files(self, template: str, language: str) -> tuple[str, ...]:
        """The names of the files that were used for a template in a language, its words among them."""
        words = dict.fromkeys(f"strings/{name}.toml" for name in ("en", language.partition("-")[0], language))
        return (*sorted(self._used.get(template, ())), *words)

    @cache  # noqa: B019  a theme lives as long as its newsroom
    def _words(self, language: str) -> Mapping[str, str]:
        words: dict[str, str] = {}
        for name in ("en", language.partition("-")[0], language):
            for folder in reversed(self.folders):
                file = folder / "strings" / f"{name}.toml"
                if file.is_file():
                    words |= _strings(file, words)
        return words


class _Templates(Environment):
    """Templates that note which of them are used, those they extend and include among them."""

    def __init__(self, **options: Any) -> None:  # Any: what Jinja2 may be told
        super().__init__(**options)
        self.used: set[str] = set()

    def get_template(self, name: str | Template, *args: Any, **more: Any) -> Template:  # Any: as Jinja2 has it
        """The template, noted."""
        self.used.add(str(name))
        return super().get_template(name, *args, **more)


@cache
def _environment(folders: tuple[Path, ...], compiled: Path | None = None) -> _Templates:
    """Templates are compiled once, for all languages: that takes longer than rendering them."""
    if compiled:
        try:
            compiled.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:  # what cannot be kept is compiled again
            compiled = None
    environment = _Templates(
        loader=FileSystemLoader(folders),
        bytecode_cache=FileSystemBytecodeCache(str(compiled)) if compiled else None,
        autoescape=select_autoescape(("html", "xml"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "blocks": _in_its_language(blocks_html),
        "date": _in_its_language(dates.long_date),
        "day": _in_its_language(dates.long_day),
        "time": _in_its_language(dates.date_and_time),
        "in_language": _in_its_language(in_language),
        "number": _in_its_language(grouped),
        "size": _in_its_language(file_size),
        "quoted": _in_its_language(quoted),
        "parts": parts_html,
        "legible": legible,
        "phone": readable_phone,
    }
    return environment


def _in_its_language(words: Callable[..., str]) -> Callable[..., str]:
    """A filter whose last argument is the language of the page it stands in."""

    @pass_context
    def filter_(context: Context, *args: object) -> str:
        return words(*args, context["language"])

    return filter_


def _strings(file: Path, known: Mapping[str, str]) -> dict[str, str]:
    """The words in a file, which must be texts and hold the same places, such as {name}, as those they replace."""
    try:
        strings = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {error}") from error
    for name, text in strings.items():
        if not isinstance(text, str):
            raise InputError(f'{file}: {name}: must be a text; write it as in {name} = "…"')
        if _places(text) != _places(known.get(name, text)):
            raise InputError(f"{file}: {name}: must hold the same {{…}} as {known.get(name)!r}, and no others")
    return strings


def _places(text: str) -> set[str] | None:
    try:
        return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    except ValueError:
        return None
