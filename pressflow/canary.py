"""The canary: no letter leaves before the page it leads to answers, and shows the version that the letter is about."""

from pressflow.channels import reach
from pressflow.model import paths
from pressflow.model.journal import Published
from pressflow.newsroom import Newsroom


def unanswered(newsroom: Newsroom, version: Published) -> str:
    """Why the page of a version is not there for readers yet; nothing where it is, or no address is set to ask."""
    base = newsroom.settings.newsroom.check_url
    return reach.missing(f"{base}{paths.page(version.slug, version.original)}", version.hash) if base else ""
