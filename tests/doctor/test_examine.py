"""The doctor looks at everything once and says what must be changed; where nothing must, its status is 0."""

import json
from pathlib import Path

import pytest

from pressflow.dkim import Key, make_key
from pressflow.doctor import Verdict, examine
from pressflow.newsroom import Newsroom
from tests.builders import NOW, SETTINGS, make_newsroom
from tests.cli.run import Terminal
from tests.doctor import test_relay
from tests.doctor.zone import Zone, serving, zone

DOMAIN = "lohtal.example.org"


def records(*keys: Key) -> Zone:
    """A zone in which all is well."""
    return {
        (DOMAIN, "TXT"): ["v=spf1 mx -all"],
        (DOMAIN, "MX"): [f"10 mx.{DOMAIN}."],
        (f"mx.{DOMAIN}", "A"): ["192.0.2.1"],
        (f"_dmarc.{DOMAIN}", "TXT"): ["v=DMARC1; p=reject"],
        **{(key.name, "TXT"): [key.record] for key in keys},
    }


def newsroom_at(folder: Path, port: int, *selectors: str) -> Newsroom:
    text = SETTINGS.replace("port = 25", f"port = {port}") + f"\n[dkim]\nselectors = {json.dumps(selectors)}\n"
    return make_newsroom(folder, text)


def verdicts(newsroom: Newsroom, known: Zone, *silent: str) -> dict[str, Verdict]:
    return {answer.subject: answer.verdict for answer in examine(newsroom, zone(known, *silent), NOW, lambda: NOW)}


def test_newsroom_in_which_all_is_well_has_nothing_to_change(tmp_path: Path) -> None:
    with test_relay.serving() as port:
        newsroom = newsroom_at(tmp_path, port, "press")
        key = make_key(newsroom.dkim_folder, DOMAIN, "press", "rsa")
        found = verdicts(newsroom, records(key))
    assert set(found.values()) == {Verdict.GOOD}
    assert [subject.partition(" ")[0] for subject in found] == [
        *["folder"] * 3,
        *("disk", "clock", "TLS", "relay", "SPF", "DKIM", "DMARC", "DMARC", "MX", "PTR"),
    ]


def test_key_that_can_be_read_by_others_must_be_closed(tmp_path: Path) -> None:
    newsroom = newsroom_at(tmp_path, 1, "press")
    key = make_key(newsroom.dkim_folder, DOMAIN, "press", "ed25519")
    (newsroom.dkim_folder / "press.pem").chmod(0o644)
    assert verdicts(newsroom, records(key))["DKIM key press"] == Verdict.WRONG


def test_key_that_was_made_and_is_not_used_yet_is_looked_at(tmp_path: Path) -> None:
    newsroom = newsroom_at(tmp_path, 1)
    make_key(newsroom.dkim_folder, DOMAIN, "next", "ed25519")
    found = verdicts(newsroom, records())
    assert (found["DKIM"], found["DKIM key next, not used yet"]) == (Verdict.DOUBTFUL, Verdict.DOUBTFUL)


def test_silent_dns_is_nobody_s_fault(tmp_path: Path) -> None:
    newsroom = newsroom_at(tmp_path, 1, "press")
    make_key(newsroom.dkim_folder, DOMAIN, "press", "ed25519")
    found = verdicts(newsroom, {}, DOMAIN, f"_dmarc.{DOMAIN}", f"press._domainkey.{DOMAIN}")
    dns = {subject: found[subject] for subject in ("SPF", "DKIM key press", "DMARC", "MX")}
    assert set(dns.values()) == {Verdict.DOUBTFUL}


@pytest.mark.parametrize("json_", [False, True])
def test_command_says_what_to_change_and_ends_with_status_1(tmp_path: Path, terminal: Terminal, json_: bool) -> None:
    newsroom = newsroom_at(tmp_path, 1)
    quoted = {name: [f'"{text}"' if name[1] == "TXT" else text for text in texts] for name, texts in records().items()}
    with serving(quoted) as server:
        options = ("--resolver", server, *(["--json"] if json_ else []))
        ended = terminal("doctor", "-C", str(newsroom.folder), *options)
    assert ended.status == 1, ended.err
    if json_:
        told = {answer["subject"]: answer for answer in json.loads(ended.out)}
        assert set(told["disk"]) == {"subject", "verdict", "found", "advice"}
        assert told[f"SPF of {DOMAIN}"]["verdict"] == "good"
        assert told["relay 127.0.0.1:1"]["verdict"] == "change"
    else:
        assert f"good     SPF of {DOMAIN}: v=spf1 mx -all\n" in ended.out
        assert "change   relay 127.0.0.1:1: it does not answer as it should" in ended.out
        assert ended.out.endswith("\n1 thing to change\n")
