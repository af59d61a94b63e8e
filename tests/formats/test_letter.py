"""The letter: one reader, plain headers, the same words as text and as HTML, and no way to follow the reader."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.formats import letter
from pressflow.model.edition import Edition
from pressflow.model.journal import State
from pressflow.model.letter import Letter, Reader
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.golden import golden
from tests.formats.reading import Tags, body, html_tokens, mail, shown, text_tokens

SLUG = "2026-05-16-bridge"
# As written, in order; what comes last is MIME's.
HEADERS = [
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Language",
]
HEADERS += ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "Auto-Submitted"]
HEADERS += ["MIME-Version", "Content-Type"]


def eml(edition: Edition, language: str = "de") -> bytes:
    return editions.documents(edition, "letter")[f"letter/{SLUG}.{language}.eml"].content


def composed(edition: Edition, language: str = "de") -> Letter:
    """The stored letter of the edition's only release."""
    (release,) = edition.releases
    record = release.record(language)
    assert record is not None
    return letter.compose(edition, release, record)


@pytest.fixture(scope="module")
def stored(single: Edition) -> Letter:
    """The stored letter of the release with everything in it."""
    return composed(single)


def raw(content: bytes, name: str) -> str:
    """A header's value as it is written, unfolded."""
    value = email.message_from_bytes(content)[name]
    return re.sub(r"\r?\n(?=[ \t])", "", str(value))


def decoded(content: bytes, name: str) -> str:
    """A header's value as RFC 2047 has it shown: adjacent encoded words are joined."""
    return str(make_header(decode_header(raw(content, name))))


def lines(content: bytes) -> list[bytes]:
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    return content.split(b"\r\n")


def test_without_a_reader_there_is_no_letter(single: Edition) -> None:
    assert editions.documents(replace(single, reader=None), "letter") == {}


def test_each_language_has_the_letter_and_its_two_bodies(single: Edition) -> None:
    documents = editions.documents(single, "letter")
    assert {path: document.media_type for path, document in documents.items()} == {
        f"letter/{SLUG}.{language}.{kind}": media_type
        for language in ("de", "en")
        for kind, media_type in (
            ("eml", "message/rfc822"),
            ("html", "text/html; charset=utf-8"),
            ("txt", "text/plain; charset=utf-8"),
        )
    }
    message = mail(eml(single))
    assert body(message, "plain") == documents[f"letter/{SLUG}.de.txt"].content.decode()
    assert body(message, "html") == documents[f"letter/{SLUG}.de.html"].content.decode()


def test_text_comes_first_and_html_is_the_other_way_to_show_it(single: Edition) -> None:
    message = mail(eml(single))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for part in message.iter_parts():
        assert part.get_content_charset() == "utf-8"
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
        assert part["MIME-Version"] is None
        assert part.get_content_disposition() is None


def test_headers_are_these_and_no_others(single: Edition) -> None:
    content = eml(single)
    assert email.message_from_bytes(content).keys() == HEADERS
    (release,) = single.releases
    assert {name: decoded(content, name) for name in HEADERS[:-2]} == {
        "From": '"Stadt Lohtal, Pressestelle" <presse@lohtal.example.org>',
        "Reply-To": "presse@lohtal.example.org",
        "To": "Anna Berg <anna.berg@desk.example.org>",
        "Subject": release.original.title,
        "Date": "Sat, 16 May 2026 08:31:05 +0000",
        "Message-ID": editions.READER.message_id,
        "Content-Language": "de",
        "List-Id": "<local.lohtal.example.org>",
        "List-Unsubscribe": f"<{editions.READER.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Help": "<https://presse.lohtal.example.org/>",
        "Auto-Submitted": "auto-generated",
    }


def test_answer_goes_to_the_press_contact_of_the_release(single: Edition) -> None:
    (release,) = single.releases
    contacts = release.original.press_contacts[::-1]
    records = (release.original.model_copy(update={"press_contacts": contacts}),)
    changed = single.of(replace(release, records=records))
    assert raw(eml(changed), "Reply-To") == "bauamt@lohtal.example.org"
    assert raw(eml(changed), "From").endswith("<presse@lohtal.example.org>")


def test_unsubscribing_works_in_one_click_over_https(single: Edition) -> None:
    content = eml(single)
    assert raw(content, "List-Unsubscribe").startswith("<https://")
    assert raw(content, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    message = mail(content)
    assert editions.READER.unsubscribe_url in body(message, "plain")
    links = [link["href"] for link in Tags(body(message, "html")).named("a")]
    assert editions.READER.unsubscribe_url in links


def test_pdf_is_a_link_where_the_office_offers_one(single: Edition) -> None:
    url = f"https://presse.lohtal.example.org/de/{SLUG}.pdf"
    message = mail(eml(single))
    assert f"\nZum Drucken (PDF): {url}\n" in body(message, "plain")
    assert url in [link["href"] for link in Tags(body(message, "html")).named("a")]
    assert "application/pdf" not in [part.get_content_type() for part in message.walk()]
    without = mail(eml(replace(single, publisher=single.publisher.model_copy(update={"omit": ("pdf",)}))))
    assert "PDF" not in body(without, "plain") + shown(body(without, "html"))


def test_pdf_goes_with_the_letter_where_it_is_asked_for(single: Edition) -> None:
    attaching = replace(single, publisher=single.publisher.model_copy(update={"attach": ("pdf",)}))
    content = eml(attaching)
    _, file = mail(content).iter_parts()
    (published,) = [one.content for path, one in editions.documents(single, "pdf").items() if path.startswith("de/")]
    assert (file.get_filename(), file.get_content_type()) == (f"{SLUG}.pdf", "application/pdf")
    assert file.get_payload(decode=True) == published
    assert content == eml(attaching)


def test_date_is_that_of_the_version_and_not_of_the_attempt(single: Edition, corrected: Edition) -> None:
    assert raw(eml(single), "Date") == "Sat, 16 May 2026 08:31:05 +0000"
    assert raw(eml(corrected), "Date") == "Mon, 18 May 2026 12:00:00 +0000"


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_byte_and_every_line_passes_any_relay(single: Edition, language: str) -> None:
    content = eml(single, language)
    content.decode("ascii")
    assert max(map(len, lines(content))) <= 998
    header, _, _ = content.partition(b"\r\n\r\n")
    folded = [line for line in header.split(b"\r\n") if len(line) > 78]
    assert all(b" " not in line.partition(b": ")[2] for line in folded)


def test_html_is_small_and_follows_nobody(single: Edition) -> None:
    html = body(mail(eml(single)), "html")
    assert len(html.encode()) < letter.HTML_LIMIT
    tags = Tags(html)
    assert tags.named("img", "script", "iframe", "object", "form", "link", "video", "audio", "svg", "base") == []
    assert not [name for _, attributes in tags.found for name in attributes if name in {"src", "background", "srcset"}]
    assert not re.search(r"url\(|@import", html)
    links = {link["href"] for link in tags.named("a")}
    hosts = {url.split("/")[2] for url in links if url.startswith("http")}
    assert hosts == {"presse.lohtal.example.org", "www.lohtal.example.org"}
    followed = [url for url in links if editions.READER.address in url or "utm_" in url]
    assert followed == []
    assert not [url for url in links if not re.match(r"https?://|mailto:|tel:", url)]


def test_html_says_its_language_and_has_one_headline(single: Edition) -> None:
    for language in ("de", "en"):
        tags = Tags(body(mail(eml(single, language)), "html"))
        assert tags.named("html")[0]["lang"] == language
        assert len(tags.named("h1")) == 1


def test_both_bodies_say_the_same(single: Edition) -> None:
    message = mail(eml(single))
    text, html = body(message, "plain"), body(message, "html")
    for words in ("Guten Tag Anna Berg,", "anna.berg@desk.example.org", "„Lokalpresse“", "Nummer: 2026-007"):
        assert words in " ".join(text.split())
        assert words in " ".join(shown(html).split())
    # Addresses stand in the text where HTML has links.
    said = text_tokens(re.sub(r"https?://\S+", "", text))
    assert [word for word in html_tokens(re.sub(r">https?://[^<]+<", "><", html)) if word not in said] == []


def test_letter_opens_with_a_greeting_by_name_or_without(single: Edition) -> None:
    nobody = replace(single, reader=editions.READER._replace(name=""))
    assert body(mail(eml(single)), "plain").startswith("Guten Tag Anna Berg,\n\nStadt Lohtal · Pressemitteilung\n")
    assert body(mail(eml(nobody)), "plain").startswith("Guten Tag,\n\n")
    assert raw(eml(nobody), "To") == "anna.berg@desk.example.org"
    assert body(mail(eml(single, "en")), "plain").startswith("Dear Anna Berg,\n\n")


def test_signature_is_parted_as_mail_programs_know_it(single: Edition) -> None:
    assert "\n-- \nOnline lesen: https://presse.lohtal.example.org/de/2026-05-16-bridge.html\n" in body(
        mail(eml(single)), "plain"
    )


def test_subject_tells_a_correction_and_an_embargo(single: Edition, corrected: Edition) -> None:
    (release,) = single.releases
    title = release.original.title
    (changed,) = corrected.releases
    assert letter.subject(corrected, changed, changed.original, "correction") == f"KORREKTUR: {title}"
    embargo = Embargo(until=datetime(2026, 5, 18, 8, 0, tzinfo=UTC))
    records = tuple(record.model_copy(update={"embargo": embargo}) for record in release.records)
    draft = single.of(replace(release, records=records, state=State.APPROVED))
    assert decoded(eml(draft), "Subject") == f"SPERRFRIST: {title}"
    assert "SPERRFRIST: frei ab 18. Mai 2026, 10:00 Uhr" in body(mail(eml(draft)), "plain")
    assert "SPERRFRIST: frei ab 18. Mai 2026, 10:00 Uhr" in shown(body(mail(eml(draft)), "html"))


TITLES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=255),
    st.text(st.sampled_from("äÖß🦊é a=?_"), min_size=1, max_size=255),
    st.text(st.sampled_from('abc ,:<>"()'), min_size=1, max_size=255),
    st.sampled_from(["=?utf-8?q?versteckt?=", "x" * 255, "🦊" * 255, "ä" * 255, "Wort " * 50]),
)


@settings(max_examples=100, deadline=None)
@given(title=TITLES)
def test_subject_decodes_to_the_headline_at_any_length(stored: Letter, title: str) -> None:
    content = letter.compile_letter(replace(stored, subject=title)).fill(editions.READER)
    assert decoded(content, "Subject") == " ".join(title.split())
    start = next(number for number, line in enumerate(lines(content)) if line.startswith(b"Subject:"))
    end = next(number for number, line in enumerate(lines(content)) if line.startswith(b"Date:"))
    assert all(len(line) <= 78 and line.strip() for line in lines(content)[start:end])


def test_letters_of_two_readers_differ_in_what_is_theirs_alone(stored: Letter) -> None:
    others = {
        "address": "x@example.org",
        "name": "X",
        "greeting": "Guten Tag X,",
        "unsubscribe_url": "https://y.example/",
    }
    one, other = stored.for_reader(editions.READER), stored.for_reader(editions.READER._replace(**others))
    assert one.text.partition("\n-- \n")[0].split("\n")[1:] == other.text.partition("\n-- \n")[0].split("\n")[1:]
    assert (one.text, one.html) != (other.text, other.html)
    assert replace(one, text="", html="") == replace(other, text="", html="")


def test_stored_letter_has_places_for_what_is_the_reader_s_alone(stored: Letter) -> None:
    used = set(re.findall("\ue000([a-z_]+)\ue001", stored.text + stored.html))
    assert used == {"greeting", "address", "list_title", "unsubscribe_url"}
    assert used <= set(Reader._fields)


def test_letter_is_as_it_was_found_right(corrected: Edition) -> None:
    content = eml(corrected)
    assert content == golden("letter.eml", content)
