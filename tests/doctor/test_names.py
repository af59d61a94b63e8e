"""What the DNS must say so that letters are believed, and what is said where it does not."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pressflow.dkim import Key
from pressflow.doctor import names
from pressflow.doctor.answer import Verdict
from pressflow.doctor.dns import Silent, resolver
from pressflow.errors import InputError
from tests.doctor.zone import Zone, serving, zone

GOOD, DOUBTFUL, WRONG = Verdict.GOOD, Verdict.DOUBTFUL, Verdict.WRONG
DOMAIN = "lohtal.example.org"
KEY = Key(DOMAIN, "press", Ed25519PrivateKey.from_private_bytes(bytes(32)))
OTHER = Key(DOMAIN, "press", Ed25519PrivateKey.from_private_bytes(bytes(31) + b"x"))


@pytest.mark.parametrize(
    ("records", "verdict", "says"),
    [
        ([], WRONG, 'publish as TXT of lohtal.example.org: "v=spf1 a:mail.example.org -all"'),
        (["hello", "v=spf10 -all"], WRONG, "publish"),
        (["hello", "v=spf1 mx -all"], GOOD, "v=spf1 mx -all"),
        (["v=spf1 mx ~all"], GOOD, "v=spf1"),
        (["v=spf1 redirect=_spf.example.org"], GOOD, "redirect"),
        (["v=spf1 mx -all", "v=spf1 a -all"], WRONG, "2 records, so none counts"),
        (["v=spf1 +all"], WRONG, "everybody may send"),
        (["v=spf1 mx all"], WRONG, "everybody may send"),
        (["v=spf1 mx ?all"], DOUBTFUL, "forbids nobody"),
        (["v=spf1 mx"], DOUBTFUL, "forbids nobody"),
        (["v=spf1 " + "a:x.example.org " * 11 + "-all"], WRONG, "needs 11 look-ups"),
        (["v=spf1 " + "include:nine.example.org " * 2 + "-all"], WRONG, "needs 11 look-ups"),
        (["v=spf1 include:nine.example.org ip4:192.0.2.1 -all"], GOOD, "include"),
        (["v=spf1 include:loop.example.org -all"], GOOD, "include"),
    ],
)
def test_spf_names_one_short_list_of_servers(records: list[str], verdict: Verdict, says: str) -> None:
    known: Zone = {
        (DOMAIN, "TXT"): records,
        ("nine.example.org", "TXT"): ["v=spf1 " + "mx:y.example.org " * 9 + "-all"],
        ("loop.example.org", "TXT"): ["v=spf1 include:loop.example.org -all"],
    }
    answer = names.spf(zone(known), DOMAIN, ["mail.example.org"])
    assert (answer.verdict, says in f"{answer.found} {answer.advice}") == (verdict, True), answer


OURS, THEIRS, BEYOND = "8.8.8.8", "9.9.9.9", "2620:fe::9"


@pytest.mark.parametrize(
    ("record", "verdict", "says"),
    [
        ("v=spf1 -all", WRONG, "nobody may send for lohtal.example.org"),
        ("v=spf1 ~all", WRONG, "nobody may send"),
        ("v=spf1 -all exp=why.example.org", WRONG, "nobody may send"),
        ("v=spf1 ?all", DOUBTFUL, "forbids nobody"),
        ("v=spf1", DOUBTFUL, "forbids nobody"),
        (f"v=spf1 ip4:{OURS} -all", GOOD, ""),
        ("v=spf1 ip4:8.8.0.0/16 -all", GOOD, ""),
        (f"v=spf1 ip4:{THEIRS} -all", DOUBTFUL, f"does not let mail.example.org ({OURS}) send"),
        (f"v=spf1 ip4:{THEIRS} ~all", DOUBTFUL, "if it hands mail on to other servers"),
        (f"v=spf1 -ip4:{OURS} a:mail.example.org -all", DOUBTFUL, "does not let"),
        (f"v=spf1 ip6:{BEYOND} -all", DOUBTFUL, "does not let"),
        ("v=spf1 a:mail.example.org -all", GOOD, ""),
        ("v=spf1 a -all", DOUBTFUL, "does not let"),
        ("v=spf1 a/8 -all", DOUBTFUL, "does not let"),
        ("v=spf1 a:near.example.org/24//64 -all", GOOD, ""),
        ("v=spf1 mx -all", GOOD, ""),
        ("v=spf1 mx:other.example.org -all", DOUBTFUL, "does not let"),
        ("v=spf1 include:bulk.example.org -all", GOOD, ""),
        ("v=spf1 include:strict.example.org -all", DOUBTFUL, "does not let"),
        ("v=spf1 include:nothing.example.org -all", WRONG, "cannot be read to its end"),
        ("v=spf1 redirect=bulk.example.org", GOOD, ""),
        ("v=spf1 redirect=strict.example.org", DOUBTFUL, "does not let"),
        ("v=spf1 redirect=nothing.example.org", WRONG, "cannot be read"),
        ("v=spf1 include:round.example.org -all", WRONG, "cannot be read"),
        ("v=spf1 ip4:300.1.1.1 -all", WRONG, "cannot be read"),
        ("v=spf1 mail.example.org -all", WRONG, "cannot be read"),
        ("v=spf1 exists:%{i}.list.example.org -all", GOOD, ""),
        ("v=spf1 MX exp=why.example.org -ALL", GOOD, ""),
    ],
)
def test_spf_lets_the_relay_send(record: str, verdict: Verdict, says: str) -> None:
    known: Zone = {
        (DOMAIN, "TXT"): [record],
        (DOMAIN, "MX"): ["10 mail.example.org."],
        (DOMAIN, "A"): [THEIRS],
        ("mail.example.org", "A"): [OURS],
        ("near.example.org", "A"): ["8.8.8.9"],
        ("bulk.example.org", "TXT"): ["v=spf1 ip4:8.8.8.0/24 -all"],
        ("strict.example.org", "TXT"): [f"v=spf1 -ip4:{OURS} ip4:0.0.0.0/0 -all"],
        ("round.example.org", "TXT"): ["v=spf1 include:round.example.org -all"],
    }
    answer = names.spf(zone(known), DOMAIN, ["mail.example.org"])
    assert (answer.verdict, says in f"{answer.found} {answer.advice}") == (verdict, True), answer


def test_spf_lets_every_relay_send_from_each_of_its_addresses() -> None:
    known: Zone = {
        (DOMAIN, "TXT"): [f"v=spf1 ip4:{OURS} -all"],
        ("one.example.org", "A"): [OURS],
        ("two.example.org", "A"): [OURS, THEIRS],
        ("two.example.org", "AAAA"): [BEYOND],
    }
    relays = ["one.example.org", "two.example.org", "10.0.0.5"]
    answer = names.spf(zone(known), DOMAIN, relays)
    assert answer.verdict == DOUBTFUL
    assert f"does not let two.example.org ({THEIRS}), two.example.org ({BEYOND}) send" in answer.found
    all_ = {**known, (DOMAIN, "TXT"): [f"v=spf1 ip4:{OURS} ip4:{THEIRS} ip6:{BEYOND} -all"]}
    assert names.spf(zone(all_), DOMAIN, relays).verdict == GOOD


@pytest.mark.parametrize("relay", ["127.0.0.1", "localhost", "10.0.0.5"])
def test_spf_does_not_name_a_relay_by_an_address_that_nobody_outside_sees(relay: str) -> None:
    answer = names.spf(zone({}), DOMAIN, [relay])
    assert relay not in answer.advice
    assert "the address your relay has on the internet" in answer.advice


@pytest.mark.parametrize(
    ("records", "used", "verdict", "says"),
    [
        ([KEY.record], True, GOOD, "press._domainkey.lohtal.example.org"),
        ([KEY.record.replace("; ", ";")], True, GOOD, ""),
        ([f"{KEY.record}; t=y"], True, DOUBTFUL, "t=y"),
        ([], True, WRONG, f'TXT of press._domainkey.lohtal.example.org: "{KEY.record}"'),
        ([], False, DOUBTFUL, KEY.record),
        ([KEY.record], False, DOUBTFUL, "no letter is signed with it"),
        ([OTHER.record], True, WRONG, "another key"),
        (["v=DKIM1; p="], True, WRONG, "taken back"),
        ([KEY.record.replace("k=ed25519; ", "")], True, WRONG, "another key"),
        ([KEY.record, OTHER.record], True, WRONG, "2 records"),
    ],
)
def test_dkim_record_is_that_of_the_key(records: list[str], used: bool, verdict: Verdict, says: str) -> None:
    answer = names.dkim(zone({(KEY.name, "TXT"): records}), KEY, used=used)
    assert (answer.verdict, says in f"{answer.found} {answer.advice}") == (verdict, True), answer


@pytest.mark.parametrize(
    ("record", "verdict", "says"),
    [
        (None, WRONG, 'publish as TXT of _dmarc.lohtal.example.org: "v=DMARC1; p=none;'),
        ("v=DMARC1; p=reject", GOOD, "p=reject"),
        ("v=DMARC1;p=quarantine", GOOD, "p=quarantine"),
        ("v=DMARC1; p=none", DOUBTFUL, "only watches"),
        ("v=DMARC1; rua=mailto:x@example.org", WRONG, "no policy"),
        ("v=DMARC2; p=reject", WRONG, "no record"),
    ],
)
def test_dmarc_has_a_policy(record: str | None, verdict: Verdict, says: str) -> None:
    known = {(f"_dmarc.{DOMAIN}", "TXT"): [record]} if record else {}
    answer = next(names.dmarc(zone(known), DOMAIN, DOMAIN, DOMAIN))
    assert (answer.verdict, says in f"{answer.found} {answer.advice}") == (verdict, True), answer


def test_dmarc_of_a_domain_above_answers_for_those_below() -> None:
    known = {("_dmarc.example.org", "TXT"): ["v=DMARC1; p=reject; sp=none"]}
    policy, alignment = names.dmarc(zone(known), DOMAIN, DOMAIN, "example.org")
    assert (policy.verdict, alignment.verdict) == (DOUBTFUL, GOOD)


@pytest.mark.parametrize(
    ("record", "bounces", "signing", "verdict"),
    [
        ("p=reject", DOMAIN, DOMAIN, GOOD),
        ("p=reject", "news.lohtal.example.org", "", DOUBTFUL),
        ("p=reject", "bulk.example.net", DOMAIN, GOOD),
        ("p=reject", "bulk.example.net", "", WRONG),
        ("p=reject", "bulk.example.net", "example.net", WRONG),
        ("p=reject; aspf=s", "news.lohtal.example.org", "", WRONG),
        ("p=reject; adkim=s", "bulk.example.net", "news.lohtal.example.org", WRONG),
        ("p=reject; adkim=s", "bulk.example.net", DOMAIN, GOOD),
    ],
)
def test_signature_or_envelope_speaks_for_the_domain_readers_see(
    record: str, bounces: str, signing: str, verdict: Verdict
) -> None:
    known = {(f"_dmarc.{DOMAIN}", "TXT"): [f"v=DMARC1; {record}"]}
    _, alignment = names.dmarc(zone(known), DOMAIN, bounces, signing)
    assert alignment.verdict == verdict, alignment


@pytest.mark.parametrize(
    ("records", "verdict", "says"),
    [
        ({(DOMAIN, "MX"): ["10 mx.example.org."], ("mx.example.org", "A"): ["192.0.2.1"]}, GOOD, "mx.example.org"),
        ({(DOMAIN, "MX"): ["10 mx.example.org."]}, WRONG, "mx.example.org has no address"),
        ({(DOMAIN, "MX"): ["0 ."]}, WRONG, "null MX"),
        ({(DOMAIN, "AAAA"): ["2001:db8::1"]}, DOUBTFUL, "only an address"),
        ({}, WRONG, "go nowhere"),
    ],
)
def test_answers_and_bounces_have_somewhere_to_go(records: Zone, verdict: Verdict, says: str) -> None:
    answer = names.mx(zone(records), DOMAIN)
    assert (answer.verdict, says in answer.found) == (verdict, True), answer


RELAY, BACK = "mail.example.org", "8.8.8.8.in-addr.arpa."


@pytest.mark.parametrize(
    ("host", "records", "verdict", "says"),
    [
        (RELAY, {(RELAY, "A"): ["8.8.8.8"], (BACK, "PTR"): [f"{RELAY}."]}, GOOD, "lead to each other"),
        (RELAY, {(RELAY, "A"): ["8.8.8.8"]}, DOUBTFUL, "has no name"),
        (RELAY, {(RELAY, "A"): ["8.8.8.8"], (BACK, "PTR"): ["x.example.net."]}, DOUBTFUL, "leads elsewhere"),
        (RELAY, {(RELAY, "A"): ["10.0.0.1"]}, GOOD, "inside your own network"),
        (RELAY, {}, WRONG, "no address"),
        ("localhost", {}, GOOD, "inside your own network"),
        ("8.8.8.8", {(BACK, "PTR"): [f"{RELAY}."], (RELAY, "A"): ["8.8.8.8"]}, GOOD, "lead to each other"),
    ],
)
def test_relay_s_address_and_name_lead_to_each_other(host: str, records: Zone, verdict: Verdict, says: str) -> None:
    answer = names.ptr(zone(records), host)
    assert (answer.verdict, says in answer.found) == (verdict, True), answer


def test_server_is_asked_for_texts_in_parts_and_for_names_there_are_not() -> None:
    records = {(DOMAIN, "TXT"): ['"v=spf1 mx " "-all"'], (DOMAIN, "MX"): ["10 mx.example.org."]}
    with serving(records) as server:
        look_up = resolver(server)
        assert look_up(DOMAIN, "TXT") == ["v=spf1 mx -all"]
        assert look_up(DOMAIN, "MX") == ["10 mx.example.org."]
        assert look_up(DOMAIN, "AAAA") == []
        assert look_up("nothing.example.org", "TXT") == []


def test_server_that_is_not_there_is_told_and_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pressflow.doctor.dns._PATIENCE", 0.3)
    look_up = resolver("127.0.0.1:1")
    for _ in range(20):
        with pytest.raises(Silent, match="does not answer"):
            look_up(DOMAIN, "TXT")


@pytest.mark.parametrize("server", ["dns.example.org", "127.0.0.1:x", "300.1.1.1"])
def test_server_that_cannot_be_one_is_told(server: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"--resolver: {server!r}")):
        resolver(server)


def test_advice_of_a_record_can_be_pasted() -> None:
    answer = names.dkim(zone({}), KEY, used=True)
    found = re.search('"(.*)"', answer.advice)
    assert found
    assert names.dkim(zone({(KEY.name, "TXT"): [found[1]]}), KEY, used=True).verdict == GOOD
