"""Pages of the service: templates of the theme, in the office's look, beside its newsroom."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.responses import HTMLResponse

from pressflow.formats import _view, marks, style
from pressflow.newsroom import Newsroom
from pressflow.theme.dates import language_name

PREFIX = "service/"


class Pages:
    """Renders the service's pages; what they are made of is read once, until the service starts again."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom, self.publisher = newsroom, newsroom.publisher
        self.edition = newsroom.edition()
        self.root = urlsplit(self.publisher.front).path

    def words(self, language: str) -> Mapping[str, str]:
        """The interface's words."""
        return self.edition.theme.words(language)

    def render(
        self,
        template: str,
        language: str,
        here: str,
        *,
        status: int = 200,
        **values: Any,  # what templates show
    ) -> HTMLResponse:
        """A page; `here` is its path, with a place where the language stands in it."""
        return HTMLResponse(self.html(template, language, here, **values), status)

    def html(self, template: str, language: str, here: str, **values: Any) -> str:  # Any: as above
        """A page as text."""
        shared = _view.values(self.edition, here) | {"link": self.link, "here": here}
        return self.edition.theme.render(
            f"web/{template}.html",
            language,
            **shared | {"alternates": self._alternates(here), "name": self.publisher.named(language)} | values,
        )

    @lru_cache(200)  # noqa: B019  pages live as long as their service
    def same(self, language: str, **values: Any) -> str:  # Any: as above
        """A message that everybody gets alike; rendered once."""
        return self.html("message", language, "", **values)

    def link(self, path: str) -> str:
        """The way to a path: the theme and the service's own pages are here, all else is in the newsroom."""
        if path.startswith("theme/"):
            return f"{self.root}{PREFIX}{quote(path)}"
        if path.startswith((PREFIX, "unsubscribe/", "embargo/")):
            return f"{self.root}{quote(path, safe='/?=&')}"
        return _view.web_url(self.publisher, path)

    def _alternates(self, here: str) -> tuple[_view.Alternate, ...]:
        """The same page in the newsroom's other languages."""
        if not here:
            return ()
        path = here.partition("?")[0]
        return tuple(
            _view.Alternate(
                tag,
                language_name(tag),
                path.replace("{language}", tag) if "{language}" in path else f"{path}?language={tag}",
            )
            for tag in self.publisher.languages
        )

    @cached_property
    def theme(self) -> Mapping[str, tuple[bytes, str]]:
        """The files of the theme that pages show, each with its type, by path."""
        made = (*style.render(self.edition), *marks.render(self.edition))
        return {one.path: (one.content, one.media_type) for one in made}


def message(
    pages: Pages,
    language: str,
    key: str,
    here: str = "",
    *,
    status: int = 200,
    onward: tuple[tuple[str, str], ...] = (),
    items: Sequence[str] = (),
    **places: str | int,
) -> HTMLResponse:
    """A page that only says something: the words `KEY_title`, and `KEY` in paragraphs with its places filled in.

    Below come `items`, and links `onward`, each what it is called and a path.
    """
    words = pages.words(language)
    lines = tuple(words[key].format(**places).split("\n"))
    values = {"title": words[f"{key}_title"], "lines": lines, "items": tuple(items), "onward": onward}
    about_nobody = not here and not items and not any(isinstance(value, str) for value in places.values())
    html = pages.same(language, **values) if about_nobody else pages.html("message", language, here, **values)
    return HTMLResponse(html, status)
