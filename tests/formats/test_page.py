"""The page of a release: one headline, marked languages, nothing from other hosts, no script but the theme's."""

import gzip
import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from pressflow import formats
from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.model.publisher import Term
from pressflow.newsroom import Newsroom
from pressflow.theme.colour import contrast
from tests import builders
from tests.formats import editions
from tests.formats.reading import Tags, shown

BASE = "https://presse.lohtal.example.org/"
PATH = "de/2026-05-16-bridge.html"
PATHS = (PATH, "en/2026-05-16-bridge.html")
both = pytest.mark.parametrize("path", PATHS)


def html(edition: Edition, path: str = PATH) -> str:
    document = editions.documents(edition, "page")[path]
    assert document.media_type == "text/html; charset=utf-8"
    return document.content.decode()


def headings(page: str) -> list[int]:
    return [int(tag[1]) for tag, _ in Tags(page).found if re.fullmatch("h[1-6]", tag)]


@both
def test_page_is_well_formed_and_says_its_language(single: Edition, path: str) -> None:
    tags = Tags(html(single, path))
    assert html(single, path).lower().startswith("<!doctype html>")
    assert (tags.open, tags.wrong) == ([], [])
    (root,) = tags.named("html")
    assert root["lang"] == path.partition("/")[0]
    assert root["dir"] == "ltr"
    assert {"charset": "utf-8"} in tags.named("meta")


@both
def test_page_has_one_headline_and_no_heading_level_is_skipped(single: Edition, path: str) -> None:
    levels = headings(html(single, path))
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


@both
def test_skip_link_leads_to_the_main_part(single: Edition, path: str) -> None:
    tags = Tags(html(single, path))
    (main,) = tags.named("main")
    first = tags.named("a")[0]
    assert first["href"] == f"#{main['id']}"


@both
def test_ids_are_unique_and_what_refers_to_them_finds_them(single: Edition, path: str) -> None:
    tags = Tags(html(single, path))
    ids = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [attributes["aria-labelledby"] for _, attributes in tags.found if "aria-labelledby" in attributes]
    assert set(named) <= set(ids)


@both
def test_page_names_its_address_and_its_languages(single: Edition, path: str) -> None:
    links = Tags(html(single, path)).named("link")
    assert [link["href"] for link in links if link["rel"] == "canonical"] == [BASE + path]
    languages = {link["hreflang"]: link["href"] for link in links if "hreflang" in link}
    assert languages == {"de": BASE + PATHS[0], "en": BASE + PATHS[1]}


@both
def test_page_offers_its_release_in_every_other_form(single: Edition, path: str) -> None:
    links = [link for link in Tags(html(single, path)).named("link") if "type" in link]
    offered = {unquote(urljoin(BASE + path, link["href"])).removeprefix(BASE): link["type"] for link in links}
    documents = {document.path: document.media_type for document in formats.documents(single)}
    here = path.partition("/")[0]
    assert offered.keys() >= {
        f"{here}/{name}" for name in ("2026-05-16-bridge.txt", "rss.xml", "atom.xml", "feed.json")
    }
    for target, media_type in offered.items():
        assert target.startswith(f"{here}/")
        assert documents[target].startswith(media_type), target


@both
def test_nothing_is_loaded_from_elsewhere_and_only_the_theme_s_script_runs(single: Edition, path: str) -> None:
    page = html(single, path)
    tags = Tags(page)
    assert tags.running() == [{"src": "../theme/script.js", "defer": ""}]
    assert tags.named("iframe", "object", "embed", "form", "base") == []
    assert not [name for _, attributes in tags.found for name in attributes if name.startswith("on")]
    loaded = [attributes[name] for _, attributes in tags.found for name in ("src", "srcset") if name in attributes]
    loaded += [link["href"] for link in tags.named("link") if link["rel"] in {"stylesheet", "icon", "preload"}]
    assert loaded
    assert not [url for url in loaded if re.match(r"([a-z]+:)?//|data:", url)]
    style = editions.documents(single, "style")[paths.STYLE].content.decode()
    assert not re.search(r"url\(|@import|https?:", style)


def test_every_relative_link_leads_to_a_document_of_the_site(edition: Edition) -> None:
    documents = {document.path: document for document in formats.documents(edition)}
    for path, document in documents.items():
        if document.media_type.startswith("text/html") and not path.startswith("letter/"):
            tags = Tags(document.content.decode())
            for _, attributes in tags.found:
                for name in ("href", "src"):
                    url = attributes.get(name, "#")
                    if not re.match(r"[a-z]+:|#", url):
                        target = unquote(urljoin(f"/{path}", url)).removeprefix("/")
                        assert target in documents, (path, url)


@both
def test_every_picture_has_a_description_and_decoration_an_empty_one(single: Edition, path: str) -> None:
    images = Tags(html(single, path)).named("img")
    if path == PATH:
        assert [image["alt"] for image in images] == ["Eine Brücke aus Stahl über einem Fluss", ""]
    assert all("alt" in image for image in images)


def test_picture_shows_caption_credit_and_terms(single: Edition) -> None:
    words = " ".join(shown(html(single)).split())
    assert "Die neue Brücke am Tag der Freigabe" in words
    assert "Bildnachweis: Stadt Lohtal/Jo Blau" in words
    assert "Frei für die Presse" in words


def test_picture_keeps_its_room_and_each_of_its_files_is_there(single: Edition) -> None:
    tags = Tags(html(single))
    sources, images = tags.named("source"), tags.named("img")
    assert [(image["width"], image["height"]) for image in images] == [("64", "48"), ("64", "48")]
    assert {(image["loading"], image["decoding"]) for image in images} == {("lazy", "async")}
    assert {source["type"] for source in sources} == {"image/webp"}
    documents = editions.documents(single, "media")
    named = [part.split() for tag in (*sources, *images) for part in tag["srcset"].split(", ")]
    assert [width for _, width in named] == ["64w"] * 4
    for url in [url for url, _ in named] + [image["src"] for image in images]:
        assert unquote(urljoin(f"/{PATH}", url)).removeprefix("/") in documents
    assert {tag["sizes"] for tag in (*sources, *images)} == {"(min-width: 42rem) 38rem, calc(100vw - 2.5rem)"}


def test_picture_can_be_downloaded_for_web_and_print(single: Edition) -> None:
    words = shown(html(single)).replace("\u00a0", " ")
    for purpose, measure in (("Für das Web", "64 px"), ("Für den Druck", "64 × 48")):
        assert re.search(rf"{purpose} \(JPEG, {measure}, \d+ kB\)", words)
    links = [link for link in Tags(html(single)).named("a") if "download" in link]
    assert [link["href"].rpartition("/")[2] for link in links] == [
        "2026-05-16-bridge.zip",
        *("bridge-64.jpg", "bridge.jpg", "line-64.jpg", "line.jpg"),
        "figures.csv",
    ]
    assert all("bridge" in link["href"] for link in links if "Tag der Freigabe" in link.get("aria-label", ""))


def test_all_pictures_are_offered_in_one_file_with_its_size(newsroom: Newsroom) -> None:
    folder = editions.write(newsroom)
    (folder / "assets" / "line.png").write_bytes(builders.picture("PNG", (900, 700)))
    edition = newsroom.edition(editions.published(editions.release_in(newsroom, folder)))
    size = len(editions.documents(edition, "images")["de/2026-05-16-bridge.zip"].content)
    (told,) = re.findall(r"Nutzungsrechten \(ZIP, (\d+)\u00a0kB\)", shown(html(edition)))
    assert size / 1000 - 4 <= int(told) <= size / 1000


def test_no_file_of_all_pictures_is_offered_where_there_is_none(single: Edition) -> None:
    assert ".zip" in html(single)
    assert ".zip" not in html(single, PATHS[1])
    publisher = single.publisher.model_copy(update={"omit": ("images",)})
    assert ".zip" not in html(replace(single, publisher=publisher))


def test_each_document_is_offered_with_its_kind_and_size(newsroom: Newsroom) -> None:
    files = {
        "figures.csv": b"a,b\n" * 3000,
        "plan.jpg": builders.picture(size=(900, 700)),
        "terms.pdf": b"%PDF-1.7\n" * 200_000,
    }
    attachments = [{"file": f"assets/{name}", "caption": name.partition(".")[0]} for name in files]
    folder = builders.add_release(newsroom, attachments=attachments)
    (folder / "assets").mkdir()
    for name, content in files.items():
        (folder / "assets" / name).write_bytes(content)
    edition = newsroom.edition(editions.release_in(newsroom, folder))
    words = shown(html(edition)).replace("\u00a0", " ")
    assert "figures (CSV, 12 kB)" in words
    assert "terms (PDF, 1,8 MB)" in words
    plan = len(editions.documents(edition, "media")["media/2026-05-16-bridge/plan.jpg"].content)
    assert f"plan (JPG, {round(plan / 1000)} kB)" in words


def test_page_that_was_never_corrected_has_no_notice(single: Edition) -> None:
    assert "Korrektur" not in shown(html(single))


@pytest.mark.parametrize(
    ("path", "title", "label", "note", "day"),
    [
        (PATHS[0], "Korrektur", "Korrektur, Fassung 3", "Es waren 84 Meter, nicht 48.", "18. Mai 2026"),
        (PATHS[1], "Correction", "Correction, Version 3", "It was 84 metres, not 48.", "18 May 2026"),
    ],
)
def test_correction_stands_in_a_box_above_the_headline(
    corrected: Edition, path: str, title: str, label: str, note: str, day: str
) -> None:
    page = html(corrected, path)
    (box,) = [tag for tag in Tags(page).named("section", "aside", "div") if "notice" in tag.get("class", "").split()]
    assert box["aria-label"] == label
    words = " ".join(shown(page[: page.index("<h1")]).split())
    assert f"{title} {day} {note}" in words


def test_release_shows_its_reference_and_every_version(corrected: Edition) -> None:
    words = " ".join(shown(html(corrected)).split())
    assert "2026-007" in words
    assert "16. Mai 2026, 10:31 Uhr" in words
    assert "18. Mai 2026, 14:00 Uhr" in words


def test_right_to_left_language_is_laid_out_so(single: Edition) -> None:
    (release,) = single.releases
    arabic = release.original.model_copy(update={"language": "ar"})
    page = html(single.of(replace(release, records=(arabic,))), "ar/2026-05-16-bridge.html")
    (root,) = Tags(page).named("html")
    assert (root["lang"], root["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize("colour", ["#1d4f6e", "#ffee00", "#ffffff", "#000000", "#7f7f7f"])
def test_office_s_colour_is_made_legible_on_light_and_on_dark(single: Edition, colour: str) -> None:
    from pressflow.formats.style import DARK_GROUND, LIGHT_GROUND

    publisher = single.publisher.model_copy(update={"colour": colour})
    style = editions.documents(replace(single, publisher=publisher), "style")[paths.STYLE].content.decode()
    light, dark = (re.findall(rf"--colour-on-{ground}: (#[0-9a-f]{{6}});", style)[-1] for ground in ("light", "dark"))
    assert contrast(light, LIGHT_GROUND) >= 4.5
    assert contrast(dark, DARK_GROUND) >= 7


def links(page: str, part: str = "") -> dict[str, str]:
    """The links of a page, or of the part of it that begins with these words, by what they are called."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>([^<]+)</a>', page.partition(part)[2] if part else page)
    return {name: href for href, name in reversed(found)}


def test_page_says_where_it_stands(single: Edition) -> None:
    page = html(single)
    trail = page[page.index('<nav class="trail"') : page.index("</nav>", page.index('<nav class="trail"'))]
    assert list(links(trail).items())[::-1] == [
        ("Mitteilungen", "index.html"),
        ("Verkehr", "topics/traffic/index.html"),
    ]


def test_page_leads_to_more_of_its_topics_places_people_and_kind(single: Edition) -> None:
    main = links(html(single), "<main")
    assert main["Verkehr"] == "topics/traffic/index.html"
    assert main["Lohtal"] == "places/lohtal/index.html"
    assert main["Ute Sommer"] == "people/ute-sommer/index.html"
    assert main["Pressemitteilung"] == "types/press-release/index.html"


def test_place_of_the_dateline_counts_where_no_other_is_named(single: Edition) -> None:
    (release,) = single.releases
    record = release.original.model_copy(update={"places": (), "place": "Straße am Öl"})
    page = html(single.of(replace(release, records=(record,))))
    assert links(page, "<main")["Straße am Öl"] == "places/strasse-am-oel/index.html"


TERMS = (
    Term.model_validate(
        {"name": {"de": "Bürgermeister Lind", "en": "Mayor Lind"}, "from": "2020-01-01", "until": "2026-05-16"}
    ),
    Term.model_validate({"name": "Ute Sommer", "from": "2026-05-17"}),
)


def dated(edition: Edition, moment: str) -> Edition:
    """The edition of an office with terms, its release of another moment."""
    (release,) = edition.releases
    date = datetime.fromisoformat(moment)
    records = tuple(record.model_copy(update={"date": date}) for record in release.records)
    publisher = edition.publisher.model_copy(update={"terms": TERMS})
    return replace(edition.of(replace(release, records=records)), publisher=publisher)


@pytest.mark.parametrize(
    ("moment", "old"),
    [
        ("2019-12-31T23:30:00+01:00", False),
        ("2020-01-01T00:00:00+01:00", True),
        ("2026-05-16T21:59:00+00:00", True),
        # Half past one in the night to the 17th, by the newsroom's own clock.
        ("2026-05-16T23:30:00+00:00", False),
    ],
)
def test_release_of_a_past_term_says_so_and_one_of_the_present_does_not(
    single: Edition, moment: str, old: bool
) -> None:
    page = html(dated(single, moment))
    assert ("Aus einer früheren Amtszeit" in shown(page)) is old
    if old:
        words = " ".join(shown(page).split())
        assert "Bürgermeister Lind, 1. Januar 2020 bis 16. Mai 2026." in words
        english = " ".join(shown(html(dated(single, moment), PATHS[1])).split())
        assert "Mayor Lind, 1 January 2020 to 16 May 2026." in english


# Weight


def test_long_release_without_images_weighs_less_than_40_kb_with_all_it_asks_for(newsroom: Newsroom) -> None:
    office = Path(__file__).parents[2] / "releases"
    written = "\n\n".join(file.read_text("utf-8").split("\n---\n")[1] for file in sorted(office.glob("*/*/de.md")))
    body = re.sub(r"\[quote: [\w-]+\]", "", written)  # all that the example office wrote, in one
    release = editions.release_in(newsroom, builders.add_release(newsroom, body=f"{body}\n\n[quote: mayor]\n"))
    edition = newsroom.edition(editions.published(release))
    made = {document.path: document.content for document in formats.documents(edition)}
    tags = Tags(made[PATH].decode())
    kinds = ("stylesheet", "icon", "preload", "modulepreload")
    asked = [tag["href"] for tag in tags.named("link") if tag["rel"] in kinds]
    asked += [tag["src"] for kind in ("script", "img") for tag in tags.named(kind) if "src" in tag]
    files = {PATH, *(unquote(urljoin(f"/{PATH}", address)).lstrip("/") for address in asked)}
    assert {name.rpartition(".")[2] for name in files} >= {"html", "css", "js"}
    assert len(made[PATH]) > len(body)
    assert sum(len(gzip.compress(made[name])) for name in files) < 40_000
