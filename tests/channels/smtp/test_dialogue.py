"""Whatever a relay says, and however it is cut, a letter is answered once, and is sent only after a clear yes."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.channels.smtp.dialogue import Dialogue, Unfit
from pressflow.channels.smtp.line import Answer, Mode, Verdict
from pressflow.model.delivery import Envelope
from tests.channels.smtp.relay import ENVELOPE, LETTER

MODES = st.sampled_from(list(Mode))
CODES = (150, 220, 221, 250, 251, 252, 354, 355, 421, 450, 451, 500, 502, 503, 530, 550, 552, 554, 600, 999)
LINES = st.one_of(
    st.sampled_from([b"250 ok\r\n", b"354 go\r\n", b"550 no\r\n"]),
    st.builds(
        lambda code, mark, end: b"%d%cwords%b" % (code, mark, end),
        *map(st.sampled_from, (CODES, b" -", (b"\r\n", b"\n"))),
    ),
    st.sampled_from([b"", b"\r\n", b"hello\r\n", b"250", b"\0\r\n", b"x" * 9000, b"250-\r\n" * 2000]),
    st.binary(max_size=20),
)
# The replies that are a yes: to MAIL, RCPT, where it is said DATA, and the letter.
YES = re.compile(rb"2\d\d[^\r\n]*\r?\n" * 2 + rb"(354[^\r\n]*\r?\n)?" + rb"250[^\r\n]*\r?\n(421.*)?", re.DOTALL)


def heard(dialogue: Dialogue, chunks: list[bytes]) -> Iterator[Answer]:
    for chunk in chunks:
        said, answer = dialogue.receive(chunk)
        assert not (said and dialogue.broken), "nothing is said to a relay that is left"
        if answer:
            yield answer


@given(MODES, st.lists(st.lists(LINES, max_size=4).map(b"".join), max_size=8))
def test_letter_is_answered_once_and_sent_only_after_a_clear_yes(mode: Mode, chunks: list[bytes]) -> None:
    dialogue = Dialogue(mode, {})
    dialogue.begin(ENVELOPE, LETTER)
    answers = list(heard(dialogue, chunks))
    if last := dialogue.lost("the relay hung up"):
        answers.append(last)
    (answer,) = answers
    assert answer.reply.isprintable()
    if answer.verdict is Verdict.SENT:
        joined = re.sub(rb"(?m)^(\d{3})-[^\n]*\n(?=\1)", b"", b"".join(chunks))
        assert YES.match(joined)


@given(MODES, st.lists(LINES, max_size=6).map(b"".join), st.data())
def test_replies_cut_anywhere_are_never_a_yes_that_they_are_not_whole(
    mode: Mode, spoken: bytes, data: st.DataObject
) -> None:
    verdicts = []
    for cuts in ([], sorted(data.draw(st.sets(st.integers(0, len(spoken)), max_size=8)))):
        dialogue = Dialogue(mode, {})
        dialogue.begin(ENVELOPE, LETTER)
        chunks = [spoken[start:end] for start, end in zip([0, *cuts], [*cuts, len(spoken)], strict=True)]
        answers = [*heard(dialogue, chunks), dialogue.lost("the relay hung up")]
        verdicts.append(next(answer for answer in answers if answer).verdict)
    whole, cut = verdicts
    # In one piece, a reply is seen to come too early or to be one too many; in pieces it may be in time.
    assert whole is not Verdict.SENT or cut is Verdict.SENT


class Thorough(Dialogue):
    """One that hears every reply by itself."""

    def _usual(self, data: bytes) -> None:
        assert data


# What relays usually say, and what is nearly that.
WORDS = (
    b"2.0.0 ok queued as 12",
    b"ok",
    b"",
    b" ok",
    b"ok ",
    b"a  b",
    b"2.0.0",
    b"2.0.0.1 x",
    b"2.0.1000 x",
    b"5.1.1 a",
)
ODD_WORDS = (b"a\tb", b"\xc3\xa4", b"\xff", b"a\0", b"\x1b[1m", b"x\r", b"x" * 199, b"x" * 300, b"x y " * 400)
NEARLY = [
    b"".join(parts)
    for parts in product(
        (b"250", b"251", b"354", b"550", b"25"), (b" ", b"-", b""), WORDS + ODD_WORDS, (b"\r\n", b"\n", b"")
    )
]
OK = b"250 2.0.0 ok\r\n"
# What comes in one read, letter after letter, when all is well.
ALL_WELL = {
    Mode.BDAT: [[OK, OK, OK]],
    Mode.PIPELINED: [[OK, OK, b"354 go\r\n"], [OK]],
    Mode.STEPWISE: [[OK], [OK], [b"354 go\r\n"], [OK]],
}


@st.composite
def conversations(draw: st.DrawFn, mode: Mode) -> list[tuple[bytes, bool]]:
    """What a relay says to some letters: all is well but for a few replies, reads and bytes that have not left."""
    replies = [list(read) for read in ALL_WELL[mode] * 3]
    for _ in range(draw(st.integers(0, 3))):
        read = draw(st.sampled_from(replies))
        read[draw(st.integers(0, len(read) - 1))] = draw(st.one_of(st.sampled_from(NEARLY), LINES))
    whole = [(b"".join(read), draw(st.integers(0, 9)) == 9) for read in replies]
    if draw(st.booleans()):
        return [(spoken, unsent) for spoken, unsent in whole if spoken]
    spoken = b"".join(spoken for spoken, _ in whole)
    cuts = sorted(draw(st.sets(st.integers(1, max(len(spoken) - 1, 1)), max_size=12)))
    pieces = [spoken[start:end] for start, end in zip([0, *cuts], [*cuts, len(spoken)], strict=True)]
    return [(piece, False) for piece in pieces if piece]


def told(dialogue: Dialogue, turns: list[tuple[bytes, bool]]) -> Iterator[object]:
    """All that can be seen of a dialogue that begins with a letter whenever none is under way."""
    for spoken, unsent in turns:
        if not (dialogue.under_way or dialogue.broken):
            yield dialogue.begin(ENVELOPE, LETTER)
        yield dialogue.receive(spoken, unsent=unsent)
        yield dialogue.broken, dialogue.misunderstood, dialogue.under_way, list(dialogue.awaited)
    yield dialogue.lost("the relay hung up")


@settings(max_examples=500)
@given(st.data())
def test_usual_replies_are_heard_as_all_others_are(data: st.DataObject) -> None:
    mode = data.draw(MODES)
    turns = data.draw(conversations(mode))
    assert list(told(Dialogue(mode, {}), turns)) == list(told(Thorough(mode, {}), turns))


@pytest.mark.parametrize("mode", Mode)
def test_replies_that_are_nearly_usual_are_heard_as_all_others_are(mode: Mode) -> None:
    reads = ALL_WELL[mode] * 2
    for number, read in enumerate(reads[: len(ALL_WELL[mode])]):
        for place, line in product(range(len(read)), NEARLY):
            changed = [*reads[:number], [*read[:place], line, *read[place + 1 :]], *reads[number + 1 :]]
            turns = [(spoken, False) for spoken in map(b"".join, changed) if spoken]
            assert list(told(Dialogue(mode, {}), turns)) == list(told(Thorough(mode, {}), turns)), line


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("before", [b"250-a\r\n", b"250", b"250 a"])
def test_reply_that_is_not_whole_belongs_to_the_next_read(mode: Mode, before: bytes) -> None:
    turns = [(before, False)] + [(b"".join(read), False) for read in ALL_WELL[mode] * 2]
    assert list(told(Dialogue(mode, {}), turns)) == list(told(Thorough(mode, {}), turns))


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("last", [OK, b"550 no\r\n", b"421 bye\r\n"])
def test_replies_may_come_one_by_one_or_some_together(mode: Mode, last: bytes) -> None:
    *replies, _ = (reply for read in ALL_WELL[mode] * 2 for reply in read)
    replies.append(last)
    for ends in product((b"", b"|"), repeat=len(replies)):
        spoken = b"".join(reply + end for reply, end in zip(replies, ends, strict=True))
        turns = [(read, False) for read in spoken.split(b"|") if read]
        assert list(told(Dialogue(mode, {}), turns)) == list(told(Thorough(mode, {}), turns)), turns


@pytest.mark.parametrize("mode", Mode)
def test_letters_one_after_the_other_are_heard_alike(mode: Mode) -> None:
    turns = [(b"".join(read), False) for read in ALL_WELL[mode] * 3]
    seen = list(told(Dialogue(mode, {}), turns))
    assert seen == list(told(Thorough(mode, {}), turns))
    assert sum(isinstance(one, tuple) and isinstance(one[1], Answer) for one in seen) == 3


@pytest.mark.parametrize("mode", Mode)
def test_nothing_of_a_letter_is_said_before_the_one_before_it_is_answered(mode: Mode) -> None:
    dialogue = Dialogue(mode, {})
    first = dialogue.begin(ENVELOPE, LETTER)
    assert first.count(b"MAIL FROM") == 1
    refused = {Mode.BDAT: b"250 ok\r\n550 no\r\n503 no\r\n", Mode.PIPELINED: b"250 ok\r\n550 no\r\n503 no\r\n"}
    said, answer = dialogue.receive(refused.get(mode, b"550 no\r\n"))
    assert (said, answer and answer.verdict is not Verdict.SENT) == (b"RSET\r\n", True)
    assert dialogue.begin(ENVELOPE, LETTER) == b"", "a relay may still remember a recipient"
    said, answer = dialogue.receive(b"250 forgotten\r\n")
    assert (said[:9], answer) == (b"MAIL FROM", None)


def test_letter_that_waits_for_a_reset_that_fails_is_for_later() -> None:
    dialogue = Dialogue(Mode.BDAT, {})
    dialogue.begin(ENVELOPE, LETTER)
    dialogue.receive(b"250 ok\r\n250 ok\r\n451 later\r\n")
    dialogue.begin(ENVELOPE, LETTER)
    said, answer = dialogue.receive(b"502 what\r\n")
    assert (said, answer and answer.verdict) == (b"", Verdict.LATER)
    assert dialogue.broken


@pytest.mark.parametrize(
    ("mode", "replies", "dots"),
    [
        (Mode.PIPELINED, b"250 ok\r\n550 no\r\n354 go\r\n", b".\r\n"),
        (Mode.PIPELINED, b"550 no\r\n503 no\r\n354 go\r\n", b".\r\n"),
        (Mode.PIPELINED, b"550 no\r\n250 ok\r\n354 go\r\n", b""),
    ],
)
def test_refused_letter_is_not_said_though_it_is_asked_for(mode: Mode, replies: bytes, dots: bytes) -> None:
    dialogue = Dialogue(mode, {})
    dialogue.begin(ENVELOPE, LETTER)
    said, answer = dialogue.receive(replies)
    assert said == dots
    if dots:
        said, answer = dialogue.receive(b"250 ok\r\n")
    assert answer is not None
    assert (answer.code, answer.verdict in (Verdict.REFUSED, Verdict.RELAY)) == (550, True)


def test_letter_that_was_taken_though_its_sender_was_not_is_uncertain() -> None:
    dialogue = Dialogue(Mode.BDAT, {})
    dialogue.begin(ENVELOPE, LETTER)
    _, answer = dialogue.receive(b"550 no\r\n250 ok\r\n250 ok\r\n")
    assert answer is not None
    assert answer.verdict is Verdict.UNCERTAIN


def test_refused_recipient_stays_refused_whatever_is_said_to_the_letter() -> None:
    for last in (b"250 ok\r\n", b"451 later\r\n", b"503 nobody\r\n", b"421 bye\r\n", b"hello\r\n"):
        dialogue = Dialogue(Mode.BDAT, {})
        dialogue.begin(ENVELOPE, LETTER)
        _, answer = dialogue.receive(b"250 ok\r\n550 5.1.1 no\r\n" + last)
        assert answer == Answer(Verdict.REFUSED, "550 5.1.1 no", 550, "5.1.1", "rcpt")


@pytest.mark.parametrize("mode", [Mode.BDAT, Mode.PIPELINED, Mode.STEPWISE])
def test_yes_to_a_letter_that_has_not_left_is_none(mode: Mode) -> None:
    dialogue = Dialogue(mode, {})
    dialogue.begin(ENVELOPE, LETTER)
    for reply in {Mode.BDAT: (b"250 a\r\n250 b\r\n",)}.get(mode, (b"250 a\r\n", b"250 b\r\n", b"354 c\r\n")):
        dialogue.receive(reply)
    _, answer = dialogue.receive(b"250 d\r\n", unsent=True)
    assert answer is not None
    assert answer.verdict is Verdict.UNCERTAIN


@pytest.mark.parametrize("spoken", [b"250 ok\r\n", b"hello\r\n", b"421 bye\r\n", b"25"])
def test_relay_that_speaks_without_being_asked_gets_no_letter(spoken: bytes) -> None:
    dialogue = Dialogue(Mode.BDAT, {})
    assert dialogue.receive(spoken) == (b"", None)
    assert dialogue.begin(ENVELOPE, LETTER) == b"" if not dialogue.broken else True
    answer = dialogue.lost(dialogue.broken)
    assert dialogue.broken
    assert answer is None or answer.verdict is Verdict.LATER


@pytest.mark.parametrize(
    ("offers", "envelope", "letter", "mail"),
    [
        ({}, ENVELOPE, b"a\r\n", b"MAIL FROM:<bounces+1@lohtal.example.org>\r\n"),
        ({"size": ""}, ENVELOPE, b"a\r\n", b"MAIL FROM:<bounces+1@lohtal.example.org> SIZE=3\r\n"),
        ({"size": "9", "8bitmime": ""}, Envelope("", "r@x"), b"\xc3\xa4\r\n", b"MAIL FROM:<> SIZE=4 BODY=8BITMIME\r\n"),
        ({"smtputf8": ""}, Envelope("a@x", "jürgen@x"), b"a\r\n", b"MAIL FROM:<a@x> SMTPUTF8\r\n"),
    ],
)
def test_mail_has_the_parameters_that_are_due(
    offers: dict[str, str], envelope: Envelope, letter: bytes, mail: bytes
) -> None:
    assert Dialogue(Mode.STEPWISE, offers).begin(envelope, letter) == mail


@pytest.mark.parametrize(
    ("envelope", "letter", "words"),
    [
        (Envelope("a@x", "b@x>\r\nRCPT TO:<c@x"), b"a", "cannot be written as an address"),
        (Envelope("a@x", "b@x> NOTIFY=NEVER"), b"a", "cannot be written as an address"),
        (Envelope("a\n@x", "b@x"), b"a", "cannot be written as an address"),
        (Envelope("a@x", "b\udcff@x"), b"a", "cannot be written as an address"),
        (Envelope("a@x", "b\x85@x"), b"a", "cannot be written as an address"),
        (Envelope("a@x", "jürgen@x"), b"a", "does not offer SMTPUTF8"),
        (Envelope("a@x", "b@x"), b"\xff", "does not offer 8BITMIME"),
    ],
)
def test_letter_that_the_relay_cannot_be_told_is_not_begun(envelope: Envelope, letter: bytes, words: str) -> None:
    dialogue = Dialogue(Mode.BDAT, {})
    with pytest.raises(Unfit, match=words):
        dialogue.begin(envelope, letter)
    assert not dialogue.under_way


@pytest.mark.parametrize(
    ("mode", "replies"),
    [
        (Mode.BDAT, b"250 ok\r\n250 ok\r\n500 5.5.2 what\r\n"),
        (Mode.BDAT, b"250 ok\r\n250 ok\r\n503 5.5.1 bad sequence\r\n"),
        (Mode.BDAT, b"250 ok\r\n503 5.5.1 bad sequence\r\n503 5.5.1 bad sequence\r\n"),
        (Mode.PIPELINED, b"250 ok\r\n250 ok\r\n503 5.5.0 improper use of SMTP command pipelining\r\n"),
        (Mode.PIPELINED, b"554 SMTP synchronization error\r\n"),
    ],
)
def test_relay_that_stumbles_over_commands_that_come_together_is_told_from_one_that_refuses(
    mode: Mode, replies: bytes
) -> None:
    dialogue = Dialogue(mode, {})
    dialogue.begin(ENVELOPE, LETTER)
    _, answer = dialogue.receive(replies)
    assert answer is not None
    assert (answer.verdict, dialogue.misunderstood) == (Verdict.AGAIN, answer.reply)
    stepwise = Dialogue(Mode.STEPWISE, {})
    stepwise.begin(ENVELOPE, LETTER)
    stepwise.receive(b"250 ok\r\n")
    _, answer = stepwise.receive(b"503 5.5.1 bad sequence\r\n")
    assert (answer and answer.verdict, stepwise.misunderstood) == (Verdict.REFUSED, "")
