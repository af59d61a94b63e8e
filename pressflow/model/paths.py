"""Where each document stands on the newsroom's site; paths are permanent and work on any web server."""

import posixpath

STYLE = "theme/style.css"
SITEMAP = "sitemap.xml"
# Crawlers look for it at this place and no other (RFC 9309, section 2.3).
ROBOTS = "robots.txt"


def index(language: str) -> str:
    """The list of all releases in a language."""
    return f"{language}/index.html"


def page(slug: str, language: str) -> str:
    """A release as a web page."""
    return f"{language}/{slug}.html"


def text(slug: str, language: str) -> str:
    """A release as plain text."""
    return f"{language}/{slug}.txt"


def pdf(slug: str, language: str) -> str:
    """A release as PDF."""
    return f"{language}/{slug}.pdf"


def ninjs(slug: str, language: str) -> str:
    """A release as ninjs."""
    return f"{language}/{slug}.json"


def newsml(slug: str, language: str) -> str:
    """A release as NewsML-G2."""
    return f"{language}/{slug}.newsml.xml"


def rss(language: str) -> str:
    """The RSS feed of a language."""
    return f"{language}/rss.xml"


def atom(language: str) -> str:
    """The Atom feed of a language."""
    return f"{language}/atom.xml"


def json_feed(language: str) -> str:
    """The JSON Feed of a language."""
    return f"{language}/feed.json"


def sitemap(language: str, number: int = 1) -> str:
    """A sitemap of the pages in a language; there is a second where one cannot hold them all."""
    return f"{language}/sitemap.xml" if number == 1 else f"{language}/sitemap-{number}.xml"


def asset(slug: str, file: str) -> str:
    """A photo or document of a release; `file` is the record's `assets/…`."""
    return f"media/{slug}/{file.removeprefix('assets/')}"


def relative(here: str, there: str) -> str:
    """The way from one document to another, so that pages also work from a folder on disk."""
    return posixpath.relpath(there, posixpath.dirname(here) or ".")
