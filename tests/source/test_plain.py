"""The plain text of a release becomes a record: what is found where, what is doubted, and that no word is lost."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressflow.errors import InputError
from pressflow.model.body import words
from pressflow.source.body import read_body
from pressflow.source.plain import Draft, read_plain

SEEDS = sorted((Path(__file__).parents[2].parent / "shared" / "seeds").glob("*.txt"))

TITLE = "Stadt Musterhausen eröffnet die neue Bücherei am Markt"
LEAD = "Die neue Bücherei am Markt ist von heute an geöffnet und hat 40.000 Bücher und Filme im Regal."
BODY = "Sie bleibt an sechs Tagen der Woche offen und kostet die Besucher nichts."
CONTACT = "Pressekontakt\nMaria Probe\nTel.: +49 221 4710-123\nE-Mail: maria.probe@example.org"

ENGLISH_TITLE = "Sampletown opens its new library at the market square"
ENGLISH_LEAD = "The new library at the market square is open from today and has 40,000 books and films on its shelves."
ENGLISH_BODY = "It will be open on six days of the week, and it is free of charge for everybody."


def release(*paragraphs: str, title: str = TITLE, above: str = "", contact: str = CONTACT) -> str:
    """A valid text; a test changes only what it is about."""
    return "\n\n".join(part for part in (above, title, *(paragraphs or (LEAD, BODY)), contact) if part)


def english(*paragraphs: str, title: str = ENGLISH_TITLE) -> str:
    return "\n\n".join((title, *(paragraphs or (ENGLISH_LEAD, ENGLISH_BODY))))


def read(text: str, **topics: list[str]) -> Draft:
    return read_plain(text, region="DE", topics=topics)


def doubted(draft: Draft, *parts: str) -> bool:
    return any(all(part in doubt for part in parts) for doubt in draft.doubts)


def quotes(draft: Draft) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", draft.fields["quotes"])


@pytest.mark.skipif(not SEEDS, reason="the seeds lie beside the checkout, not in it")
def test_release_of_a_state_chancellery_is_read_without_a_fault() -> None:
    topics = {"engagement": ["Bürgerschaftliches Engagement", "Ehrenamt"], "sport": ["Sport"]}
    draft = read_plain(SEEDS[0].read_text(encoding="utf-8"), region="DE", topics=topics)
    assert draft.language == "de"
    assert draft.fields == {
        "title": "Staatssekretärin Andrea Milz überreicht Zertifikate an Absolvierende der „Entwicklungswerkstatt für "
        "kommunale Engagementstrategien“",
        "date": "2025-05-16 10:00",
        "place": "Siegburg",
        "lead": "Das Land Nordrhein-Westfalen hat in den letzten rund eineinhalb Jahren Kommunal- und Kreisverwaltungen"
        " im Land dabei unterstützt, zukunftsfähiges bürgerschaftliches Engagement zu entwickeln. Dazu haben "
        "Mitarbeiterinnen und Mitarbeiter aus 17 kommunalen Verwaltungen an einer „Entwicklungswerkstatt für "
        "kommunale Engagementstrategien“ (EWS) teilgenommen.",
        "quotes": [
            {
                "id": "milz",
                "text": "Wir wollen das bürgerschaftliche Engagement weiter stärken. Kommunen sind dabei das Herzstück,"
                " wenn es darum geht, Engagement zu fördern und zu ermöglichen. Mit gut durchdachten Strategien "
                "schaffen wir stabile Rahmenbedingungen für freiwilliges Engagement. Mit dieser speziellen "
                "Qualifizierung gelingt es, zielgenau auf die aktuellen Bedarfe der Kommunen im Bereich der "
                "Engagementförderung einzugehen.",
                "speaker": "Andrea Milz",
                "role": "Staatssekretärin",
            }
        ],
        "contacts": [
            {
                "role": "Pressekontakt",
                "organisation": "Staatskanzlei Nordrhein-Westfalen",
                "phone": "+492118371134",
                "email": "presse@stk.nrw.de",
            }
        ],
        "topics": ["engagement"],
        "links": [
            {
                "title": "Weitere Informationen",
                "url": "https://www.engagiert-in-nrw.de/entwicklungswerkstatt-fuer-kommunale-engagementstrategien-ews",
            }
        ],
    }
    assert list(draft.fields) == ["title", "date", "place", "lead", "quotes", "contacts", "topics", "links"]
    assert draft.body == (
        "Die Teilnehmenden wurden gezielt für die Entwicklung passgenauer Strategien und Strukturen für die Förderung "
        "des bürgerschaftlichen Engagements qualifiziert, um die Aufgabe als „kommunale Engagementbeauftragte“ "
        "erfolgreich gestalten zu können. Das Land förderte diese fünfte Entwicklungswerkstatt mit rund 130.000 Euro. "
        "Am Freitag, 16. Mai 2025, findet der Abschluss der Fortbildungsreihe statt. In diesem Rahmen überreicht "
        "Staatssekretärin Milz in Siegburg die Zertifikate an die Teilnehmenden.\n\n"
        "[quote: milz]\n\n"
        "Während der EWS entwickeln die Teilnehmenden Handlungsstrategien für ihre Kommunen, um das lokale Engagement "
        "langfristig zu fördern. Sie lernen zudem ihre eigene Querschnittsrolle als Engagementförderer in der "
        "Kommunalverwaltung zu stärken und kommunale Kooperation und Vernetzung unter anderem mit externen Fachleuten, "
        "Verbänden und Initiativen zu initiieren. Zur Ausbildung gehört auch, ein konkretes Praxisprojekt zur "
        "Engagementförderung in der eigenen Kommune umzusetzen.\n\n"
        "Die EWS wird im Auftrag des Landes federführend von der FSI Forum für soziale Innovation gGmbH durchgeführt."
    )
    assert len(draft.doubts) == 4
    assert doubted(draft, "names no person", "Staatskanzlei Nordrhein-Westfalen")
    assert doubted(draft, "“Freitag, 16. Mai 2025”", "day of the event", "10:00 is a guess")
    assert doubted(draft, "Siegburg", "running text")
    assert doubted(draft, "guessed", "engagement (“bürgerschaftliches Engagement”)")


@pytest.mark.parametrize("text", ["", " \n\ufeff\n", TITLE, "Pressemitteilung\n\n" + CONTACT, "Wort " * 100])
def test_text_without_headline_or_body_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError, match="headline"):
        read(text)


def test_language_is_told_by_small_words() -> None:
    assert read(release()).language == "de"
    assert read(english()).language == "en"


@pytest.mark.parametrize(
    ("line", "place", "date"),
    [
        ("Siegburg, 16. Mai 2025 – ", "Siegburg", "2025-05-16 10:00"),
        ("BERLIN, 3 March 2026 — ", "Berlin", "2026-03-03 10:00"),
        ("LONDON, UK, March 3, 2026 -- ", "London, UK", "2026-03-03 10:00"),
        ("Bad Musterau, den 03.04.2026. ", "Bad Musterau", "2026-04-03 10:00"),
        ("Düsseldorf (ots) – ", "Düsseldorf", None),
        ("Frankfurt am Main – ", "Frankfurt am Main", None),
    ],
)
def test_dateline_gives_place_and_date_and_leaves_the_text(line: str, place: str, date: str | None) -> None:
    draft = read(release(line + LEAD, BODY))
    assert (draft.fields["place"], draft.fields.get("date"), draft.fields["lead"]) == (place, date, LEAD)


def test_date_line_of_its_own_is_the_date() -> None:
    for line in ("16.05.2026, 10.30 Uhr", "Datum: 16. Mai 2026, 10:30", "May 16, 2026, 10:30 am", "16 May 2026 10:30"):
        draft = read(release(above=line))
        assert draft.fields["date"] == "2026-05-16 10:30", line
        assert draft.fields["title"] == TITLE
        assert not doubted(draft, "10:00")


def test_date_beside_the_kind_of_document_is_the_date() -> None:
    draft = read(release(above="Pressemitteilung Nr. 12/2026 vom 16.05.2026"))
    assert (draft.fields["title"], draft.fields["date"]) == (TITLE, "2026-05-16 10:00")


def test_wrong_day_of_the_week_is_doubted() -> None:
    right, wrong = (read(release(f"Siegburg, {day}, 16. Mai 2025 – {LEAD}", BODY)) for day in ("Freitag", "Montag"))
    assert not doubted(right, "day of the week")
    assert doubted(wrong, "Montag, 16. Mai 2025", "Friday")


def test_embargo_line_is_the_embargo() -> None:
    german = read(release(above="Sperrfrist: 12. März 2026, 10.30 Uhr"))
    assert german.fields["embargo"] == {"until": "2026-03-12 10:30"}
    foreign = read(release(above="EMBARGOED UNTIL 00:01 GMT on Thursday, 12 March 2026"))
    assert foreign.fields["embargo"] == {"until": "2026-03-12 00:01"}
    assert doubted(foreign, "time zone")
    assert "Sperrfrist" not in german.body + str(german.fields["title"])


def test_embargo_until_an_event_keeps_its_words_and_a_headline_about_an_embargo_is_none() -> None:
    assert read(release(above="Sperrfrist: Beginn der Rede")).fields["embargo"] == {"event": "Beginn der Rede"}
    headline = read(release(title="Embargo gegen Bücher am 3. Mai 2026 beschlossen"))
    assert headline.fields["title"] == "Embargo gegen Bücher am 3. Mai 2026 beschlossen"
    assert "embargo" not in headline.fields


def test_teaser_is_the_lead_and_not_repeated() -> None:
    for teaser in (LEAD, LEAD.removesuffix("."), LEAD + " "):
        draft = read(release(teaser, f"{LEAD} {BODY}", "Der Eintritt ist frei."))
        assert draft.fields["lead"] == LEAD
        assert draft.body == f"{BODY}\n\nDer Eintritt ist frei."
    cut_off = read(release(LEAD[:60] + " …", LEAD, BODY))
    assert (cut_off.fields["lead"], cut_off.body) == (LEAD, BODY)


def test_long_first_paragraph_gives_its_first_sentences_as_lead() -> None:
    sentence = "Am 16. Mai kam Dr. Muster mit vielen Gästen in die neue Bücherei und las dort vor."
    draft = read(release(" ".join([sentence] * 9)))
    assert draft.fields["lead"] == " ".join([sentence] * 7)
    assert draft.body == f"{sentence} {sentence}"


@pytest.mark.parametrize(
    ("paragraph", "text", "speaker", "role", "organisation"),
    [
        (
            "„Lesen öffnet Türen“, sagte Oberbürgermeisterin Dr. Eva Müller-Lüdenscheidt.",
            "Lesen öffnet Türen.",
            "Dr. Eva Müller-Lüdenscheidt",
            "Oberbürgermeisterin",
            None,
        ),
        (
            "„Wir sagen ‚Danke‘ für alles!“, so Ida Beispiel, Vorsitzende, Förderverein Bücherei e.V.",
            "Wir sagen ‚Danke‘ für alles!",
            "Ida Beispiel",
            "Vorsitzende",
            "Förderverein Bücherei e.V.",
        ),
        (
            "Ida Beispiel, Leiterin der Bücherei: »Ein „guter“ Tag. Ein schöner Tag.«",
            "Ein „guter“ Tag. Ein schöner Tag.",
            "Ida Beispiel",
            "Leiterin der Bücherei",
            None,
        ),
        (
            'Dazu erklärt die Ministerin für Kinder, Jugend und Familie Ida Beispiel: "Gut so."',
            "Gut so.",
            "Ida Beispiel",
            "Ministerin für Kinder, Jugend und Familie",
            None,
        ),
        (
            "“We love books,” said Jane Doe, Mayor, of Sampletown Council.",
            "We love books.",
            "Jane Doe",
            "Mayor",
            "Sampletown Council",
        ),
        ('"We love books," Lord Mayor Jane Doe said.', "We love books.", "Jane Doe", "Lord Mayor", None),
    ],
)
def test_whole_statement_with_a_speaker_is_a_quote(
    paragraph: str, text: str, speaker: str, role: str, organisation: str | None
) -> None:
    draft = read(release(LEAD, paragraph, BODY))
    expected = {"text": text, "speaker": speaker, "role": role, "organisation": organisation}
    (quote,) = quotes(draft)
    assert {key: value for key, value in quote.items() if key != "id"} == {k: v for k, v in expected.items() if v}
    assert draft.body == f"[quote: {quote['id']}]\n\n{BODY}"


def test_quote_ids_are_ascii_surnames_and_unique() -> None:
    said = [f"„Satz {number}“, sagte Rektorin Ida Größe-Müller." for number in ("eins", "zwei")]
    draft = read(release(LEAD, *said, BODY))
    assert draft.body.startswith("[quote: groesse-mueller]\n\n[quote: groesse-mueller-2]")


def test_speaker_named_by_surname_gets_name_and_role_from_the_text() -> None:
    draft = read(release(f"{LEAD} Das sagte Bürgermeisterin Ida Beispiel.", "„Ein guter Tag“, so Beispiel.", BODY))
    (quote,) = quotes(draft)
    assert (quote["speaker"], quote["role"]) == ("Ida Beispiel", "Bürgermeisterin")


@pytest.mark.parametrize(
    "paragraph",
    [
        "„Ein guter Tag“, sagte Rektorin Ida Beispiel. „Wir freuen uns auf alle Menschen, die hier lesen und lernen.“",
        "„Wir freuen uns auf alle Menschen, die hier lesen und lernen wollen“, sagte sie.",
        "„Ein guter Tag“, sagte Rektorin Ida Beispiel am Freitag bei der Feier.",
        "Die Rektorin Ida Beispiel freut sich: „Ein guter Tag für alle, die lesen.“",
        "“This is the first of two paragraphs that one speaker says without a pause.",
    ],
)
def test_statement_that_cannot_be_taken_out_whole_stays_running_text_with_a_doubt(paragraph: str) -> None:
    draft = read(release(LEAD, paragraph, BODY))
    assert "quotes" not in draft.fields
    assert draft.body.startswith(paragraph)
    assert doubted(draft, "stays in the running text")


def test_title_in_quotation_marks_is_no_quote() -> None:
    paragraph = "„Lesen am Markt“ heißt die Reihe, mit der die Bücherei beginnt."
    draft = read(release(LEAD, paragraph, "Motto: „Lesen für alle“"))
    assert draft.body == f"{paragraph}\n\nMotto: „Lesen für alle“"
    assert not doubted(draft, "running text,")


def test_line_with_label_and_url_is_a_link_and_a_url_in_a_sentence_stays() -> None:
    sentence = "Der Katalog steht unter https://example.org/der_katalog, auch am Wochenende."
    draft = read(
        release(
            LEAD,
            "Weitere Informationen: https://example.org/a",
            sentence,
            "Mehr Informationen zur Bücherei unter www.example.org/b",
            "https://example.org/c",
        )
    )
    assert draft.fields["links"] == [
        {"title": "Weitere Informationen", "url": "https://example.org/a"},
        {"title": "Mehr Informationen zur Bücherei", "url": "https://www.example.org/b"},
        {"title": "Weitere Informationen", "url": "https://example.org/c"},
    ]
    assert draft.body == "Der Katalog steht unter <https://example.org/der_katalog>, auch am Wochenende."
    assert doubted(draft, "https://example.org/c", "no title")


@pytest.mark.parametrize(
    "hidden",
    [
        "presse@example.org",
        "presse [at] example.org",
        "presse(at)example(dot)org",
        "presse {at} example [punkt] org",
        "presse [ät] example.org",
        "presse @ example.org",
        "presse at example.org",
        "presse at example dot org",
        "mailto:presse@example.org",
    ],
)
def test_mail_address_hidden_from_robots_is_read(hidden: str) -> None:
    draft = read(release(contact=f"Kontakt:\nIda Beispiel\nE-Mail: {hidden}"))
    assert draft.fields["contacts"] == [{"name": "Ida Beispiel", "email": "presse@example.org"}]


@pytest.mark.parametrize(
    "line", ["Tel.: 0221 / 4710-123", "Telefon | +49 (0)221 4710-123 |", "T: 0221/4710–123", "Mobil 0049 221 4710 123"]
)
def test_phone_number_is_written_internationally(line: str) -> None:
    draft = read(release(contact=f"Pressekontakt\nStadt Musterhausen\n{line}\npresse@example.org"))
    assert draft.fields["contacts"] == [
        {
            "role": "Pressekontakt",
            "organisation": "Stadt Musterhausen",
            "phone": "+492214710123",
            "email": "presse@example.org",
        }
    ]


def test_several_contacts_are_told_apart_and_what_has_no_field_is_named() -> None:
    draft = read(
        release(
            contact="Ansprechpartner für die Medien:\n\nMaria Probe, Pressesprecherin\nStadt Musterhausen\n"
            "Marktplatz 1\nTel. 0221 4710-123, Fax 0221 4710-199\nmaria@example.org\n\n"
            "Dr. Otto von Beispiel\nReferent\nTel. 0221 4710-124\notto@example.org\nwww.example.org"
        )
    )
    assert draft.fields["contacts"] == [
        {
            "name": "Maria Probe",
            "role": "Pressesprecherin",
            "organisation": "Stadt Musterhausen",
            "phone": "+492214710123",
            "email": "maria@example.org",
        },
        {"name": "Dr. Otto von Beispiel", "role": "Referent", "phone": "+492214710124", "email": "otto@example.org"},
    ]
    assert draft.fields["links"] == [{"title": "Stadt Musterhausen", "url": "https://www.example.org"}]
    assert doubted(draft, "Fax 0221 4710-199")
    assert doubted(draft, "“Marktplatz 1”")


def test_contact_without_mail_address_and_release_without_contact_are_doubted() -> None:
    assert doubted(
        read(release(contact="Kontakt\nIda Beispiel\nTel. 0221 4710-123")), "Ida Beispiel", "no mail address"
    )
    assert doubted(read(release(contact="")), "No press contact")


def test_contact_of_an_english_release_is_read_in_one_line() -> None:
    draft = read(english(ENGLISH_LEAD, ENGLISH_BODY, "Media contact: Jane Doe, Press Officer, press@example.org"))
    assert draft.fields["contacts"] == [{"name": "Jane Doe", "role": "Press Officer", "email": "press@example.org"}]


@pytest.mark.parametrize("mark", ["ENDE", "- Ende -", "###", "-30-", "– END –"])
def test_end_mark_ends_the_text_and_what_follows_goes_to_notes(mark: str) -> None:
    about = "Über die Stadt Musterhausen:\nMusterhausen liegt am Fluss."
    draft = read(release(LEAD, BODY, mark, about))
    assert draft.body == BODY
    assert draft.fields["notes"] == "Über die Stadt Musterhausen:\n\nMusterhausen liegt am Fluss."
    assert doubted(draft, "Über die Stadt Musterhausen", "boilerplate")


def test_about_section_needs_no_end_mark_but_a_heading_inside_the_text_is_none() -> None:
    about = "Über die Stadt Musterhausen\n\nMusterhausen liegt am Fluss."
    assert read(release(LEAD, BODY, about)).body == BODY
    inside = read(release(LEAD, about, "Es hat viele Ufer.", "Dort ist es schön."))
    assert inside.body.startswith("## Über die Stadt Musterhausen")


def test_what_a_site_puts_above_the_headline_is_dropped_and_named() -> None:
    above = ("Startseite > Presse > Mitteilungen", "Teilen | Drucken", "Pressemitteilung Nr. 12/2026")
    draft = read(release(above="\n".join(above)))
    assert draft.fields["title"] == TITLE
    assert doubted(draft, "dropped", *above)


def test_kicker_and_subtitle_are_told_from_the_headline() -> None:
    draft = read(release("40.000 Bücher warten auf Leser", LEAD, BODY, above="Kultur"))
    assert (draft.fields["kicker"], draft.fields["title"]) == ("Kultur", TITLE)
    assert draft.fields["subtitle"] == "40.000 Bücher warten auf Leser"
    assert not {"kicker", "subtitle"} & read(release()).fields.keys()


def test_type_is_told_by_headline_or_label() -> None:
    for title in ("Einladung: Eröffnung der Bücherei am Markt", "Medieneinladung zur neuen Bücherei"):
        assert read(release(title=title)).fields["type"] == "media_advisory"
    assert read(release(above="Media advisory")).fields["type"] == "media_advisory"
    assert read(release(title="Statement von Ida Beispiel zur Bücherei")).fields["type"] == "statement"
    assert read(release(above="Stellungnahme")).fields["type"] == "statement"
    assert "type" not in read(release()).fields


def test_lines_broken_by_a_mail_program_are_joined() -> None:
    wrapped = (
        "Die neue Bücherei am Markt ist von heute an geöffnet und hat\n40.000 Bücher und Filme im Regal.\n\n"
        "Drei Gründe\n\nSie bleibt an sechs Tagen der Woche offen und kostet die\nBesucher nichts."
    )
    assert read(release(wrapped).replace("\n", "\r\n")) == read(release(LEAD, "Drei Gründe", BODY))


def test_broken_headline_is_joined_with_a_doubt() -> None:
    draft = read(
        release("Sie liegt am Markt und ist offen,\nauch am Samstag.", LEAD, title=TITLE.replace(" Büch", "\nBüch"))
    )
    assert draft.fields["title"] == TITLE
    assert doubted(draft, "joined from several lines")


def test_each_line_is_a_paragraph_where_no_blank_lines_part_them() -> None:
    draft = read("\n".join([TITLE, LEAD, BODY, "Das ist alles.", CONTACT]))
    assert (draft.fields["lead"], draft.body) == (LEAD, f"{BODY}\n\nDas ist alles.")


def test_spaces_and_marks_nobody_sees_do_not_count() -> None:
    unseen = release().replace(" der ", "\u00a0der ").replace("Bücherei", "Bu\u0308che\u00adrei")
    assert read(f"\ufeff{unseen}") == read(release())


def test_points_become_a_list_and_a_short_line_a_heading() -> None:
    draft = read(release(LEAD, "Was es gibt", "• Bücher\n• Filme und\nviele Spiele\n\n- Ruhe", BODY))
    assert draft.body == f"## Was es gibt\n\n- Bücher\n- Filme und viele Spiele\n- Ruhe\n\n{BODY}"


@pytest.mark.parametrize(
    "paragraph",
    [
        "5 * 3 * 2 und snake_case_name und `so`.",
        "# 1 im Land sind wir.",
        "[quote: nichts] und [a](b) und <b>fett</b> &lt; &amp; \\_.",
        "1. FC Musterhausen liest mit.",
        "+ 5 Grad war es am Morgen.",
        "> 100 Menschen kamen zur Feier.",
        "~~~ Wellen ~~~ und mehr davon.",
    ],
)
def test_characters_that_mean_something_in_markdown_stay_words(paragraph: str) -> None:
    draft = read(release(LEAD, paragraph, BODY))
    assert words(read_body(draft.body, "de")) == f"{paragraph}\n\n{BODY}"


def test_place_is_guessed_from_the_running_text_and_no_noun_is_taken_for_one() -> None:
    text = "In Zusammenarbeit mit dem Land und in Kooperation mit Vereinen hat die Stadt in Bad Musterau viel vor."
    assert read(release(LEAD, text)).fields["place"] == "Bad Musterau"
    assert "place" not in read(release(LEAD, "Das gilt in Deutschland und in Bayern in Form von Gutscheinen.")).fields


def test_topics_are_found_by_the_stem_of_a_title_or_a_part_of_it() -> None:
    draft = read(release(), bildung=["Bildung und Büchereien"], sport=["Sport"], stadt=["Märkte", "Stadt"])
    assert draft.fields["topics"] == ["bildung", "stadt"]
    assert doubted(draft, "guessed", "bildung (“Bücherei”)")
    assert doubted(read(release(), sport=["Sport"]), "No topic")
    assert "topics" not in read(release(), sport=["Sport"]).fields


# What only says what stands beside it, such as "Telefon:", goes with what it says.
STRUCTURE = {"pressekontakt", "tel", "mobil", "e", "mail", "at", "mai", "ende", "sagte", "said", "für", "rückfragen"}
LINES = st.sampled_from(
    [
        TITLE,
        LEAD,
        BODY,
        *CONTACT.split("\n"),
        "Teilen | Drucken",
        "Pressemitteilung Nr. 3",
        "16. Mai 2026",
        "Siegburg, 16. Mai 2025 – Ein Satz steht da.",
        "Sperrfrist: 12. März 2026, 10 Uhr",
        "„Ein guter Tag“, sagte Rektorin Ida Beispiel.",
        "Ida Beispiel: „Ein guter",
        "– Ida Beispiel, Rektorin",
        "Weitere Informationen: https://example.org/a_b",
        "siehe https://example.org/[x]*y*_z_",
        "• ein Punkt",
        "- Ende -",
        "Über die Stadt:",
        "Zwischentitel",
        "---|---|",
        "presse [at] example.org",
        "Fax: 0221 4710-1",
        "1. <b>&lt;",
        "Stadt Musterhausen, Amt für Kultur, Bildung",
        "Otto Normal, Referent für Lesen, Mobil: 0171 1234567",
        "www.example.org",
        "Für Rückfragen zum Haushalt: Ida Beispiel",
        "“We love books,” said Jane Doe, Mayor, City Council.",
        '"We are open," she said. "Come in."',
        "Köln (ots) - Das ist der Anfang.",
        "Von: Pressestelle <presse@example.org>",
        "Sperrfrist: 12. März 2026, 10 Uhr, Beginn der Rede",
        "Das ist ein langer Satz, der in der Mitte\numbrochen wurde, und zwar hart.",
        "",
        "",
    ]
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(),
        st.lists(st.one_of(LINES, st.text(alphabet='abÄ .:„“"*_#[]<>&;|-–\\`~1\n', max_size=30)), max_size=25).map(
            "\n".join
        ),
    )
)
def test_any_text_is_read_or_refused_and_no_word_is_lost(text: str) -> None:
    try:
        draft = read(text)
    except InputError:
        return
    assert word_set(text) - word_set(" ".join(shown(draft))) - STRUCTURE == set()


def shown(draft: Draft) -> Iterator[str]:
    """Every word a press officer gets to see."""
    yield from draft.doubts
    for text in (draft.body, str(draft.fields.get("notes", ""))):
        yield words(read_body(text, draft.language))
    yield from strings({name: value for name, value in draft.fields.items() if name != "notes"})


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from strings(one)
    else:
        yield str(value)


def word_set(text: str) -> set[str]:
    seen = unicodedata.normalize("NFC", re.sub("[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]", "", text))
    return {word.casefold() for word in re.findall(r"[^\W_]+", seen) if not word.isdigit()}
