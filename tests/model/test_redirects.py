"""Old addresses are plain paths, written one way; no two releases have the same, and none hides a document."""

from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pressflow.model.record import Header
from pressflow.model.redirects import LONGEST, clashes, old_address, page
from tests import builders
from tests.model.test_record import BERLIN


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/presse/2019/alte-meldung.html", "/presse/2019/alte-meldung.html"),
        ("/presse/alt/", "/presse/alt/"),
        ("/", "/"),
        ("/presse/straße.html", "/presse/stra%C3%9Fe.html"),
        ("/presse/stra%c3%9fe.html", "/presse/stra%C3%9Fe.html"),
        ("/presse/alte%20meldung.html", "/presse/alte%20meldung.html"),
        ("/index,id=17;lang=de.html", "/index,id=17;lang=de.html"),
        ("/100%.html", "/100%25.html"),
        ("/a*b:c", "/a%2Ab%3Ac"),
        ("/" + "x" * (LONGEST - 1), "/" + "x" * (LONGEST - 1)),
    ],
)
def test_old_address_is_written_one_way(written: str, address: str) -> None:
    assert old_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "presse/alt.html",
        "https://www.ostermuehl.example.org/alt.html",
        "//www.example.org/alt.html",
        "/presse//alt.html",
        "/presse/../alt.html",
        "/presse/%2e%2e/alt.html",
        "/./alt.html",
        "/.htaccess",
        "/.git/alt.html",
        "/alt.html?id=17",
        "/alt.html%3Fid=17",
        "/alt.html#oben",
        "/alte meldung.html",
        "/alt.html\n/neu.html",
        "/alt%0A.html",
        "/alt%00.html",
        "/alt\u202e.html",
        "/alt\\neu.html",
        "/{alt}.html",
        "/alt%FC.html",
        "/alt\ud800.html",
        "/" + "x" * LONGEST,
        "/" + "ß" * (LONGEST // 6 + 1),
    ],
)
def test_what_is_no_plain_path_is_refused_with_how_to_write_one(written: str) -> None:
    with pytest.raises(ValueError, match=r"is no old address .* as in /presse/2019/alte-meldung\.html"):
        old_address(written)


def accepted(text: str) -> str | None:
    """The address a text is taken for, if any."""
    try:
        return old_address(text)
    except ValueError:
        return None


# Texts that look for a way around the rules: whatever Unicode has, and what servers give a meaning to.
HOSTILE = st.one_of(st.text(max_size=30), st.text("/.%2eE0aA0\"'`<>|^$*:;,&{}()[]+ \t\n\\?#~-_ßX", max_size=30)).map(
    "/{}".format
)


@given(HOSTILE)
def test_accepted_address_is_a_path_and_stays_as_it_is(text: str) -> None:
    address = accepted(text)
    if address is not None:
        assert old_address(address) == address
        assert address.isascii()
        assert address.isprintable()
        assert not set(' "<>\\^`{|}?#*:') & set(address)
        assert not {"", ".", ".."} & set(unquote(address).split("/")[1:-1])


@given(st.text(min_size=1, max_size=30).filter(lambda text: accepted(f"/{quote(text, safe='')}") is not None))
def test_address_says_the_same_as_what_was_written(text: str) -> None:
    assert unquote(old_address(f"/{quote(text, safe='')}")) == f"/{text}"


def test_record_names_its_old_addresses_alone_or_as_a_list() -> None:
    for written, found in (("/alt", ("/alt",)), (["/alt", "/älter"], ("/alt", "/%C3%A4lter")), (None, ())):
        header = Header.model_validate(builders.header(redirect_from=written), context={"zone": BERLIN})
        assert header.redirect_from == found


def test_record_with_an_address_elsewhere_is_refused() -> None:
    with pytest.raises(ValidationError, match="is no old address on this host"):
        Header.model_validate(builders.header(redirect_from=["https://a.example/alt"]), context={"zone": BERLIN})


@pytest.mark.parametrize(
    ("old", "root", "path"),
    [
        ("/presse/alt.html", "/", "presse/alt.html"),
        ("/presse/ALT.HTM", "/", "presse/ALT.HTM"),
        ("/presse/alt/", "/", "presse/alt/index.html"),
        ("/stra%C3%9Fe.html", "/", "straße.html"),
        ("/presse/alt.html", "/presse/", "alt.html"),
        ("/presse/alt", "/", None),
        ("/presse/alt.php", "/", None),
        ("/andere/alt.html", "/presse/", None),
        ("/presse", "/presse/", None),
        ("/", "/", None),
        ("/alt.html/neu.html", "/", None),
        ("/alt.html/", "/", None),
        (f"/{'x' * 251}.html", "/", None),
        (f"/{'x' * 250}.html", "/", f"{'x' * 250}.html"),
    ],
)
def test_page_stands_at_an_old_address_where_one_can(old: str, root: str, path: str | None) -> None:
    assert page(old, root) == path


A, B = "releases/2026/a/de.md", "releases/2026/b/de.md"
SITE = ("index.html", "de/index.html", "de/a.html", "de/pages/1.html", "media/a/Plan.pdf")


def told(*named: tuple[str, str], root: str = "/") -> list[str]:
    return [str(clash) for clash in clashes(named, SITE, root)]


def test_old_addresses_of_different_releases_do_not_clash() -> None:
    assert told(("/alt.html", A), ("/älter.html", B), ("/alt/", B)) == []


@pytest.mark.parametrize("other", ["/älter/", "/ÄLTER/", "/älter/index.html", "/a\u0308lter/"])
def test_two_records_with_one_old_address_are_both_named(other: str) -> None:
    assert told(("/älter/", A), (other, B)) == [f"{B}: redirect_from: {other} also leads to {A}; keep one of them"]


def test_one_record_may_name_the_ways_an_address_was_written() -> None:
    assert told(("/alt/", A), ("/alt/index.html", A), ("/Alt/", A), ("/alt/", A)) == []


@pytest.mark.parametrize(
    ("old", "there"),
    [
        ("/de/a.html", "de/a.html"),
        ("/DE/A.html", "de/a.html"),
        ("/de/a.html/", "de/a.html"),
        ("/de/a.html/alt.html", "de/a.html"),
        ("/media/a/plan.pdf", "media/a/Plan.pdf"),
        ("/de/", "de/"),
        ("/de", "de/"),
        ("/de/pages", "de/pages/"),
        ("/de/index.html", "de/index.html"),
        ("/index.html", "index.html"),
        ("/", "its front page"),
    ],
)
def test_old_address_where_the_site_has_something_is_told(old: str, there: str) -> None:
    assert told((old, B)) == [f"{B}: redirect_from: {old} is where the site has {there}; remove it"]


def test_site_in_a_folder_of_its_host_leaves_the_rest_alone() -> None:
    assert told(("/de/a.html", B), ("/index.html", B), ("/", B), root="/presse/") == []
    assert told(("/presse/de/a.html", B), ("/presse/", B), ("/presse", A), root="/presse/") == [
        f"{B}: redirect_from: /presse/de/a.html is where the site has de/a.html; remove it",
        f"{B}: redirect_from: /presse/ is where the site has its front page; remove it",
        f"{A}: redirect_from: /presse is where the site has its front page; remove it",
    ]
