"""A word model for releases of the invented Stadt Ostermühl: patterns of sentences, filled in by a given chance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Work:
    """What a release tells of; feminine or neuter nouns only, whose accusative is their nominative."""

    noun: str
    slug: str

    @property
    def feminine(self) -> bool:
        """Whether it is `die`."""
        return self.noun.startswith("die ")

    @property
    def words(self) -> dict[str, str]:
        """The noun as sentences need it: `{new}` Neue Buslinie, `{it}` die neue Buslinie, `{to}` der neuen Buslinie."""
        article, _, noun = self.noun.partition(" ")
        return {
            "new": f"{'Neue' if self.feminine else 'Neues'} {noun}",
            "it": f"{article} neue {noun}",
            "It": f"{article.capitalize()} neue {noun}",
            "to": f"{'der' if self.feminine else 'dem'} neuen {noun}",
        }


@dataclass(frozen=True, slots=True)
class Topic:
    """What an office works on: its id, what it is called, IPTC's code for it, its works and who speaks about them."""

    id: str
    title: str
    iptc: str
    speaker: str
    role: str
    works: tuple[Work, ...]


def _topic(id_: str, title: str, iptc: str, speaker: str, role: str, works: Mapping[str, str]) -> Topic:
    return Topic(id_, title, iptc, speaker, role, tuple(Work(noun, slug) for noun, slug in works.items()))


TOPICS = (
    _topic(
        "rathaus",
        "Rathaus und Politik",
        "11000000",
        "Annegret Lenz",
        "Oberbürgermeisterin",
        {"die Bürgerhalle": "buergerhalle", "das Bürgerbüro": "buergerbuero", "das Stadtarchiv": "stadtarchiv"},
    ),
    _topic(
        "wirtschaft",
        "Wirtschaft und Arbeit",
        "04000000",
        "Torben Hinrichs",
        "Wirtschaftsförderer",
        {"das Gründerzentrum": "gruenderzentrum", "die Markthalle": "markthalle", "die Messehalle": "messehalle"},
    ),
    _topic(
        "bauen",
        "Bauen und Wohnen",
        "04000000",
        "Dr. Friederike Osthoff",
        "Baudezernentin",
        {"das Wohnquartier": "wohnquartier", "die Wohnanlage": "wohnanlage", "das Baugebiet": "baugebiet"},
    ),
    _topic(
        "verkehr",
        "Verkehr",
        "04000000",
        "Cem Aydin",
        "Leiter des Verkehrsamts",
        {"die Buslinie": "buslinie", "die Fahrradstraße": "fahrradstrasse", "das Parkleitsystem": "parkleitsystem"},
    ),
    _topic(
        "umwelt",
        "Umwelt und Klima",
        "06000000",
        "Wiebke Harms",
        "Umweltdezernentin",
        {"die Blühwiese": "bluehwiese", "das Regenbecken": "regenbecken", "die Baumallee": "baumallee"},
    ),
    _topic(
        "energie",
        "Energie und Wasser",
        "06000000",
        "Dr. Aylin Soykan",
        "Sprecherin der Stadtwerke",
        {"die Wärmepumpe": "waermepumpe", "das Wasserwerk": "wasserwerk", "die Solaranlage": "solaranlage"},
    ),
    _topic(
        "bildung",
        "Schule und Bildung",
        "05000000",
        "Nadja Brückner",
        "Sozialdezernentin",
        {"die Grundschule": "grundschule", "das Medienzentrum": "medienzentrum", "die Mensa": "mensa"},
    ),
    _topic(
        "familie",
        "Kinder und Familie",
        "14000000",
        "Imke Vogt",
        "Leiterin des Jugendamts",
        {"die Kita": "kita", "das Jugendhaus": "jugendhaus", "die Elternberatung": "elternberatung"},
    ),
    _topic(
        "kultur",
        "Kultur",
        "01000000",
        "Matteo Ferrante",
        "Kulturamtsleiter",
        {"die Stadtbibliothek": "stadtbibliothek", "das Stadtmuseum": "stadtmuseum", "die Bühne": "buehne"},
    ),
    _topic(
        "sport",
        "Sport und Freizeit",
        "15000000",
        "Jette Paulsen",
        "Sportdezernentin",
        {"die Schwimmhalle": "schwimmhalle", "das Stadion": "stadion", "die Laufstrecke": "laufstrecke"},
    ),
    _topic(
        "soziales",
        "Soziales und Gesundheit",
        "14000000",
        "Dr. Henning Kolb",
        "Leiter des Gesundheitsamts",
        {
            "die Tagespflege": "tagespflege",
            "das Pflegezentrum": "pflegezentrum",
            "die Sozialberatung": "sozialberatung",
        },
    ),
    _topic(
        "sicherheit",
        "Sicherheit und Ordnung",
        "03000000",
        "Britta Sander",
        "Leiterin der Feuerwehr",
        {"die Feuerwache": "feuerwache", "das Warnsystem": "warnsystem", "die Leitstelle": "leitstelle"},
    ),
)

_DISTRICTS = ("Nordstadt", "Mühlenfeld", "Altstadt", "Wirlefeld", "Neustadt", "Brunnthal", "Ziegelrode", "Lindenhof")
_MONTHS = ("Februar", "März", "April", "Mai", "Juni", "August", "September", "Oktober", "November")
_STREETS = ("Weberstraße", "Färbergasse", "Uferstraße", "Gartenstraße", "Hafenstraße", "Brückenstraße", "Kirchgasse")
_OFFICES = ("Das Bauamt", "Das Rathaus", "Das Fachamt", "Die Kämmerei", "Die Verwaltung", "Das Presseamt")

_HEADLINES = (
    "{new} in {district} kostet {money} Millionen Euro",
    "{new} in {district} öffnet im {month}",
    "{new} in {district} für {count} Menschen",
    "{district} bekommt {it}",
    "{new}: Stadt gibt {money} Millionen Euro für {district} aus",
    "{new} in {district} wird {weeks} Wochen früher fertig",
    "{new} in {district}: Rat stimmt dem Entwurf zu",
    "Stadt lädt zum Rundgang: {new} in {district}",
)
_KICKERS = ("{district}", "Haushalt", "Stadtentwicklung", "Ratsbeschluss", "Bürgerbeteiligung")
_LEADS = (
    (
        "Die Stadt Ostermühl plant {it} im Stadtteil {district}. Das Vorhaben kostet {money} Millionen Euro und soll "
        "im {month} abgeschlossen sein; {percent} Prozent der Kosten trägt das Land."
    ),
    (
        "{It} im Stadtteil {district} ist beschlossen. Der Rat hat dafür {money} Millionen Euro bewilligt. Rund "
        "{count} Menschen sollen von {month} an etwas davon haben."
    ),
    (
        "Für {it} im Stadtteil {district} beginnen im {month} die Arbeiten. Die Stadt Ostermühl rechnet mit Kosten "
        "von {money} Millionen Euro und mit einer Bauzeit von {weeks} Wochen."
    ),
)
_QUOTES = (
    "Wir haben lange auf {it} gewartet. Jetzt ist das Geld da, und wir fangen an.",
    "{It} hilft den Menschen in {district} jeden Tag. Das geht vor. Wer in der Nähe wohnt, wird früh gefragt.",
    "Mit {to} lösen wir ein Versprechen ein. Dass es {weeks} Wochen länger gedauert hat, tut uns leid.",
    "Jeder Euro für {it} ist gut angelegt. In {district} fehlt seit Jahren, was anderswo längst da ist.",
)
_SENTENCES = (
    "{It} steht künftig an der {street} und ist mit dem Bus zu erreichen.",
    "Von den {count} Anwohnerinnen und Anwohnern haben {percent} Prozent an der Umfrage teilgenommen.",
    "{office} hat den Entwurf im {month} vorgelegt und seither zweimal geändert.",
    "Die Kosten liegen bei {money} Millionen Euro, das sind {percent} Prozent weniger als zuerst geschätzt.",
    "Das Land zahlt {money} Millionen Euro dazu, den Rest trägt der städtische Haushalt.",
    "Der Zugang zu {to} ist stufenlos, und an jedem Eingang hängt ein tastbarer Plan.",
    "Während der Arbeiten bleibt die {street} für Autos {weeks} Wochen lang gesperrt; Busse fahren einen Umweg.",
    "In {district} leben heute {count} Menschen mehr als vor fünf Jahren.",
    "Den Zuschlag bekam eine Firma aus der Region, die {number} Beschäftigte hat.",
    "Bis zum {month} können alle, die in {district} wohnen, Hinweise geben.",
    "{office} rechnet damit, dass {it} täglich von {count} Menschen genutzt wird.",
    "Ein Gutachten hatte vor zwei Jahren ergeben, dass die alten Räume in {district} nicht mehr zu retten sind.",
    "Auf dem Dach entsteht eine Anlage, die im Jahr {number} Megawattstunden Strom liefert.",
    "Für {it} werden {number} Bäume gepflanzt und {number} Stellplätze für Fahrräder gebaut.",
    "Die Arbeiten beginnen im {month} und dauern voraussichtlich {weeks} Wochen.",
    "Der Rat hat dem Vorhaben mit {number} zu {votes} Stimmen zugestimmt.",
    "Wer Fragen zu {to} hat, erreicht {number} Tage lang ein eigenes Telefon des Rathauses.",
    "Im Vergleich zum Vorjahr stieg die Zahl der Anfragen in {district} um {percent} Prozent.",
    "{office} prüft außerdem, ob {it} an Sonntagen geöffnet bleiben kann.",
    "Nach dem Zeitplan ist der erste Abschnitt an der {street} im {month} fertig.",
    "An der {street} hat die Stadt dafür ein Grundstück von {count} Quadratmetern gekauft.",
    "Vorgesehen sind {number} neue Stellen, von denen {votes} bereits ausgeschrieben sind.",
    "{office} lädt im {month} zu einem Rundgang ein; eine Anmeldung ist nicht nötig.",
    "Bisher mussten die Menschen aus {district} dafür in die Innenstadt fahren, {number} Minuten hin und zurück.",
    "Eine frühere Fassung des Plans sah {number} Plätze vor, nun sind es {count}.",
    "Die laufenden Kosten schätzt die Stadt auf {number}.000 Euro im Jahr, {percent} Prozent davon für Energie.",
    "Zwischen {street} und {street} verschwindet dafür ein Parkplatz, den {number} Autos am Tag nutzen.",
    "Sollte der Zeitplan nicht zu halten sein, will die Stadt bis {month} einen zweiten Bauabschnitt vorziehen.",
)
_HEADINGS = (
    "Was in {district} geschieht",
    "So geht es weiter",
    "Zahlen zum Vorhaben",
    "Was sich an der {street} ändert",
    "Woher das Geld kommt",
    "Wer mitreden kann",
)
_POINTS = (
    "{number} Plätze an der {street}",
    "{money} Millionen Euro aus dem städtischen Haushalt",
    "{weeks} Wochen Bauzeit, Beginn im {month}",
    "Beratung in **vier Sprachen**, ohne Anmeldung",
    "Eingang von der {street}, stufenlos",
    "{percent} Prozent weniger Energie als bisher",
)
_LINKED = (
    "Der Plan für {it} steht auf der [Seite des Vorhabens]({page}).",
    "Alle Termine in {district} sammelt das Rathaus in einem [Kalender]({page}).",
    "Wie {office_low} rechnet, zeigt eine [Übersicht der Kosten]({page}).",
)
CORRECTION = "In der ersten Fassung stand eine falsche Summe. Richtig sind {money} Millionen Euro."

_DRAWN: dict[str, Callable[[Random], str]] = {
    "count": lambda chance: f"{chance.randrange(1, 9)}.{chance.randrange(1000):03}",
    "money": lambda chance: f"{chance.randrange(1, 30)},{chance.randrange(1, 10)}",
    "month": lambda chance: chance.choice(_MONTHS),
    "number": lambda chance: str(chance.randrange(21, 99)),
    "office": lambda chance: chance.choice(_OFFICES),
    "percent": lambda chance: str(chance.randrange(3, 60)),
    "street": lambda chance: chance.choice(_STREETS),
    "votes": lambda chance: str(chance.randrange(2, 20)),
    "weeks": lambda chance: str(chance.randrange(4, 40)),
}


class Writer:
    """Writes the parts of one release, all of them about the same work in the same district."""

    def __init__(self, chance: Random, topic: Topic) -> None:
        self.chance, self.topic = chance, topic
        self.work = chance.choice(topic.works)
        self.district = chance.choice(_DISTRICTS)
        self.page = f"https://www.ostermuehl.example.org/{topic.id}/{self.work.slug}"
        office = chance.choice(_OFFICES)
        self._fixed = {
            **self.work.words,
            "district": self.district,
            "office_low": office[0].lower() + office[1:],
            "page": self.page,
        }

    def one(self, patterns: tuple[str, ...]) -> str:
        """One of the patterns, filled in."""
        return self.fill(self.chance.choice(patterns))

    def fill(self, pattern: str) -> str:
        """A pattern with a word in each place; places of the same name get words of their own."""
        return pattern.format_map(_Words(self._fixed, self.chance))

    def several(self, patterns: tuple[str, ...], number: int) -> list[str]:
        """So many different patterns, filled in."""
        return [self.fill(pattern) for pattern in self.chance.sample(patterns, number)]

    @property
    def headline(self) -> str:
        """A headline of one line."""
        return self.one(_HEADLINES)

    @property
    def kicker(self) -> str:
        """What stands above the headline."""
        return self.one(_KICKERS)

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return self.one(_LEADS)

    @property
    def quote(self) -> str:
        """What somebody says."""
        return self.one(_QUOTES)

    def body(self, place: str) -> str:
        """The text in Markdown: paragraphs, two headings, a list, a link, and `place` where the quote belongs."""
        first, second = self.several(_HEADINGS, 2)
        sentences = iter(self.several(_SENTENCES, len(_SENTENCES)))

        def paragraph(number: int) -> str:
            return " ".join(next(sentences) for _ in range(self.chance.choice((number, number + 1))))

        mark = self.chance.choice(("-", "1."))
        points = "\n".join(f"{mark} {point}" for point in self.several(_POINTS, self.chance.randrange(3, 6)))
        parts = [
            paragraph(3),
            paragraph(2),
            place,
            paragraph(3),
            f"## {first}",
            *(paragraph(2) for _ in range(self.chance.choice((1, 2, 3)))),
            points,
            paragraph(2),
            f"## {second}",
            f"{paragraph(2)} {self.one(_LINKED)}",
        ]
        return "\n\n".join(parts)


class _Words(dict[str, str]):
    """The words of a release, and a fresh one for each place that has no fixed word."""

    def __init__(self, fixed: Mapping[str, str], chance: Random) -> None:
        super().__init__(fixed)
        self._chance = chance

    def __missing__(self, name: str) -> str:
        return _DRAWN[name](self._chance)
