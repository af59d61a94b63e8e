"""Where each document stands on the newsroom's site; paths are permanent and work on any web server."""

import posixpath

from pressflow.model.archive import Kind, Shelf

STYLE = "theme/style.css"
FEED_STYLE = "theme/feed.css"
SCRIPT = "theme/script.js"
ICON = "theme/icon.svg"
# Static hosts show it for addresses there is nothing at; servers of one's own are told to.
NOT_FOUND = "404.html"
SEARCH_SCRIPT = "theme/search.js"
# What searches, for the indexes of all languages.
SEARCH = "search"
SITEMAP = "sitemap.xml"
NEWS_SITEMAP = "news-sitemap.xml"
# Crawlers look for it at this place and no other (RFC 9309, section 2.3).
ROBOTS = "robots.txt"
# Hosts of static sites look for it at this place; servers of one's own are told where the others are.
REDIRECTS = "_redirects"
NGINX_REDIRECTS = "redirects.nginx.conf"
CADDY_REDIRECTS = "redirects.caddy"
APACHE_REDIRECTS = "redirects.apache.conf"
# What was removed for good, as servers want to be told.
NGINX_GONE = "gone.nginx.conf"
CADDY_GONE = "gone.caddy"
APACHE_GONE = "gone.apache.conf"
SECURITY = ".well-known/security.txt"
LLMS = "llms.txt"


# Stands for the way to the site's root in what is rendered before it is known which page will hold it.
ROOT = "\ue002"

_FOLDERS: dict[Kind, str] = {
    "topic": "topics",
    "year": "years",
    "month": "years",
    "place": "places",
    "type": "types",
    "person": "people",
}


def index(folder: str) -> str:
    """The page of a folder itself; that of a language's folder is the list of all releases in it."""
    return f"{folder}/index.html"


def shelf(language: str, kind: Kind, id_: str) -> str:
    """The folder of a shelf, as in de/topics/culture."""
    if kind == "all":
        return language
    return f"{directory(language, kind)}/{id_.replace('_', '-') if kind == 'type' else id_}"


def folder(shelf_: Shelf) -> str:
    """The folder of a shelf."""
    return shelf(shelf_.language, shelf_.kind, shelf_.id)


def shelf_page(shelf_: Shelf, number: int) -> str:
    """A page of a shelf: the newest at the shelf's own address, the others by their number from the oldest."""
    return index(folder(shelf_)) if number == shelf_.pages else f"{folder(shelf_)}/pages/{number}.html"


def directory(language: str, kind: Kind) -> str:
    """The folder with the list of all shelves of a kind; years and months are in one."""
    return f"{language}/{_FOLDERS[kind]}"


def search(language: str) -> str:
    """The page to search the releases in a language."""
    return f"{language}/search.html"


def shards(language: str) -> str:
    """The list of the parts that the search index of a language is made in."""
    return f"{language}/search/shards.json"


def shard(language: str, name: str) -> str:
    """The folder of a part of the search index, as in de/search/2026."""
    return f"{language}/search/{name}"


def not_found(language: str) -> str:
    """What is shown in a language for addresses there is nothing at."""
    return f"{language}/{NOT_FOUND}"


def contacts(language: str) -> str:
    """Whom journalists may ask."""
    return f"{language}/contacts.html"


def subscribe(language: str) -> str:
    """How to get releases as they appear."""
    return f"{language}/subscribe.html"


def accessibility(language: str) -> str:
    """The statement on accessibility."""
    return f"{language}/accessibility.html"


def opml(language: str) -> str:
    """The list of all feeds in a language, for feed readers."""
    return f"{language}/feeds.opml"


def logo(kind: str) -> str:
    """The office's logo, svg or png."""
    return f"theme/logo.{kind}"


def page(slug: str, language: str) -> str:
    """A release as a web page."""
    return f"{language}/{slug}.html"


def version(slug: str, language: str, number: int) -> str:
    """An older version of a release as a web page."""
    return f"{language}/{slug}.v{number}.html"


def text(slug: str, language: str) -> str:
    """A release as plain text."""
    return f"{language}/{slug}.txt"


def pdf(slug: str, language: str) -> str:
    """A release as PDF."""
    return f"{language}/{slug}.pdf"


def card(slug: str, language: str) -> str:
    """A release as the picture that other sites show with a link to it."""
    return f"{language}/{slug}.png"


def images(slug: str, language: str) -> str:
    """All pictures of a release in one file."""
    return f"{language}/{slug}.zip"


def ninjs(slug: str, language: str) -> str:
    """A release as ninjs."""
    return f"{language}/{slug}.json"


def ninjs1(slug: str, language: str) -> str:
    """A release as ninjs 1.3."""
    return f"{language}/{slug}.ninjs1.json"


def newsml(slug: str, language: str) -> str:
    """A release as NewsML-G2."""
    return f"{language}/{slug}.newsml.xml"


def is_feed(path: str) -> bool:
    """Whether a path is that of a feed of everything in a language, or of a topic: those that most readers follow."""
    folder, _, name = path.rpartition("/")
    place = folder.split("/")
    return name in ("rss.xml", "atom.xml", "feed.json") and (len(place) == 1 or place[1:-1] == ["topics"])


def rss(folder: str) -> str:
    """The RSS feed of a language, or of a shelf."""
    return f"{folder}/rss.xml"


def atom(folder: str) -> str:
    """The Atom feed of a language, or of a shelf."""
    return f"{folder}/atom.xml"


def json_feed(folder: str) -> str:
    """The JSON Feed of a language, or of a shelf."""
    return f"{folder}/feed.json"


def sitemap(language: str, part: str = "") -> str:
    """A part of the sitemap in a language, as the releases of a year; without one, the lists and other pages."""
    return f"{language}/sitemap-{part}.xml" if part else f"{language}/sitemap.xml"


def media(slug: str) -> str:
    """The folder of a release's photos and documents."""
    return f"media/{slug}"


def asset(slug: str, file: str) -> str:
    """A photo or document of a release; `file` is the record's `assets/…`."""
    return f"{media(slug)}/{file.removeprefix('assets/')}"


def relative(here: str, there: str) -> str:
    """The way from one document to another, so that pages also work from a folder on disk; `.` is the site itself."""
    # Each page has dozens of links, and posixpath.relpath asks the system for the current folder at each.
    start, goal = here.split("/")[:-1], there.split("/") if there != "." else []
    same = len(posixpath.commonprefix([start, goal]))
    return "/".join([".."] * (len(start) - same) + goal[same:]) or "."
