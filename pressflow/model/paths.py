"""Where each document stands on the newsroom's site; paths are permanent and work on any web server."""

import posixpath

STYLE = "theme/style.css"


def index(language: str) -> str:
    """The list of all releases in a language."""
    return f"{language}/index.html"


def page(slug: str, language: str) -> str:
    """A release as a web page."""
    return f"{language}/{slug}.html"


def text(slug: str, language: str) -> str:
    """A release as plain text."""
    return f"{language}/{slug}.txt"


def ninjs(slug: str, language: str) -> str:
    """A release as ninjs."""
    return f"{language}/{slug}.json"


def rss(language: str) -> str:
    """The RSS feed of a language."""
    return f"{language}/rss.xml"


def atom(language: str) -> str:
    """The Atom feed of a language."""
    return f"{language}/atom.xml"


def json_feed(language: str) -> str:
    """The JSON Feed of a language."""
    return f"{language}/feed.json"


def asset(slug: str, file: str) -> str:
    """A photo or document of a release; `file` is the record's `assets/…`."""
    return f"media/{slug}/{file.removeprefix('assets/')}"


def relative(here: str, there: str) -> str:
    """The way from one document to another, so that pages also work from a folder on disk."""
    return posixpath.relpath(there, posixpath.dirname(here) or ".")
