"""The script of release pages: small, alone, and without words or styles of its own."""

import re

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags


def script(edition: Edition) -> str:
    (document,) = editions.documents(edition, "script").values()
    assert (document.path, document.media_type) == ("theme/script.js", "text/javascript; charset=utf-8")
    return document.content.decode()


def test_nothing_is_loaded_run_from_text_or_styled(edition: Edition) -> None:
    found = re.search(
        r"https?:|import|fetch|eval|innerHTML|insertAdjacentHTML|\.style|setAttribute\(.style", script(edition)
    )
    assert found is None


def test_each_of_its_words_comes_from_the_page(edition: Edition) -> None:
    names = re.findall(r"\bwords\.(\w+)", script(edition))
    used = {"data-" + re.sub("([A-Z])", r"-\1", name).lower() for name in names}
    for path, document in editions.documents(edition, "page").items():
        tags = Tags(document.content.decode())
        (article,) = tags.named("article")
        assert {name for name in article if name.startswith("data-")} == used, path
        assert all(article[name] for name in used)
