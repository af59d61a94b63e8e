"""A real release, as a press office put it on its site, goes the whole way through pressflow."""

import email
import email.policy
import json
from collections.abc import Iterator
from mailbox import Maildir
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from pressflow.demo import Postbox, free_port
from pressflow.newsroom import Newsroom
from tests import builders
from tests.cli.run import Terminal

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
SEED = next(iter(sorted(SEEDS.glob("*.txt"))), None)

pytestmark = pytest.mark.skipif(SEED is None, reason=f"the real release is not present in {SEEDS}")

TITLE = (
    "Staatssekretärin Andrea Milz überreicht Zertifikate an Absolvierende der "
    "„Entwicklungswerkstatt für kommunale Engagementstrategien“"
)


@pytest.fixture
def mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maildir]:
    """What a mail server on this machine got."""
    controller = Controller(Postbox(tmp_path / "mailbox"), hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv("PRESSFLOW_MAIL__PORT", str(controller.port))
    yield Maildir(tmp_path / "mailbox")
    controller.stop()


def test_release_is_imported_checked_approved_published_built_and_sent(
    terminal: Terminal, tmp_path: Path, mailbox: Maildir
) -> None:
    newsroom = builders.make_newsroom(tmp_path / "office")
    builders.add_contacts(newsroom, 3)
    terminal.cd(newsroom.folder)

    imported = terminal("import", str(SEED), "--topic", "culture", "--as", "Author")
    assert imported.status == 0, imported.err
    assert "Please look at this" in imported.out
    slug = Path(imported.out.splitlines()[0]).parent.name

    checked = terminal("check", slug)
    assert checked.status == 0, checked.out
    assert [line.split()[1] for line in checked.out.splitlines()[:-1]] == ["HEAD-LEN"]
    assert terminal("preview", slug, "--out", "look").status == 0
    assert terminal("approve", slug, "--as", "Colleague").status == 0
    assert "3 letters promised" in terminal("publish", slug, "--as", "Author").out
    assert terminal("build").status == 0
    assert "3 letters sent" in terminal("work").out

    _every_channel_carries_it(newsroom, slug)
    assert len(mailbox) == 3
    _letter_is_right(mailbox, newsroom, slug)


def _every_channel_carries_it(newsroom: Newsroom, slug: str) -> None:
    public = newsroom.public / "de"
    words = (
        "Siegburg, 16. Mai 2025 –",
        "rund 130.000 Euro",
        "Wir wollen das bürgerschaftliche Engagement weiter stärken.",
    )
    for name in (f"{slug}.html", f"{slug}.txt", f"{slug}.json", "rss.xml", "atom.xml", "feed.json"):
        text = " ".join((public / name).read_text("utf-8").split())
        for some in words:
            assert some in text.replace('<span class="dateline">', "").replace("</span>", ""), (name, some)
    text = " ".join((public / f"{slug}.txt").read_text("utf-8").split())
    assert text.count("Das Land Nordrhein-Westfalen hat in den letzten rund eineinhalb Jahren") == 1
    item = json.loads((public / f"{slug}.json").read_text("utf-8"))
    assert item["headlines"][0]["value"] == TITLE
    assert item["located"] == "Siegburg"
    (source,) = item["infoSources"]
    assert [entry["value"] for entry in source["contactInfo"]] == ["+492118371134", "presse@stk.nrw.de"]


def _letter_is_right(mailbox: Maildir, newsroom: Newsroom, slug: str) -> None:
    letter = email.message_from_bytes(next(iter(mailbox)).as_bytes(), policy=email.policy.default)
    assert letter["Subject"] == TITLE
    assert letter["Reply-To"] == "presse@stk.nrw.de"
    text = letter.get_body(("plain",))
    assert text is not None
    assert f"https://presse.lohtal.example.org/de/{slug}.html" in text.get_content()
    assert newsroom.publisher.named("de") in str(letter["From"])
