"""Redirects: each kind of server reads from its file what all others read from theirs, whatever is in it."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.formats import redirects
from pressflow.model.edition import Edition
from pressflow.model.release import Release
from tests.formats import editions
from tests.model.test_redirects import HOSTILE, accepted

Pairs = list[tuple[str, str]]
PAIR = ("/presse/alte%20stra%C3%9Fe.html", "/de/2026-05-16-bridge.html")


def written(pairs: Pairs) -> dict[str, list[str]]:
    """The lines of each file; the first, a comment to all of them, aside."""
    found = {}
    for document in redirects.rules(pairs):
        assert document.media_type == "text/plain; charset=utf-8"
        comment, *lines = document.content.decode().removesuffix("\n").split("\n")
        assert comment.startswith("# ")
        found[document.path] = lines
    return found


# How each kind of server takes a line apart; the paths come out decoded. The configuration of nginx and of Caddy ends a
# quoted word at the first quotation mark without a backslash; so does Apache's, which keeps all other backslashes.


def unquoted(words: str, ends: str = "") -> Pairs:
    one = r'"((?:[^"\\]|\\.)*)"'
    found = re.fullmatch(f"{one} {one}{ends}", words)
    assert found, words
    old, new = (re.sub(r'\\(["\\])', r"\1", word) for word in found.groups())
    return [(old, new)]


def as_static_hosts(line: str) -> Pairs:
    """Words are parted by blanks; * and :name stand for anything; a # begins a comment."""
    old, new, status = line.split()
    assert status == "301"
    assert not set("*:#?") & {*old, *new}
    return [(unquote(old), unquote(new))]


def as_nginx(line: str) -> Pairs:
    """A key that begins with ~ is a pattern; in values, $ begins a variable, and paths are encoded."""
    ((old, new),) = unquoted(line, ends=";")
    assert old.startswith("/")
    assert "$" not in new
    return [(old, unquote(new))]


def as_caddy(line: str) -> Pairs:
    """A key that begins with ~ is a pattern; what stands in curly brackets is a variable, also between words."""
    assert not set("{}") & set(line)
    ((old, new),) = unquoted(line)
    assert old.startswith("/")
    return [(old, unquote(new))]


def as_apache(line: str) -> Pairs:
    """A pattern for the whole path, a path in which $ stands for what was found; ${…} is a variable in both."""
    assert "${" not in line
    ((pattern, new),) = unquoted(line.removeprefix("RedirectMatch 301 "))
    assert pattern.startswith("^/")
    assert pattern.endswith("$")
    plain = re.sub(r"\\(.)", r"\1", pattern[1:-1])
    assert re.fullmatch(pattern, plain)
    assert not re.search(pattern, f"/x{plain}")
    assert not re.search(r"(?<!\\)(\\\\)*\$", new)
    return [(plain, new.replace("\\$", "$"))]


READERS = {
    "_redirects": as_static_hosts,
    "redirects.nginx.conf": as_nginx,
    "redirects.caddy": as_caddy,
    "redirects.apache.conf": as_apache,
}


def read(pairs: Pairs) -> dict[str, Pairs]:
    """What each kind of server understands."""
    return {name: [pair for line in lines for pair in READERS[name](line)] for name, lines in written(pairs).items()}


def test_each_server_has_its_own_way_to_write_a_redirect() -> None:
    assert written([PAIR]) == {
        "_redirects": ["/presse/alte%20stra%C3%9Fe.html /de/2026-05-16-bridge.html 301"],
        "redirects.nginx.conf": ['"/presse/alte straße.html" "/de/2026-05-16-bridge.html";'],
        "redirects.caddy": ['"/presse/alte straße.html" "/de/2026-05-16-bridge.html"'],
        "redirects.apache.conf": [r'RedirectMatch 301 "^/presse/alte straße\.html$" "/de/2026-05-16-bridge.html"'],
    }


def test_servers_find_their_files_also_where_nothing_moved() -> None:
    assert written([]) == {name: [] for name in READERS}


@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=4))
def test_no_address_is_more_than_its_part_of_a_rule(texts: Pairs) -> None:
    pairs = [(old, new) for one, other in texts if (old := accepted(one)) and (new := accepted(other))]
    decoded = {(unquote(old), unquote(new)) for old, new in pairs}
    understood = read(pairs)
    for name in ("_redirects", "redirects.caddy", "redirects.apache.conf"):
        assert sorted(understood[name]) == sorted(decoded)
    assert set(understood["redirects.nginx.conf"]) <= decoded


@given(HOSTILE.filter(lambda text: accepted(text) is None))
def test_what_is_no_plain_path_never_becomes_a_rule(text: str) -> None:
    for pair in ((text, "/de/a.html"), ("/alt.html", text)):
        with pytest.raises(ValueError, match="is no old address"):
            list(redirects.rules([pair]))


def test_nginx_is_given_an_address_once_whatever_its_capitals() -> None:
    pairs = [("/Alt.html", "/de/a.html"), ("/alt.html", "/de/b.html"), ("/ALT.html", "/de/c.html")]
    understood = read(pairs)
    assert understood["redirects.nginx.conf"] == [("/ALT.html", "/de/c.html")]
    assert len(understood["_redirects"]) == 3


@given(st.permutations([(f"/alt-{number}.html", f"/de/{number}.html") for number in range(5)]))
def test_order_in_which_redirects_come_does_not_matter(pairs: Pairs) -> None:
    assert written([*pairs, *pairs]) == written(sorted(pairs))


def moved(release: Release, *old: str) -> Release:
    """The release with old addresses in its first language."""
    first, *others = release.records
    return replace(release, records=(first.model_copy(update={"redirect_from": old}), *others))


def test_old_addresses_lead_to_the_page_in_the_language_that_names_them(single: Edition) -> None:
    (release,) = single.releases
    german, english = release.records
    records = (
        german.model_copy(update={"redirect_from": ("/alt.html",)}),
        english.model_copy(update={"redirect_from": ("/old.html", "/older.html")}),
    )
    lines = editions.documents(single.of(replace(release, records=records)), "redirects")["_redirects"]
    assert lines.content.decode().splitlines()[1:] == [
        "/alt.html /de/2026-05-16-bridge.html 301",
        "/old.html /en/2026-05-16-bridge.html 301",
        "/older.html /en/2026-05-16-bridge.html 301",
    ]


def test_site_in_a_folder_of_its_host_is_led_to_in_that_folder(single: Edition) -> None:
    (release,) = single.releases
    publisher = single.publisher.model_copy(update={"base_url": "https://www.lohtal.example.org/m%C3%BChle/"})
    edition = replace(single.of(moved(release, "/alt.html")), publisher=publisher)
    documents = editions.documents(edition, "redirects")
    assert "/alt.html /m%C3%BChle/de/2026-05-16-bridge.html 301" in documents["_redirects"].content.decode()
    assert '"/mühle/de/2026-05-16-bridge.html"' in documents["redirects.apache.conf"].content.decode()
