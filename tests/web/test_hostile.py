"""Whatever anybody sends: no answer of 500, no second line in a letter's header, nothing where it does not belong."""

import string
from email import message_from_bytes, policy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressflow.formats._note import note
from pressflow.web.speaking import preferred
from tests import builders
from tests.web.reading import Reader

UNTIMED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.text(max_size=300)
NAMES = st.sampled_from(
    ["address", "name", "lists", "topics", "region", "speaks", "frequency", "act", "stamp", "until"]
)
FORMS = st.dictionaries(NAMES | TEXTS, st.lists(TEXTS, max_size=3), max_size=12)
HEADER = st.text(
    string.printable.replace("\r", "").replace("\n", "").replace("\x0b", "").replace("\x0c", ""), max_size=200
)


@UNTIMED
@given(form=FORMS, act=st.sampled_from(["subscribe", "preview"]))
def test_form_may_hold_anything(reader: Reader, form: dict[str, list[str]], act: str) -> None:
    stamp = reader.open("/service/de/subscribe").stamp
    reader.wait(seconds=5)
    sent = {
        **{name.encode("utf-8", "replace").decode(): values for name, values in form.items()},
        "act": act,
        "stamp": stamp,
    }
    clean = {
        name: [value.encode("utf-8", "replace").decode() for value in values] if isinstance(values, list) else values
        for name, values in sent.items()
    }
    answer = reader.client.post("/service/de/subscribe", data=clean)
    assert answer.status_code in (200, 422, 429)
    if len(form.get("address", [])) == 1 and "<" in form["address"][0] and answer.status_code == 422:
        assert form["address"][0] not in answer.text


@UNTIMED
@given(
    body=st.binary(max_size=2000),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
            "",
        ]
    ),
)
def test_body_may_be_any_bytes(reader: Reader, body: bytes, kind: str) -> None:
    for path in (
        "/service/de/subscribe",
        "/unsubscribe/abc",
        "/service/confirm/abc",
        "/service/preferences/abc",
        "/service/api/subscriptions",
    ):
        answer = reader.client.post(path, content=body, headers={"Content-Type": kind})
        assert answer.status_code in (200, 400, 404, 422), (path, answer.text)


@UNTIMED
@given(language=HEADER, origin=HEADER, cookie=HEADER)
def test_headers_may_hold_anything(reader: Reader, language: str, origin: str, cookie: str) -> None:
    headers = {"Accept-Language": language, "Origin": origin, "Cookie": cookie, "X-Forwarded-For": language}
    assert reader.client.get("/service/de/subscribe", headers=headers).status_code == 200
    assert reader.client.post("/service/de/subscribe", headers=headers).status_code in (403, 422)


@UNTIMED
@given(token=st.text(string.ascii_letters + string.digits + "-_.~=%", min_size=1, max_size=200))
def test_tokens_may_be_anything_and_open_nothing(reader: Reader, token: str) -> None:
    for place in ("unsubscribe", "service/confirm", "service/undo", "service/preferences", "embargo"):
        assert reader.client.get(f"/{place}/{token}").status_code in (400, 404), (place, token)


@given(header=st.text(max_size=300))
def test_language_is_one_of_ours_whatever_is_asked_for(header: str) -> None:
    assert preferred(header, ("de", "en")) in ("de", "en")


def test_language_is_the_best_liked_of_ours() -> None:
    assert preferred("fr, en;q=0.5, de;q=0.9", ("de", "en")) == "de"
    assert preferred("en-US,en;q=0.9", ("de", "en")) == "en"
    assert preferred("de;q=0, en;q=0.1", ("de", "en")) == "en"
    assert preferred("*", ("de", "en")) == "de"


@UNTIMED
@given(lists=TEXTS, office=TEXTS)
def test_note_is_one_message_whatever_stands_in_it(reader: Reader, lists: str, office: str) -> None:
    edition = reader.newsroom.edition()
    content = note(
        edition,
        "confirm",
        "de",
        "m@desk.example.org",
        "id",
        builders.NOW,
        url="https://presse.lohtal.example.org/x",
        lists=lists,
        until=office,
    )
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = message_from_bytes(content, policy=policy.default)
    assert {name.lower() for name in message.keys()} == {  # noqa: SIM118  repeated names
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "content-language",
        "auto-submitted",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    }
    assert message["To"] == "m@desk.example.org"
