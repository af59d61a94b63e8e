"""Previewing, as the press office sees it: every channel to look at, and nothing of it recorded, sent or public."""

from pathlib import Path

import pytest

from pressflow import previewing, reporting
from pressflow.building import build
from pressflow.errors import PressflowError, StateError
from pressflow.journal import FILE
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import NOW, SLUG
from tests.formats.reading import Tags, body, mail, shown


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def preview(newsroom: Newsroom, folder: Path) -> Path:
    """The folder of a preview."""
    out = newsroom.folder / "var" / "preview" / folder.name
    start = previewing.preview(newsroom, folder, out, NOW)
    assert start == out / "preview.html"
    return out


def test_preview_holds_every_channel_in_every_language(newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, language="en", title="New bridge across the Loh is finished")
    found = files(preview(newsroom, release))
    for language in ("de", "en"):
        assert found.keys() >= {
            f"{language}/{SLUG}.html",
            f"{language}/{SLUG}.txt",
            f"{language}/{SLUG}.json",
            f"{language}/rss.xml",
            f"{language}/atom.xml",
            f"{language}/feed.json",
            f"{language}/index.html",
            f"letter/{SLUG}.{language}.eml",
            f"letter/{SLUG}.{language}.html",
            f"letter/{SLUG}.{language}.txt",
        }


def test_start_page_leads_to_every_channel_and_is_for_no_search_engine(newsroom: Newsroom, release: Path) -> None:
    out = preview(newsroom, release)
    tags = Tags((out / "preview.html").read_text("utf-8"))
    leads = {link["href"] for link in tags.named("a")}
    assert {f"de/{SLUG}.html", f"de/{SLUG}.txt", f"letter/{SLUG}.de.html", f"letter/{SLUG}.de.txt"} <= leads
    assert [link for link in leads if not (out / link).is_file()] == []
    assert {frame["src"] for frame in tags.named("iframe")} <= leads
    assert "noindex" in {meta.get("content", "").split(",")[0] for meta in tags.named("meta")}


def test_letter_is_shown_as_a_made_up_reader_would_get_it(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom)
    message = mail((preview(newsroom, release) / "letter" / f"{SLUG}.de.eml").read_bytes())
    assert "Guten Tag Alex Lange," in body(message, "plain")
    assert message["To"] == "Alex Lange <alex.lange@example.com>"
    assert "reader0@" not in message.as_string()


def test_preview_records_and_publishes_nothing(newsroom: Newsroom) -> None:
    other = builders.add_release(newsroom, "2026-05-15-other", title="Etwas anderes steht schon fest")
    builders.add_contacts(newsroom)
    builders.publish(newsroom, other)
    release = builders.add_release(newsroom)
    newsroom.adopt(release, "Kim", NOW)
    public, folder = files(newsroom.public), files(release)
    before = reporting.overview(newsroom)
    preview(newsroom, release)
    assert files(newsroom.public) == public
    assert files(release) == folder
    assert reporting.overview(newsroom) == before
    assert reporting.deliveries(newsroom, release) == []
    build(newsroom)
    assert files(newsroom.public) == public


def test_release_that_nobody_adopted_stays_so(newsroom: Newsroom, release: Path) -> None:
    preview(newsroom, release)
    assert not (release / FILE).exists()
    assert not (newsroom.var / "ledger.sqlite").exists()


def test_undated_release_under_embargo_can_be_previewed(newsroom: Newsroom) -> None:
    release = builders.add_release(newsroom, date=None, embargo={"event": "Ende der Ratssitzung"})
    out = preview(newsroom, release)
    for path in (f"de/{SLUG}.html", f"letter/{SLUG}.de.html"):
        assert "SPERRFRIST: Ende der Ratssitzung" in shown((out / path).read_text("utf-8"))
    assert (out / "de" / f"{SLUG}.txt").read_text("utf-8").startswith("SPERRFRIST: Ende der Ratssitzung\n")
    assert mail((out / "letter" / f"{SLUG}.de.eml").read_bytes())["Subject"].startswith("SPERRFRIST: ")
    for path in (f"de/{SLUG}.html", f"de/{SLUG}.txt", f"letter/{SLUG}.de.html", f"letter/{SLUG}.de.txt"):
        assert "1970" not in (out / path).read_text("utf-8")


def test_warnings_are_shown_beside_the_channels(newsroom: Newsroom) -> None:
    release = builders.add_release(newsroom, title="Neue Brücke " + "sehr " * 20 + "lang")
    page = (preview(newsroom, release) / "preview.html").read_text("utf-8")
    assert "HEAD-LEN (warning)" in shown(page)


def test_release_with_errors_is_not_shown_and_its_errors_are_told(newsroom: Newsroom) -> None:
    release = builders.add_release(newsroom, contacts=["nobody"])
    with pytest.raises(StateError, match=r"CONTACT-UNKNOWN .*\n.*cannot be shown before that is mended"):
        preview(newsroom, release)


def test_second_preview_takes_the_place_of_the_first(newsroom: Newsroom, release: Path) -> None:
    out = preview(newsroom, release)
    builders.add_release(newsroom, title="Alte Brücke über die Loh ist fort")
    assert preview(newsroom, release) == out
    found = b"".join(files(out).values()).decode("utf-8", "replace")
    assert "Alte Brücke über die Loh ist fort" in found
    assert "Neue Brücke über die Loh ist fertig" not in found


def test_folder_with_other_files_is_not_replaced(newsroom: Newsroom, release: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(PressflowError, match="mine: holds other files"):
        previewing.preview(newsroom, release, tmp_path / "mine", NOW)
    assert files(tmp_path / "mine") == {"photo.jpg": b"x"}


@pytest.mark.parametrize("inside", ["", "preview"])
def test_public_site_is_no_place_for_a_preview(newsroom: Newsroom, release: Path, inside: str) -> None:
    with pytest.raises(PressflowError, match="public"):
        previewing.preview(newsroom, release, newsroom.public / inside, NOW)
    assert not newsroom.public.exists()


def test_release_without_date_and_history_is_shown_as_made_now(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, date=None, embargo={"event": "Festakt im Rathaus"})
    out = preview(newsroom, folder)
    assert mail((out / "letter" / f"{SLUG}.de.eml").read_bytes())["Date"].datetime == NOW
    assert "1970" not in "".join(file.read_text("utf-8") for file in out.rglob("*.html"))
