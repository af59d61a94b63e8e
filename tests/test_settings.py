"""Settings: each mistake is told with its line, its name and what to do."""

from pathlib import Path

import pytest

from pressflow.errors import InputError
from pressflow.home import FILE
from pressflow.settings import line_of as line_of_setting
from pressflow.settings import read_settings
from tests.builders import SETTINGS


def write(folder: Path, text: str | bytes) -> None:
    (folder / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())


def changed(old: str, new: str) -> str:
    assert old in SETTINGS
    return SETTINGS.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """The line a part of the settings stands on."""
    return text[: text.index(part)].count("\n") + 1


def told(folder: Path, text: str | bytes) -> list[str]:
    write(folder, text)
    with pytest.raises(InputError) as error:
        read_settings(folder)
    return str(error.value).split("\n")


TERM = '[[newsroom.terms]]\nname = "Lind"\nfrom = 2019-11-01\n'

# What is changed, into what; where it is told (a part of the new text), the setting, and words of the advice.
MISTAKES = [
    ('kind = "government"', 'kind = "gov"', 'kind = "gov"', "publisher.kind", "choose one of 'government'"),
    ("https://www.lohtal", "www.lohtal", "website =", "publisher.website", "write it as in https://"),
    (
        '"#1d4f6e"',
        '"blue"',
        "colour =",
        "publisher.colour",
        "'blue' does not have the right form; write it as in #1d4f6e",
    ),
    ("Europe/Berlin", "Berlin", "time_zone =", "newsroom.time_zone", "write it as in Europe/Berlin"),
    ("https://presse.lohtal", "presse.lohtal", "base_url =", "newsroom.base_url", "write it as in https://"),
    ('["de", "en"]', "[]", "languages =", "newsroom.languages", "at least one entry is needed"),
    ('["de", "en"]', '"de"', "languages =", "newsroom.languages", 'must be a list, as in ["one", "two"]'),
    ('["de", "en"]', '["Deutsch"]', "languages =", "newsroom.languages.0", "write it as in de"),
    ('["de", "en"]', '["de", "de"]', "languages =", "newsroom.languages", "names a language twice; keep one"),
    ("port = 25", "port = 99999", "port =", "mail.port", "less than or equal to 65535"),
    ("port = 25", 'port = "smtp"', "port =", "mail.port", "'smtp'"),
    ("port = 25", "connections = 0", "connections =", "mail.connections", "greater than or equal to 1"),
    ("port = 25", "timeout = 0", "timeout =", "mail.timeout", "greater than 0"),
    ('security = "none"', 'security = "ssl"', "security =", "mail.security", "'none', 'starttls' or 'tls'"),
    ('"presse@lohtal.example.org"', '"presse"', "from_address =", "mail.from_address", "is not a mail address"),
    ('from_name = "Stadt', 'from_name = "A\\nB', "from_name =", "mail.from_name", "U+000A; delete it"),
    ("from_name =", "from_nmae =", "from_nmae", "mail.from_nmae", "is not a field; did you mean from_name?"),
    ("[mail]", "[mial]", "[mial]", "mial", "is not a field; did you mean mail?"),
    ('bounce_address = "bounces@lohtal.example.org"', "", "[mail]", "mail.bounce_address", "is missing; add it"),
    ('iptc = "04000000"', 'iptc = "4000"', 'iptc = "4000"', "topics.traffic.iptc", "write it as in 04000000"),
    (
        '["culture"]',
        '["cultur"]',
        "topics = [",
        "lists.arts.topics",
        "there is no topic 'cultur'; did you mean culture?",
    ),
    ('["culture"]', '["x"]', "topics = [", "lists.arts.topics", "there is no topic 'x'; there are: traffic, culture"),
    ("[lists.local]", '[lists."Lo cal"]', "[lists", "lists.Lo cal.[key]", "write it as in local-press"),
    ("name = { de", "nam = { de", "nam = ", "publisher.nam", "is not a field; did you mean name?"),
    (
        'title = { de = "Presse", en = "Press" }',
        "title = {}",
        "title = {}",
        "newsroom.title",
        "must be a text, or a text",
    ),
    (
        "[mail]",
        '[policy]\napprover_is_not_author = "x"\n[mail]',
        "approver",
        "policy.approver_is_not_author",
        "true or",
    ),
    ('colour = "#1d4f6e"', 'logo = "../logo.svg"', "logo =", "publisher.logo", "write it as in logo.svg or logo.png"),
    ('colour = "#1d4f6e"', 'logo = "logo.jpg"', "logo =", "publisher.logo", "write it as in logo.svg or logo.png"),
    ("port = 25", 'test_addresses = ["kim"]', "test_addresses =", "mail.test_addresses.0", "is not a mail address"),
    ("port = 25", 'attach = ["zip"]', "attach =", "mail.attach.0", "'pdf'"),
    ("[mail]", '[dkim]\nselectors = ["Press_1"]\n[mail]', "selectors", "dkim.selectors.0", "write it as in press2026"),
    ("[mail]", '[dkim]\nselectors = ["a", "a"]\n[mail]', "selectors", "dkim.selectors", "names a selector twice"),
    ("[mail]", '[dkim]\ndomain = "x y"\n[mail]', "domain", "dkim.domain", "write it as in example.org"),
    ("[mail]", 'hubs = ["http://hub.example.org/"]\n[mail]', "hubs", "newsroom.hubs.0", "must begin with https://"),
    (
        "[mail]",
        'accessibility_contact = "Kim"\n[mail]',
        "accessib",
        "newsroom.accessibility_contact",
        "not a mail address",
    ),
    (
        "[mail]",
        f"{TERM}until = 2019-10-31\n[mail]",
        "[[newsroom.terms]]",
        "newsroom.terms.0",
        "ends (until) before it begins",
    ),
    ("[mail]", f"{TERM}{TERM.replace('from', 'form')}[mail]", "form", "newsroom.terms.1.form", "did you mean from?"),
    ("[mail]", f'{TERM}until = "soon"\n[mail]', "until", "newsroom.terms.0.until", "write it as in 2027-06-30"),
    (
        "[mail]",
        '[[newsroom.footer]]\ntitle = "Imprint"\nurl = "imprint"\n[mail]',
        'url = "imprint"',
        "newsroom.footer.0.url",
        "write it as in https://",
    ),
]


@pytest.mark.parametrize(("old", "new", "where", "setting", "says"), MISTAKES, ids=[f"{c[3]} {c[1]}" for c in MISTAKES])
def test_mistake_is_told_with_its_line_its_name_and_what_to_do(
    tmp_path: Path, old: str, new: str, where: str, setting: str, says: str
) -> None:
    text = changed(old, new)
    (line,) = told(tmp_path, text)
    assert line.startswith(f"pressflow.toml:{line_of(text, where)}: {setting}: "), line
    assert says in line


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = changed("port = 25", "port = 0").replace("Europe/Berlin", "Berlin")
    assert [line.split(": ")[1] for line in told(tmp_path, text)] == ["newsroom.time_zone", "mail.port"]


@pytest.mark.parametrize("table", ["publisher", "newsroom", "mail", "topics", "lists"])
def test_missing_table_is_named(tmp_path: Path, table: str) -> None:
    tables = [part for part in SETTINGS.split("\n\n") if not part.lstrip().startswith((f"[{table}]", f"[{table}."))]
    assert told(tmp_path, "\n\n".join(tables)) == [f"pressflow.toml:1: {table}: is missing; add it"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (changed('"government"', "government"), 4, 'write settings as in name = "Value"'),
        (changed('kind = "government"', 'kind = "company"\nkind = "company"'), 5, "each once"),
        (changed("[mail]", "[mail"), 15, "cannot be read"),
        (SETTINGS + "[lists.x", SETTINGS.count("\n") + 1, "cannot be read"),
    ],
)
def test_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    (told_,) = told(tmp_path, text)
    assert told_.startswith(f"pressflow.toml:{line}: ")
    assert says in told_


def test_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, SETTINGS.replace("Rathausplatz", "Räthausplatz").encode("latin-1")) == [
        "pressflow.toml: is not UTF-8; save it as UTF-8"
    ]


def test_folder_without_settings_is_told_how_to_get_some(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no pressflow\.toml here; .* pressflow init"):
        read_settings(tmp_path)


def test_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    write(tmp_path, SETTINGS)
    plain = read_settings(tmp_path)
    write(tmp_path, "\ufeff" + SETTINGS.replace("\n", "\r\n"))
    assert read_settings(tmp_path).model_dump() == plain.model_dump()


def test_password_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, SETTINGS)
    assert read_settings(tmp_path).mail.password == ""
    monkeypatch.setenv("PRESSFLOW_MAIL__PASSWORD", "geheim: #1")
    found = read_settings(tmp_path).mail
    assert (found.password, found.host) == ("geheim: #1", "127.0.0.1")


def test_mistake_in_the_environment_is_told_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSFLOW_MAIL__PORT", "smtp")
    (line,) = told(tmp_path, SETTINGS)
    assert line.startswith("PRESSFLOW_MAIL__PORT in the environment: mail.port: 'smtp'")


def test_publisher_has_all_that_formats_ask_for(tmp_path: Path) -> None:
    write(tmp_path, changed('lohtal.example.org/"\ntitle', 'lohtal.example.org"\ntitle'))
    publisher = read_settings(tmp_path).speaker
    assert publisher.base_url == "https://presse.lohtal.example.org/"
    assert (publisher.domain, publisher.sender[0]) == ("lohtal.example.org", "Stadt Lohtal, Pressestelle")
    assert publisher.named("en") == "City of Lohtal"
    assert publisher.zone.key == "Europe/Berlin"


@pytest.mark.parametrize(
    ("topics", "lists"),
    [(("traffic",), ("local",)), (("culture",), ("local", "arts")), (("traffic", "culture"), ("local", "arts"))],
)
def test_release_goes_to_the_lists_that_want_its_topics(
    tmp_path: Path, topics: tuple[str, ...], lists: tuple[str, ...]
) -> None:
    write(tmp_path, SETTINGS)
    assert read_settings(tmp_path).speaker.audience(topics) == lists


def test_line_of_a_setting_is_the_one_it_stands_on(tmp_path: Path) -> None:
    text = changed("[mail]", f"{TERM}{TERM.replace('Lind', 'Sommer')}[mail]")
    write(tmp_path, text)
    assert line_of_setting(tmp_path, "publisher", "colour") == line_of(text, "colour")
    assert line_of_setting(tmp_path, "newsroom", "terms", "1", "name") == line_of(text, 'name = "Sommer"')
    assert line_of_setting(tmp_path, "mail", "nothing") == line_of(text, "[mail]")
