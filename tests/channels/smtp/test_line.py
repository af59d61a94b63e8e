"""Each answer of a relay, at each step and in each mode, means one thing for the letter; without a 250 none is sent."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pressflow.channels.smtp import Mode, Verdict
from tests.channels.smtp.relay import BDAT, ENVELOPE, LETTER, PIPELINED, STEPWISE, Sent
from tests.smtp_server import Rule, Script

SCRIPTS = {Mode.BDAT: BDAT, Mode.PIPELINED: PIPELINED, Mode.STEPWISE: STEPWISE}
MAIL, RCPT = f"MAIL FROM:<{ENVELOPE.sender}>", f"RCPT TO:<{ENVELOPE.recipient}>"
SIZE = f" SIZE={len(LETTER)}"

SENT, REFUSED, LATER, AGAIN, UNCERTAIN, RELAY = (
    Verdict.SENT,
    Verdict.REFUSED,
    Verdict.LATER,
    Verdict.AGAIN,
    Verdict.UNCERTAIN,
    Verdict.RELAY,
)
# What happens at which step, and what it means where BDAT is spoken, where PIPELINING is, and where neither.
TABLE = [
    (Rule("mail", "421 4.3.2 closing"), (LATER, LATER, LATER)),
    (Rule("mail", "450 4.3.1 later"), (LATER, LATER, LATER)),
    (Rule("mail", "550 5.7.1 not you"), (RELAY, RELAY, RELAY)),
    (Rule("mail", "530 5.7.0 log in"), (RELAY, RELAY, RELAY)),
    (Rule("mail", "552 5.3.4 too large"), (REFUSED, REFUSED, REFUSED)),
    (Rule("mail", "354 what"), (UNCERTAIN, LATER, LATER)),
    (Rule("mail", "hello"), (UNCERTAIN, LATER, LATER)),
    (Rule("mail", close=True), (UNCERTAIN, LATER, LATER)),
    (Rule("mail"), (UNCERTAIN, LATER, LATER)),
    (Rule("rcpt", "421 4.3.2 closing"), (LATER, LATER, LATER)),
    (Rule("rcpt", "451 4.7.1 greylisted"), (LATER, LATER, LATER)),
    (Rule("rcpt", "550 5.1.1 unknown"), (REFUSED, REFUSED, REFUSED)),
    (Rule("rcpt", "553 5.1.8 whose domain?"), (RELAY, RELAY, RELAY)),
    (Rule("rcpt", "354 what"), (UNCERTAIN, LATER, LATER)),
    (Rule("rcpt", "650 what"), (UNCERTAIN, LATER, LATER)),
    (Rule("rcpt", "hello"), (UNCERTAIN, LATER, LATER)),
    (Rule("rcpt", close=True), (UNCERTAIN, LATER, LATER)),
    (Rule("rcpt"), (UNCERTAIN, LATER, LATER)),
    (Rule("data", "421 4.3.2 closing"), (None, LATER, LATER)),
    (Rule("data", "451 4.3.0 later"), (None, LATER, LATER)),
    (Rule("data", "554 5.6.0 no"), (None, REFUSED, REFUSED)),
    (Rule("data", "250 what"), (None, LATER, LATER)),
    (Rule("data", "hello"), (None, LATER, LATER)),
    (Rule("data", close=True), (None, LATER, LATER)),
    (Rule("data"), (None, LATER, LATER)),
    (Rule("body", close=True), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("body"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "421 4.3.2 closing"), (LATER, LATER, LATER)),
    (Rule("dot", "452 4.3.1 no room"), (LATER, LATER, LATER)),
    (Rule("dot", "552 5.3.4 too large"), (REFUSED, REFUSED, REFUSED)),
    (Rule("dot", "554 5.6.0 spam"), (REFUSED, REFUSED, REFUSED)),
    (Rule("dot", "251 2.0.0 nearly"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "354 go on"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "150 wait"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "999 what"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "thanks"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "250-yes\r\n550 no"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "250 yes\r\n250 yes"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "250 2.0.0 " + "x" * 1_000_000), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", close=True), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot"), (UNCERTAIN, UNCERTAIN, UNCERTAIN)),
    (Rule("dot", "250 2.0.0 yes\r\n421 4.3.2 closing", keep=True), (SENT, SENT, SENT)),
]
CASES = [
    pytest.param(
        mode, rule, verdict, id=f"{mode}-{rule.step}-{rule.reply[:25] or ('lost' if rule.close else 'silence')}"
    )
    for rule, verdicts in TABLE
    for mode, verdict in zip(Mode, verdicts, strict=True)
    if verdict
]


def plain_can_tell(rule: Rule) -> bool:
    """Whether aiosmtplib knows as much as we do.

    It takes the last of two codes, and what comes behind a reply for nothing; and it does not say whether it lost the
    connection while it waited for the 354, or later.
    """
    return "\r\n" not in rule.reply and (rule.step != "data" or rule.reply.startswith(("4", "5")))


@pytest.mark.parametrize(("mode", "rule", "verdict"), CASES)
def test_answer_means_one_thing(tmp_path: Path, mode: Mode, rule: Rule, verdict: Verdict) -> None:
    (answer,) = Sent(tmp_path, SCRIPTS[mode], rule).answers
    assert answer.verdict is verdict, answer
    assert len(answer.reply) < 1200
    assert answer.reply.isprintable()
    assert verdict is not SENT or answer.code == 250


@pytest.mark.parametrize(("rule", "verdicts"), [row for row in TABLE if plain_can_tell(row[0])], ids=str)
def test_reference_path_means_the_same(
    tmp_path: Path, rule: Rule, verdicts: tuple[Verdict | None, Verdict, Verdict]
) -> None:
    (answer,) = Sent(tmp_path, STEPWISE, rule, wire="plain").answers
    assert answer.verdict is verdicts[2], answer


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        (BDAT, [MAIL + SIZE, RCPT, f"BDAT {len(LETTER)} LAST"]),
        (PIPELINED, [MAIL + SIZE, RCPT, "DATA"]),
        (STEPWISE, [MAIL, RCPT, "DATA"]),
    ],
    ids=list(Mode),
)
def test_letter_arrives_byte_by_byte_with_the_commands_that_are_due(
    tmp_path: Path, script: Script, commands: list[str]
) -> None:
    sent = Sent(tmp_path, script, letters=[LETTER, [LETTER[:30], LETTER[30:]]])
    assert [(answer.verdict, answer.reply) for answer in sent.answers] == [(SENT, "250 2.0.0 kept")] * 2
    assert (sent.heard, sent.kept) == (commands * 2, [LETTER] * 2)


@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        (replace(BDAT, unknown=("BDAT",)), AGAIN),
        (replace(BDAT, alone=True), AGAIN),
        (replace(PIPELINED, alone=True), AGAIN),
        (replace(PIPELINED, forgetful=True), LATER),
        (replace(BDAT, forgetful=True), UNCERTAIN),
    ],
)
def test_relay_that_offers_more_than_it_understands_gets_one_command_at_a_time(
    tmp_path: Path, script: Script, verdict: Verdict
) -> None:
    waits: dict[str, Any] = {"timeout": 0.5, "answer_timeout": 0.5} if script.forgetful else {}  # any settings
    sent = Sent(tmp_path, script, letters=[LETTER, LETTER], **waits)
    assert [answer.verdict for answer in sent.answers] == [verdict, SENT]
    assert sent.modes[1:] == [Mode.STEPWISE]
    assert sent.memory.stepwise
    assert sent.kept == [LETTER]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("wire", ["fast", "plain"])
def test_replies_may_come_byte_by_byte(tmp_path: Path, mode: Mode, wire: str) -> None:
    refusal = Rule("rcpt", "550-5.1.1 unknown\r\n550 5.1.1 here", nth=1)
    script = replace(SCRIPTS[mode], chop=1)
    sent = Sent(tmp_path, script, refusal, letters=[LETTER, LETTER], wire=wire)
    assert [(answer.verdict, answer.reply) for answer in sent.answers] == [
        (REFUSED, "550 5.1.1 unknown 5.1.1 here"),
        (SENT, "250 2.0.0 kept"),
    ]


def test_eager_relay_gets_a_lone_dot_for_a_recipient_it_refused(tmp_path: Path) -> None:
    script = replace(PIPELINED, eager=True)
    sent = Sent(tmp_path, script, Rule("rcpt", "550 5.1.1 unknown", nth=1), letters=[LETTER, LETTER])
    assert [answer.verdict for answer in sent.answers] == [REFUSED, SENT]
    assert sent.heard == [MAIL + SIZE, RCPT, "DATA", ".", "RSET", MAIL + SIZE, RCPT, "DATA"]
    assert sent.kept == [LETTER]
