"""The PDF: accessible and archival by its standards, the same words in their order, nobody's words as code."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import outloud
import pikepdf
import pytest
from outloud.model import Document as Structure

from pressflow.demo import set_up
from pressflow.errors import InputError
from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from tests import builders
from tests.formats import editions
from tests.formats.reading import carries, pdf_text, record_tokens, tokens
from tests.formats.reading import pdf as opened

HOSTILE = r"""#import "/etc/passwd" $x$ @label *b* _i_ \ // ] [ } { #read("x") ` <l> = --- ~ {{x}} &amp; /* \u{41} 'q' http://["""


def pdf(edition: Edition, language: str = "de") -> bytes:
    """The PDF of the edition's newest release."""
    return editions.documents(edition, "pdf")[paths.pdf(edition.releases[0].slug, language)].content


def one_line(text: str) -> str:
    """A text however its lines are broken."""
    return " ".join(text.split())


def elements(content: bytes) -> list[tuple[str, str]]:
    """The kinds of its tags in order, each with its alternative text."""
    return [(element.type_raw, element.alt or "") for element in Structure(io.BytesIO(content)).elements]


def draft(newsroom: Newsroom, folder: Path) -> Edition:
    """An edition of a release that is not public yet."""
    return newsroom.edition(editions.release_in(newsroom, folder))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """All releases of the example office: the public ones as they were published, the others as they are written."""
    folder = tmp_path_factory.mktemp("pdf") / "office"
    set_up(folder)
    newsroom = Newsroom.at(folder)
    public: dict[str, Release] = {release.slug: release for release in newsroom.public_releases()}
    written = {slug: newsroom.read(place).release for slug, place in newsroom.folders.items()}
    shown = [public.get(slug) or replace(release, uri=slug) for slug, release in written.items() if release]
    return newsroom.edition(*shown)


@pytest.fixture(scope="module")
def papers(office: Edition) -> dict[str, bytes]:
    """The PDFs of the example office by path."""
    return {path: document.content for path, document in editions.documents(office, "pdf").items()}


def wrong(content: bytes, folder: Path) -> list[str]:
    """What a checker of PDF/UA-1 and WCAG 2.2 finds wrong."""
    file = folder / "release.pdf"
    file.write_bytes(content)
    result = outloud.check(str(file))
    assert result.error is None
    return [f"{finding.rule} {finding.message}" for finding in result.findings if finding.severity == "error"]


# Standards


def test_no_pdf_of_the_example_office_keeps_anybody_out(papers: dict[str, bytes], tmp_path: Path) -> None:
    assert len(papers) >= 9
    assert {path.partition("/")[0] for path in papers} == {"de", "en"}
    assert {path: found for path, content in papers.items() if (found := wrong(content, tmp_path))} == {}


@pytest.mark.parametrize("which", ["edition", "corrected"])
def test_tables_lists_and_corrections_keep_nobody_out(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    made: Edition = request.getfixturevalue(which)
    for path, document in editions.documents(made, "pdf").items():
        assert wrong(document.content, tmp_path) == [], path


def test_both_standards_are_claimed(single: Edition) -> None:
    """PDF/UA-1 (ISO 14289-1, section 5) and PDF/A-2a (ISO 19005-2, section 6.6.4)."""
    with pikepdf.open(io.BytesIO(pdf(single))) as found:
        assert found.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in found.Root
        assert found.Root.ViewerPreferences.DisplayDocTitle
        xmp = found.Root.Metadata.read_bytes().decode()
    for property_, value in (("pdfuaid:part", "1"), ("pdfaid:part", "2"), ("pdfaid:conformance", "A")):
        assert f"<{property_}>{value}</{property_}>" in xmp


@pytest.mark.parametrize(("language", "title"), [("de", "Neue Brücke über die Loh ist fertig"), ("en", "New bridge")])
def test_file_says_what_it_is_and_in_which_language(single: Edition, language: str, title: str) -> None:
    with pikepdf.open(io.BytesIO(pdf(single, language))) as found:
        assert str(found.Root.Lang) == language
        assert str(found.docinfo["/Title"]).startswith(title)
        assert str(found.docinfo["/Author"]) == {"de": "Stadt Lohtal", "en": "City of Lohtal"}[language]
        assert "Loh & Tal" in str(found.docinfo["/Keywords"]) or language == "en"


def test_file_is_dated_with_its_version_and_never_with_the_clock(single: Edition, corrected: Edition) -> None:
    for edition, moment in ((single, editions.PUBLISHED_AT), (corrected, editions.CORRECTED_AT)):
        with pikepdf.open(io.BytesIO(pdf(edition))) as found:
            written = re.fullmatch(r"D:(\d{14})(Z|\+00'00).*", str(found.docinfo["/CreationDate"]))
        assert written
        assert datetime.strptime(written[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) == moment


def test_fonts_are_those_of_the_engine(papers: dict[str, bytes]) -> None:
    for content in papers.values():
        with opened(content) as found:
            fonts = {font[3] for page in found for font in page.get_fonts()}
        assert {re.sub(r"^[A-Z]{6}\+|-.*", "", font) for font in fonts} == {"LibertinusSerif"}


# Words


def test_words_stand_in_their_order(office: Edition, papers: dict[str, bytes]) -> None:
    for release in office.releases:
        for record in release.records:
            path = paths.pdf(release.slug, record.language)
            assert carries(tokens(pdf_text(papers[path])), record_tokens(record)), path


def test_letterhead_comes_first_and_the_imprint_last(corrected: Edition) -> None:
    text = one_line(pdf_text(pdf(corrected)))
    parts = [
        "Stadt Lohtal Pressemitteilung 16. Mai 2026 Nummer 2026-007",
        "Korrektur (18. Mai 2026) Es waren 84 Meter, nicht 48.",
        "Verkehr Neue Brücke über die Loh ist fertig Nach 14 Monaten Bauzeit rollt der Verkehr wieder",
        "Lohtal, 16. Mai 2026 – Die Stadt Lohtal hat",
        "„Wir haben lange gewartet. Jetzt fährt der Bus wieder bis ins Tal.“ Ute Sommer, Bürgermeisterin",
        "Was gebaut wurde",
        "Jahr Busse am Tag 1961 12 2026 140",
        "„Das war unser schönster Bau.“ Ali Kaya, Bau AG",
        "ENDE",
        "Bilder Die neue Brücke am Tag der Freigabe Bildnachweis: Stadt Lohtal/Jo Blau Nutzung: Frei für die Presse",
        "Anlagen Alle Zahlen als Tabelle",
        "Weitere Informationen Die Brücke in Zahlen",
        "Hinweise für die Redaktion Am 20. Mai um 10 Uhr",
        "Über die Stadt Lohtal Lohtal liegt an der Loh",
        "Pressekontakt Kim Berger Pressesprecherin Stadt Lohtal +49 221 4710123 · presse@lohtal.example.org",
        "Bauamt Lohtal +49 221 4710200 · bauamt@lohtal.example.org",
        "Angaben zur Mitteilung Stadt Lohtal · Rathausplatz 1, 00000 Lohtal · www.lohtal.example.org",
        "Nummer: 2026-007 Dauerhafte Adresse: https://presse.lohtal.example.org/de/2026-05-16-bridge.html",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_each_page_bears_its_number_and_the_office_s_address(single: Edition) -> None:
    with opened(pdf(single)) as found:
        feet = [one_line(page.get_text(clip=(0, page.rect.height - 80, *page.rect[2:]))) for page in found]
    assert len(feet) > 1
    address = "Rathausplatz 1, 00000 Lohtal · www.lohtal.example.org"
    assert feet == [f"{address} {number}/{len(feet)}" for number in range(1, len(feet) + 1)]


def test_embargo_stands_above_the_headline_until_the_release_is_public(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, embargo={"until": "2026-05-16 10:30"})
    edition = draft(newsroom, folder)
    text = one_line(pdf_text(pdf(edition)))
    assert text.startswith("Stadt Lohtal Pressemitteilung SPERRFRIST: frei ab 16. Mai 2026, 10:30 Uhr")
    public = edition.of(editions.published(edition.releases[0]))
    assert "SPERRFRIST" not in pdf_text(pdf(public))


def test_words_are_divided_as_their_language_does_and_not_at_all_in_leichte_sprache(newsroom: Newsroom) -> None:
    word = "Verwaltungsgerichtsbarkeit"
    folder = builders.add_release(newsroom, body=f"{word} {word} " * 12)
    builders.add_release(newsroom, language="de-x-ls", body=f"{word} {word} " * 12, boilerplate=None)
    edition = draft(newsroom, folder)
    with opened(pdf(edition)) as found:
        assert "Verwaltungsgerichts\xad\nbarkeit" in found[0].get_text()
    with opened(pdf(edition, "de-x-ls")) as found:
        assert "\xad" not in found[0].get_text()
        assert "/Lang(de)" in found.xref_object(found.pdf_catalog(), compressed=True)


def test_english_words_are_divided_as_english_ones(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom)
    word = "responsibilities"
    builders.add_release(newsroom, language="en", body=f"{word} {word} {word}x " * 24)
    with opened(pdf(draft(newsroom, folder), "en")) as found:
        divided = set(re.findall(r"(\w+)\xad\n(\w+)", "".join(page.get_text() for page in found)))
    assert any(first + last == word for first, last in divided)
    assert {first for first, last in divided if first + last == word} <= {"re", "respon", "responsi", "responsibil"}


# The letterhead

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><rect width="60" height="20" fill="#1d4f6e"/></svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [("logo.svg", SVG.encode()), ("logo.png", builders.picture("PNG", (60, 20), mode="RGBA"))],
    ids=["svg", "png"],
)
def test_letterhead_bears_the_logo_with_the_office_s_name_for_the_ear(
    newsroom: Newsroom, tmp_path: Path, name: str, content: bytes
) -> None:
    folder = builders.add_release(newsroom)
    (newsroom.folder / "templates").mkdir()
    (newsroom.folder / "templates" / name).write_bytes(content)
    edition = draft(Newsroom.at(newsroom.folder), folder)
    made = pdf(replace(edition, publisher=edition.publisher.model_copy(update={"logo": name})))
    assert [alt for kind, alt in elements(made) if kind == "Figure"] == ["Stadt Lohtal"]
    assert one_line(pdf_text(made)).startswith("Pressemitteilung")
    assert wrong(made, tmp_path) == []
    with opened(made) as found:
        blue = found[0].get_pixmap(clip=(71, 77, 71 + 102, 77 + 34))
    drawn = zip(blue.pixel(50, 17), (0x1D, 0x4F, 0x6E), strict=True)
    assert all(abs(one - other) < 4 for one, other in drawn)


def test_letterhead_without_a_logo_bears_the_office_s_name(newsroom: Newsroom) -> None:
    made = pdf(draft(newsroom, builders.add_release(newsroom)))
    assert one_line(pdf_text(made)).startswith("Stadt Lohtal Pressemitteilung")
    assert [kind for kind, _ in elements(made) if kind == "Figure"] == []


# Parts


def test_headings_are_bookmarks_and_go_down_one_level_at_a_time(newsroom: Newsroom) -> None:
    folder = builders.add_release(
        newsroom, body="#### Tief\n\nA\n\n- ### Punkt\n\n    #### Tiefer\n\n## Hoch\n\nB\n", quotes=[]
    )
    with opened(pdf(draft(newsroom, folder))) as found:
        bookmarks = [(level, title) for level, title, _ in found.get_toc()]
    assert bookmarks[0] == (1, "Neue Brücke über die Loh ist fertig")
    assert bookmarks[1:5] == [(2, "Tief"), (3, "Punkt"), (4, "Tiefer"), (2, "Hoch")]
    assert bookmarks[-1] == (2, "Angaben zur Mitteilung")


def test_tags_say_what_is_headline_quote_list_and_table(single: Edition) -> None:
    kinds = [kind for kind, _ in elements(pdf(single))]
    assert kinds.count("H1") == 1
    assert kinds.count("BlockQuote") == 3
    assert kinds.count("TH") == 2
    assert kinds.count("TD") == 4
    assert [kinds.count(kind) for kind in ("L", "LI")] == [2, 5]


def test_pictures_are_described_and_decorative_ones_passed_over(single: Edition) -> None:
    figures = [alt for kind, alt in elements(pdf(single)) if kind == "Figure"]
    assert figures == ["Eine Brücke aus Stahl über einem Fluss"]
    with opened(pdf(single)) as found:
        assert sum(len(page.get_image_info()) for page in found) == 2


def test_pictures_have_nothing_hidden_in_them(newsroom: Newsroom) -> None:
    image = {"file": "assets/bridge.jpg", "alt": "Eine Brücke", "credit": "Stadt Lohtal"}
    folder = builders.add_release(newsroom, images=[image])
    (folder / "assets").mkdir()
    (folder / "assets" / "bridge.jpg").write_bytes(builders.picture(comment=b"taken at home"))
    with opened(pdf(draft(newsroom, folder))) as found:
        (picture,) = [found.extract_image(image[0]) for page in found for image in page.get_images()]
    assert picture["ext"] == "jpeg"
    assert b"taken at home" not in picture["image"]


def test_picture_s_name_may_have_any_blanks(newsroom: Newsroom) -> None:
    image = {"file": "assets/a  b.jpg", "alt": "Eine Brücke", "credit": "Stadt Lohtal"}
    folder = builders.add_release(newsroom, images=[image])
    (folder / "assets").mkdir()
    (folder / "assets" / "a  b.jpg").write_bytes(builders.picture())
    with opened(pdf(draft(newsroom, folder))) as found:
        assert sum(len(page.get_image_info()) for page in found) == 1


def test_links_lead_where_they_say(single: Edition) -> None:
    with opened(pdf(single)) as found:
        links = {link["uri"] for page in found for link in page.get_links()}
    site = "https://presse.lohtal.example.org/"
    assert links == {
        "https://www.lohtal.example.org/chronik",
        "https://www.lohtal.example.org/bruecke?jahr=2026&teil=2",
        "mailto:bauamt@lohtal.example.org",
        f"{site}media/2026-05-16-bridge/bridge.jpg",
        f"{site}media/2026-05-16-bridge/line.jpg",
        f"{site}media/2026-05-16-bridge/figures.csv",
        "https://www.lohtal.example.org/bruecke",
        "https://www.lohtal.example.org/karte",
        "tel:+492214710123",
        "mailto:presse@lohtal.example.org",
        "tel:+492214710200",
        "https://www.lohtal.example.org/",
        f"{site}de/2026-05-16-bridge.html",
    }


# What people write, and what a theme does


def test_hostile_words_show_as_themselves(newsroom: Newsroom) -> None:
    link = {"title": HOSTILE, "url": "https://a.example/?x=\"#'$*ü"}
    quote = {"text": HOSTILE, "speaker": HOSTILE, "role": HOSTILE}
    folder = builders.add_release(
        newsroom,
        body=f"x {HOSTILE}\n\n- {HOSTILE}\n\n| {HOSTILE} | b |\n|---|---|\n| c | d |\n",
        title=HOSTILE,
        kicker=HOSTILE,
        subtitle=HOSTILE,
        lead=f"{HOSTILE} {HOSTILE}",
        place=HOSTILE,
        quotes=[quote],
        links=[link],
        notes=HOSTILE,
        contacts=[{"name": HOSTILE, "email": "a'b&c@lohtal.example.org"}],
        keywords=[HOSTILE],
    )
    edition = draft(newsroom, folder)
    (record,) = edition.releases[0].records
    content = pdf(edition)
    shown = "".join(pdf_text(content).split())
    parts = [record.title, record.kicker, record.subtitle, record.lead, record.quotes[0].text, record.links[0].title]
    assert [part for part in parts if "".join((part or "").split()) not in shown] == []
    assert carries(tokens(pdf_text(content)), record_tokens(record))
    with pikepdf.open(io.BytesIO(content)) as found:
        assert str(found.docinfo["/Title"]) == record.title
    with opened(content) as found:
        assert "https://a.example/?x=%22#'$*%C3%BC" in {link["uri"] for page in found for link in page.get_links()}


def test_marks_without_words_and_links_in_a_long_table_s_head_are_no_error(newsroom: Newsroom) -> None:
    head = "| [Jahr](https://a.example/years) | Busse |\n|---|---|\n"
    body = f"## []()\n\n## &nbsp;\n\nx [](https://a.example/nothing) y\n\n-\n\n{head}" + "| 1961 | 12 |\n" * 90
    content = pdf(draft(newsroom, builders.add_release(newsroom, body=body)))
    with opened(content) as found:
        assert found.page_count > 2
        links = [link["uri"] for page in found for link in page.get_links()]
    assert links.count("https://a.example/years") == 1
    assert "https://a.example/nothing" not in links


def test_character_without_a_font_is_shown_as_one_and_the_standards_hold(newsroom: Newsroom) -> None:
    rare = "Ё Ω ş → ✓ ₂ € שלום ½ „“ – … ẞ"
    folder = builders.add_release(
        newsroom, title="Fest in Lohtal 🎉 und 日本 \U000f0000", lead=f"{rare} und viele weitere Zeichen"
    )
    content = pdf(draft(newsroom, folder))
    shown = list(Structure(io.BytesIO(content)).content(0).mcid_text.values())
    assert "Fest in Lohtal \ufffd und \ufffd\ufffd \ufffd" in shown
    assert f"{rare} und viele weitere Zeichen" in one_line(pdf_text(content))
    with pikepdf.open(io.BytesIO(content)) as found:
        assert "<pdfuaid:part>1<" in found.Root.Metadata.read_bytes().decode()


def test_theme_may_have_its_own_paper(newsroom: Newsroom) -> None:
    theme = newsroom.folder / "templates" / "release.typ"
    theme.parent.mkdir()
    theme.write_text(
        '#let data = json("release.json")\n#set document(title: data.title)\n= Unser #data.title\n', "utf-8"
    )
    folder = builders.add_release(newsroom)
    assert one_line(pdf_text(pdf(draft(newsroom, folder)))) == "Unser Neue Brücke über die Loh ist fertig"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("#let data = 1\n\n#data.title", "templates/release.typ:3: "),
        ("#let data = (", "templates/release.typ:1: unclosed delimiter"),
        ('#set document(title: "x")\n#read("/etc/passwd")', "templates/release.typ:2: file not found"),
        ("nameless", "templates/release.typ: "),
    ],
    ids=["name", "syntax", "file of the machine", "standard"],
)
def test_wrong_template_is_named_with_its_line(newsroom: Newsroom, source: str, told: str) -> None:
    theme = newsroom.folder / "templates" / "release.typ"
    theme.parent.mkdir()
    theme.write_text(source, "utf-8")
    edition = draft(newsroom, builders.add_release(newsroom))
    with pytest.raises(InputError, match=f"^{re.escape(told)}"):
        pdf(edition)
