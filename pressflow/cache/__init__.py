"""The build cache: what the public site holds and what it was made from, so that a build makes only what changed.

It may be thrown away at any time; then the next build makes everything anew. It is no ledger: it knows nothing that
the files do not say.
"""

from pressflow.cache.contents import Contents
from pressflow.cache.contents import Made as Made
from pressflow.cache.file import FILE as FILE
from pressflow.cache.file import discard as discard
from pressflow.cache.lists import Listed as Listed
from pressflow.cache.lists import Lists
from pressflow.cache.sources import Journals as Journals
from pressflow.cache.sources import Known as Known
from pressflow.cache.sources import Sources


class Cache(Sources, Contents, Lists):
    """What the site was made from, what it holds, and what its lists show, in one file."""
