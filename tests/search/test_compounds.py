"""Compounds: which German words are taken apart, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.search.compounds import SEAM, compounds_within, opened, parts

# How people take words of press offices apart. The third group was written down before the rules had been tried on it.
COMPOUNDS = """
Haushalts|entwurf Klima|schutz|konzept Feuer|wehr|geräte|haus Straßen|bahn|halte|stelle Gewerbe|steuer|einnahmen
Wasser|versorgungs|unternehmen Sport|stätten|entwicklungs|plan Schul|sozial|arbeit Grün|flächen|amt Breit|band|ausbau
Lade|säulen|infrastruktur Bürger|beteiligung Stadt|teil|büro Impf|zentrum Verkehrs|beruhigung Kultur|hauptstadt
Weihnachts|markt Volks|hoch|schule Musik|schule Katastrophen|schutz Jugend|zentrum Senioren|beirat
Gleichstellungs|beauftragte Digitalisierungs|strategie Nah|verkehrs|plan Mobilitäts|wende Trink|wasser|netz
Kanal|sanierung Gesundheits|amt Bebauungs|plan|verfahren Wohn|raum|förderung Miet|spiegel Haushalts|sperre
Rechnungs|prüfungs|amt Bibliotheks|verbund Ausländer|behörde Tier|heim Friedhofs|verwaltung Klima|anpassungs|managerin
Solar|anlage Photovoltaik|anlage Fahr|rad|straße Lasten|rad Park|raum|bewirtschaftung Eltern|beiträge
Ganztags|betreuung Schul|entwicklungs|plan Hitze|aktions|plan Stark|regen|gefahren|karte Städte|partnerschaft
Hoch|wasser|rück|halte|becken Städte|bau|förderung Denkmal|schutz|behörde

Engagement|strategie Groß|wärme|pumpe Wohnungs|bau Kommunal|verwaltung Klär|werk Zähl|stelle Mühl|kanal Jugend|amt
Fortbildungs|reihe Fern|wärme|netz Kinder|tages|pflege Rat|haus|saal Wirtschafts|förderung Hafen|museum Glas|maler

Schwimm|bad|sanierung Stadt|rats|beschluss Abfall|wirtschafts|betrieb Sperr|müll|abfuhr Bau|landes|preis
Feuer|wehr|leute Rettungs|wache Leit|stelle Polizei|revier Ordnungs|amt Park|gebühren Verkehrs|wende Bus|linie
Straßen|beleuchtung Baum|pflanzung Stadt|wald Klima|bilanz Strom|erzeugung Wind|park Energie|genossenschaft Gas|netz
Haus|anschluss Kinder|garten|platz Grund|schul|lehrer Schul|weg|sicherheit Mensa|essen Jugend|treff Ferien|programm
Sport|halle Fußball|platz Eis|bahn Theater|saison Orchester|konzert Stadt|bücherei Lese|sommer Kunst|ausstellung
Museums|nacht Denkmal|pflege Altstadt|fest Jahr|markt Gewerbe|gebiet Handwerks|betrieb Arbeits|markt
Fach|kräfte|mangel Gründer|zentrum Haushalts|defizit Grund|steuer Förder|bescheid Bürger|sprech|stunde
Ober|bürger|meister Stich|wahl Wahl|lokal Kranken|haus|bett Pflege|heim Impf|aktion Hitze|schutz|plan Hoch|wasser|lage
Deich|bau Fluss|bett Regen|rück|halte|becken Miet|preis|bremse Wohn|geld|antrag Sozial|wohnung Flüchtlings|unterkunft
Sprach|kurs Integrations|beirat Senioren|treff Blumen|schau Sonnen|blumen|feld Tier|park Hunde|steuer Markt|halle
Wochen|markt Umwelt|preis Trink|brunnen Rad|schnell|weg
""".split()  # noqa: SIM905  a word a line would fill a page
WHOLE = """
Bürgerinnen Regierung Veranstaltung Unterstützung Ministerium Gesellschaft Verantwortung Bevölkerung Wissenschaft
Universität Organisation Digitalisierung Gemeinschaft Ausstellung Mannschaft Herausforderung Maßnahme Ergebnisse
Verhandlungen Konferenz Interesse Dokumentation Kandidatin Restaurant Parlament Transparenz Elemente Instrument
Theater Konzert Orchester Bibliothek Klinikum Patienten Therapie Forschung Diskussion Moderation Architektin Semester
Sekretariat Technologie Psychologie Demokratie Kommission Temperatur Investition Finanzierung Material Personal Publikum
Ereignis Geheimnis Verständnis Erinnerung Einrichtung Verbesserung Überprüfung Untersuchung Unterricht Widerspruch
Nachfrage Vorstellung Partnerschaft Landschaft Botschaft Eigenschaft Wirtschaft Bereitschaft Nachbarschaft Ingenieure
Journalistinnen Künstlerinnen Schülerinnen Donnerstag Städtische Alexander Friederike Ostermühl

Verwaltungen Beigeordnete Fraktionen Koalition Opposition Resolution Haltung Sitzungen Ausschüsse Vertreterinnen
Geschäfte Betreiber Eigentümer Mieterinnen Anwohner Nachbarn Gäste Touristen Passanten Pendler Verletzte Beteiligte
Zeugen Ermittlungen Verdächtige Richterin Verfahren Entscheidung Begründung Berufung Einspruch Zustimmung Ablehnung
Bewilligung Förderungen Bescheide Anträge Gebühren Erhöhung Senkung Steigerung Entlastung Belastung Schulden Kredite
Zinsen Vermögen Verluste Gewinne Umsätze Unternehmerin Beschäftigung Angestellte Auszubildenden Gewerkschaften
Verhandlung Tarife Streiks Forderungen Angebote Restaurants Apotheken Kliniken Patientinnen Pandemie Infektionen
Impfungen Medikamente Behandlung Vorsorge Beratung Generationen Familien Senioren Jugendlichen Studenten Professorin
Semester Seminare Vorlesungen Prüfungen Mittwoch Samstag Sonntag Januar Februar Oktober Dezember Frühling Sommer
Herbst Winter
""".split()  # noqa: SIM905  a word a line would fill a page


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Engagementstrategie", ("engagement", "strategie")),
        ("Großwärmepumpe", ("groß", "wärme", "pumpe")),
        ("Wohnungsbau", ("wohnung", "bau")),
        ("Gesundheitsamt", ("gesundheit", "amt")),
        ("Gewerbesteuer", ("gewerbe", "steuer")),
        ("Jahresbericht", ("jahr", "bericht")),
        ("Familienhaus", ("familie", "haus")),
        ("Rathaussaal", ("rat", "haus", "saal")),
        ("Fernwärme", ("fern", "wärme")),
    ],
)
def test_compound_is_told_by_its_parts_without_what_links_them(word: str, found: tuple[str, ...]) -> None:
    assert parts(word, "de") == found


def test_most_compounds_of_press_offices_are_taken_apart_as_people_would() -> None:
    right = [word for word in COMPOUNDS if opened(word.replace("|", ""), "de") == word.replace("|", SEAM)]
    apart = [word for word in COMPOUNDS if parts(word.replace("|", ""), "de")]
    assert len(right) / len(COMPOUNDS) > 0.88
    assert len(apart) / len(COMPOUNDS) > 0.96


def test_words_that_are_no_compounds_stay_whole() -> None:
    assert [word for word in WHOLE if parts(word, "de")] == []


@pytest.mark.parametrize("language", ["de", "de-AT", "de-x-ls"])
def test_every_german_is_german(language: str) -> None:
    assert parts("Wohnungsbau", language) == ("wohnung", "bau")


def test_other_languages_are_left_alone() -> None:
    assert parts("Wohnungsbau", "en") == ()
    assert opened("Wohnungsbau", "en") == "Wohnungsbau"


def test_only_nouns_are_taken_apart() -> None:
    assert parts("zukunftsfähig", "de") == ()


def test_compound_in_a_compound_is_told_from_its_first_seam() -> None:
    assert compounds_within("Die Großwärmepumpe, neue Wärmepumpen und eine Großwärmepumpe", "de") == ("wärmepumpe",)
    assert compounds_within("Hochwasserschutzwand", "de") == ("wasserschutzwand", "schutzwand")


@given(st.text("aeßüäWohnungsbau Pumpe^|-.\n"))
def test_text_is_the_same_without_its_seams(text: str) -> None:
    assert opened(text, "de").replace(SEAM, "") == text.replace(SEAM, " ")


def test_a_real_sign_is_no_seam() -> None:
    assert opened("10^6 Wohnungen im Wohnungsbau", "de") == "10 6 Wohnungen im Wohnungs^bau"
