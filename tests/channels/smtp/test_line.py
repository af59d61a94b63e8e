"""Each answer of a relay, at each step and in each mode, means one thing for the letter; without a 250 none is sent."""

from pathlib import Path

import pytest

from pressflow.channels.smtp import Mode, Verdict
from tests.channels.smtp.relay import BDAT, ENVELOPE, LETTER, PIPELINED, STEPWISE, Sent
from tests.smtp_server import Rule, Script

SCRIPTS = {Mode.BDAT: BDAT, Mode.PIPELINED: PIPELINED, Mode.STEPWISE: STEPWISE}
MAIL, RCPT = f"MAIL FROM:<{ENVELOPE.sender}>", f"RCPT TO:<{ENVELOPE.recipient}>"
SIZE = f" SIZE={len(LETTER)}"

SENT, REFUSED, LATER, UNCERTAIN, RELAY = (
    Verdict.SENT,
    Verdict.REFUSED,
    Verdict.LATER,
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


@pytest.mark.parametrize(("mode", "rule", "verdict"), CASES)
def test_answer_means_one_thing(tmp_path: Path, mode: Mode, rule: Rule, verdict: Verdict) -> None:
    (answer,) = Sent(tmp_path, SCRIPTS[mode], rule, timeout=0.2, answer_timeout=0.2).answers
    assert answer.verdict is verdict, answer
    assert len(answer.reply) < 1200
    assert answer.reply.isprintable()
    assert verdict is not SENT or answer.code == 250


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
