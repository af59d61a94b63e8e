"""What holds for every answer: headers, limits, errors in the office's look, a log and counters about nobody."""

import json
import logging
from typing import Any

import pytest

from pressflow.web.guarding import POLICY
from pressflow.web.limits import Limits, network_of
from pressflow.web.logs import JsonLines, masked
from tests import builders
from tests.web.reading import ADDRESS, Reader

PATHS = [
    "/service/de/subscribe",
    "/service/theme/style.css",
    "/healthz",
    "/nowhere",
    "/unsubscribe/abc",
    "/service/api/offer",
]


@pytest.mark.parametrize("path", PATHS)
def test_each_answer_bears_the_secure_headers_and_no_cookie(reader: Reader, path: str) -> None:
    headers = reader.client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_only_the_theme_may_be_kept(reader: Reader) -> None:
    kept = {path: reader.client.get(path).headers["cache-control"] for path in PATHS}
    assert kept.pop("/service/theme/style.css") == "public, max-age=3600"
    assert set(kept.values()) == {"no-store"}


def test_pages_have_no_script_and_nothing_from_elsewhere(reader: Reader) -> None:
    known = reader.join()
    for path in ("/service/de/subscribe", reader.unsubscribe_path(known), reader.settings_path(), "/nowhere"):
        text = reader.open(path).text
        assert "<script" not in text
        assert "style=" not in text
        assert " on" not in {word[:3] for word in text.split("<") if "=" in word[:3]}


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nowhere", 404, "Diese Seite gibt es nicht"),
        ("DELETE", "/service/de/subscribe", 405, "So geht das nicht"),
        ("POST", "/service/subscribe", 405, "So geht das nicht"),
        ("GET", "/service/xx/subscribe", 404, "Diese Seite gibt es nicht"),
    ],
)
def test_errors_are_pages_in_the_offices_look(reader: Reader, method: str, path: str, status: int, title: str) -> None:
    answer = reader.client.request(method, path)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert "Stadt Lohtal" in answer.text


def test_errors_speak_the_browsers_language(reader: Reader) -> None:
    assert "There is no such page" in reader.client.get("/nowhere", headers={"Accept-Language": "en"}).text


def test_form_that_is_too_large_is_refused_whether_it_says_so_or_not(reader: Reader) -> None:
    large = b"address=" + b"a" * 70_000
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    said = reader.client.post("/service/de/subscribe", content=large, headers=headers)
    silent = reader.client.post("/service/de/subscribe", content=iter([large[:1000], large[1000:]]), headers=headers)
    for answer in (said, silent):
        assert answer.status_code == 413
        assert "Das ist zu groß" in answer.text


def test_fault_of_ours_is_told_and_logged_without_addresses(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:  # Any: whatever it is given
        raise RuntimeError(f"nobody foresaw {ADDRESS}")

    monkeypatch.setattr("pressflow.joining.put", broken)
    reader.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    page = reader.subscribe()
    assert (page.status, page.title) == (500, "Das war unser Fehler")
    lines = [JsonLines().format(record) for record in caplog.records if record.name == "pressflow.web"]
    assert any("nobody foresaw" in line for line in lines)
    assert not any("mila.roth" in line for line in lines)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
    ],
)
def test_form_sent_by_another_sites_page_does_nothing(reader: Reader, headers: dict[str, str]) -> None:
    page = reader.open("/service/de/subscribe")
    reader.wait(seconds=5)
    fields = {"stamp": page.stamp, "act": "subscribe", "address": ADDRESS, "lists": ["local"], "speaks": "de"}
    assert reader.client.post("/service/de/subscribe", data=fields, headers=headers).status_code == 403
    assert reader.letters() == []


def test_log_and_metrics_hold_neither_addresses_nor_tokens(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pressflow.web")
    known = reader.join()
    path = reader.unsubscribe_path(known)
    reader.client.post(path, data={"List-Unsubscribe": "One-Click"})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "pressflow.web"]
    logged = json.dumps(lines)
    metrics = reader.client.get("/metrics").text
    for secret in (ADDRESS, "mila", path.rpartition("/")[2], "127.0.0.1"):
        assert secret not in logged
        assert secret not in metrics
    assert lines[-1] | {"ms": 0, "at": ""} == {
        "at": "",
        "level": "info",
        "event": "request",
        "method": "POST",
        "route": "/unsubscribe/{token}",
        "status": 200,
        "ms": 0,
        "network": "testclient",
    }
    assert 'pressflow_acts_total{act="unsubscribed"} 1.0' in metrics


def test_metrics_are_not_for_whoever_comes_through_a_proxy(reader: Reader) -> None:
    assert reader.client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404


def test_health_is_bad_while_the_ledger_cannot_be_read(reader: Reader) -> None:
    assert reader.client.get("/healthz").text == "ok\n"
    reader.newsroom.ledger.close()
    (reader.newsroom.var / "ledger.sqlite").write_bytes(b"no database" * 1000)
    assert reader.client.get("/healthz").status_code == 503


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("testclient", "testclient"),
    ],
)
def test_network_is_what_a_provider_gives_out(client: str, network: str) -> None:
    assert network_of(client) == network


def test_all_networks_together_are_limited_and_one_form_does_not_count_for_another() -> None:
    limits = Limits(per_network=2, per_form=3)
    taken = [limits.take("a", f"192.0.{number}.1", builders.NOW) for number in range(4)]
    assert taken == [0, 0, 0, 3600]
    assert limits.take("b", "192.0.2.1", builders.NOW) == 0


def test_addresses_and_tokens_are_masked() -> None:
    text = masked("to mila.roth@desk.example.org with WzEsImxvY2FsIl0.PBdHmXZDro2c8MhbECHXm20-uGYNr")
    assert text == "to m…@desk.example.org with …"
