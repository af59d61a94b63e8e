"""Pages, lists, feeds and a sitemap; with FULL=1 each release as text and JSON, too."""

import json
import os
import re
from datetime import datetime
from html import unescape
from pathlib import Path

OFFICE = json.loads(Path(__file__).with_name("office.json").read_text("utf-8"))
FULL = os.environ.get("FULL") == "1"

SITENAME = OFFICE["name"]
SITEURL = OFFICE["url"].rstrip("/")
TIMEZONE = "Europe/Berlin"
DEFAULT_LANG = "de"

PATH = "content"
OUTPUT_PATH = "public"
THEME = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["forms"] if FULL else []

ARTICLE_URL = ARTICLE_SAVE_AS = "de/{slug}.html"
TAG_URL = TAG_SAVE_AS = "de/topics/{slug}.html"
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

DIRECT_TEMPLATES = ["index", "rss", "atom", "feed", "sitemap", "robots"]
INDEX_SAVE_AS = "de/index.html"
RSS_SAVE_AS = "de/rss.xml"
ATOM_SAVE_AS = "de/atom.xml"
FEED_SAVE_AS = "de/feed.json"
SITEMAP_SAVE_AS = "sitemap.xml"
ROBOTS_SAVE_AS = "robots.txt"
TEMPLATE_EXTENSIONS = [".html", ".xml", ".json", ".txt"]
PAGINATED_TEMPLATES = {"index": 20, "tag": 20}
PAGINATION_PATTERNS = [(1, "{url}", "{save_as}"), (2, "{name}/page/{number}.html", "{name}/page/{number}.html")]

MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}},
    "output_format": "html5",
}
FORMATTED_FIELDS: list[str] = []
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}

_MONTHS = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli"]
_MONTHS += ["August", "September", "Oktober", "November", "Dezember"]


def _moment(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment


def long_date(moment: datetime | str) -> str:
    """The day as in 15. März 2015."""
    day = _moment(moment)
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime | str) -> str:
    """Day and time as in 15. März 2015, 08:32 Uhr."""
    return f"{long_date(moment)}, {_moment(moment):%H:%M} Uhr"


def rfc822(moment: datetime) -> str:
    """The moment as RSS writes it."""
    return f"{moment:%a, %d %b %Y %H:%M:%S %z}"


def words(html: str) -> str:
    """The words of a piece of HTML, line by line."""
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()


def readable(data: object) -> str:
    """JSON for programs, in which nothing is escaped for pages."""
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n"


JINJA_FILTERS = {"long_date": long_date, "clock": clock, "rfc822": rfc822, "words": words, "readable": readable}
