"""What is said to a relay and what its replies mean (RFC 5321), as a state machine without any input or output."""

import re
from collections import deque
from collections.abc import Mapping

from pressflow.channels.smtp.content import Content, content
from pressflow.channels.smtp.line import Answer, Message, Mode, Verdict
from pressflow.channels.smtp.meaning import CLOSING, GO_AHEAD, STAGES, YES, Step, clear_answer
from pressflow.channels.smtp.reply import Garbled, Reply, ReplyReader
from pressflow.channels.smtp.usual import goes_on, taken
from pressflow.model.delivery import Envelope


class Unfit(Exception):
    """A letter cannot be told to this relay; the message says why."""


# In seconds (RFC 5321, section 4.5.3.2).
PATIENCE = {
    Step.MAIL: 300.0,
    Step.RCPT: 300.0,
    Step.DATA: 120.0,
    Step.MESSAGE: 600.0,
    Step.RSET: 300.0,
    Step.QUIT: 300.0,
}
# What is said together, looked up once: each letter needs these, and an enumeration is slow to ask.
_MESSAGE = Step.MESSAGE
_TOGETHER, _ASKING, _LETTER = (Step.MAIL, Step.RCPT, _MESSAGE), (Step.MAIL, Step.RCPT, Step.DATA), (_MESSAGE,)
_ADDRESS = re.compile(r"[^\s<>\x00-\x20\x7f-\x9f\ud800-\udfff]*")
_SIMPLE_ADDRESS = bytes(code for code in range(0x21, 0x7F) if code not in b"<>")
# "unrecognised", "not implemented", "bad sequence": ours are in order, so it is their coming together.
_NOT_UNDERSTOOD = (500, 502, 503)
_OUT_OF_STEP = re.compile(r"synchroni[sz]ation|pipelining", re.IGNORECASE)  # Exim's and Postfix's words, with 554

_Group = tuple[tuple[Step, ...], bytes]


class Dialogue:
    """One session, after its EHLO: letters one after the other, one recipient each.

    Bytes to write come out of `begin`, `receive`, `freshen` and `quit`; replies go into `receive`. Nothing of a letter
    is given out before the answer to the one before it is in.
    """

    def __init__(self, mode: Mode, offers: Mapping[str, str]) -> None:
        self.mode, self.offers = mode, offers
        self._at_once, self._in_two = mode is Mode.BDAT, mode is Mode.PIPELINED
        self.broken = ""  # why the session must end, in words
        self.misunderstood = ""  # the reply that shows that the relay wants one command at a time
        self.under_way = False
        self.awaited: deque[Step] = deque()
        self._groups: deque[_Group] = deque()
        self._reader = ReplyReader()
        self._message: Content | None = None
        self._failure: Answer | None = None
        self._has_recipient = False
        self._ended = False

    def begin(self, envelope: Envelope, message: Message) -> bytes:
        """What to write first; raises Unfit, and nothing has changed, where the relay cannot be told."""
        letter = content(message)
        rcpt = b"RCPT TO:<%b>\r\n" % _written(envelope.recipient)
        mail = self._mail(envelope, letter)
        self.under_way, self._failure, self._has_recipient, self._ended = True, None, False, False
        if self._at_once:
            text = b"".join((mail, rcpt, b"BDAT %d LAST\r\n" % letter.size, *letter.pieces))
            self._groups.append((_TOGETHER, text))
        elif self._in_two:
            self._groups.append((_ASKING, b"".join((mail, rcpt, b"DATA\r\n"))))
            self._message = letter
        else:
            self._groups += (((Step.MAIL,), mail), ((Step.RCPT,), rcpt), ((Step.DATA,), b"DATA\r\n"))
            self._message = letter
        return self._next()

    def _mail(self, envelope: Envelope, letter: Content) -> bytes:
        """MAIL with the parameters that are due (RFC 1870, RFC 6152, RFC 6531)."""
        command = b"MAIL FROM:<%b>" % _written(envelope.sender)
        if "size" in self.offers:
            command += b" SIZE=%d" % letter.size
        if not letter.seven_bit:
            command += self._offered("8bitmime", " BODY=8BITMIME", "a letter that is not 7-bit")
        if not (envelope.sender.isascii() and envelope.recipient.isascii()):
            command += self._offered("smtputf8", " SMTPUTF8", "an address with letters beyond ASCII")
        return command + b"\r\n"

    def _offered(self, extension: str, parameter: str, what: str) -> bytes:
        if extension not in self.offers:
            raise Unfit(f"the relay cannot carry {what}: it does not offer {extension.upper()}")
        return parameter.encode()

    def receive(self, data: bytes, *, unsent: bool = False) -> tuple[bytes, Answer | None]:
        """What to write next, and the answer to the letter once there is one.

        `unsent` says that bytes given out have not all left yet: a yes to a letter is then none.
        """
        if not (unsent or self.broken) and (usual := self._usual(data)):
            return usual
        answer: Answer | None = None
        try:
            for reply in self._reader.feed(data):
                if self.broken or not self.awaited:
                    return b"", self._out_of_turn(str(reply), answer)
                answer = self._hear(self.awaited.popleft(), reply, unsent) or answer
        except Garbled as error:
            if not self.awaited:
                return b"", self._out_of_turn(str(error), answer)
            return b"", self._break(str(error), self._odd(self.awaited[0], str(error), unsent=unsent))
        return self._next(), answer

    def _usual(self, data: bytes) -> tuple[bytes, Answer | None] | None:
        """What `receive` gives for the replies that nearly all letters get, in a fifth of the time; else None."""
        if self._failure or self._reader.midway:
            return None
        steps = tuple(self.awaited)
        if steps in (_TOGETHER, _LETTER) and (answer := taken(data, whole=steps == _TOGETHER)):
            self.awaited.clear()
            self.under_way, self._message = False, None
            return self._next(), answer
        if steps == _ASKING and goes_on(data):
            self.awaited.clear()
            self._has_recipient = True
            self._groups.append((_LETTER, self._stuffed()))
            return self._next(), None
        return None

    def _stuffed(self) -> bytes:
        assert self._message is not None  # noqa: S101  begin kept it: the relay asks for it
        return self._message.stuffed()

    def lost(self, why: str, *, unsent: bool = False) -> Answer | None:
        """The session is over: what that means for the letter under way, if there is one.

        Before the end of the message was given out, nothing can have been accepted; nor while bytes are `unsent`.
        """
        when = "while the letter was leaving" if self._ended and not unsent else "before the letter left"
        step = self.awaited[0] if self.awaited else None
        return self._break(why, self._unknown(step, f"the connection was lost {when}: {why}", unsent=unsent))

    def late(self, why: str, *, unsent: bool = False) -> Answer | None:
        """No reply came in time: the session is over.

        Who answers a part of what came together, and then no more, may have thrown the rest away.
        """
        if self.mode is not Mode.STEPWISE and self.awaited and self.awaited[0] in (Step.RCPT, Step.DATA):
            self.misunderstood = why
        return self.lost(why, unsent=unsent)

    def freshen(self) -> bytes:
        """What to write to learn whether the relay still listens: heard when nothing is awaited any more."""
        self._groups.append(((Step.RSET,), b"RSET\r\n"))
        return self._next()

    def quit(self) -> bytes:
        """What to write to leave."""
        self._groups.append(((Step.QUIT,), b"QUIT\r\n"))
        return self._next()

    def _next(self) -> bytes:
        """The next group of commands, when the replies to the one before are in."""
        if self.awaited or not self._groups:
            return b""
        if self._reader.midway:
            self._groups.clear()
            self.broken = self.broken or "the relay speaks out of turn"
            return b""
        steps, text = self._groups.popleft()
        self.awaited.extend(steps)
        self._ended = self._ended or steps[-1] is _MESSAGE
        return text

    def _hear(self, step: Step, reply: Reply, unsent: bool) -> Answer | None:
        kind = reply.code // 100
        if step in (Step.RSET, Step.QUIT):
            if step is Step.RSET and kind == 2:
                return None
            return self._break(str(reply), self._unknown(None, f"the relay does not go on: {reply}"))
        if kind in (4, 5):
            return self._no(step, reply, unsent)
        if step is Step.MESSAGE:
            return self._end(reply, unsent)
        if step is Step.DATA:
            return self._go_ahead(reply)
        if kind != 2:
            return self._break(str(reply), self._odd(step, reply))
        self._has_recipient = step is Step.RCPT
        return None

    def _no(self, step: Step, reply: Reply, unsent: bool) -> Answer | None:
        if self._failure is None:
            if self._wants_single_steps(step, reply):
                self.misunderstood = str(reply)
                return self._break(self.misunderstood, clear_answer(step, reply)._replace(verdict=Verdict.AGAIN))
            self._failure = clear_answer(step, reply)
        if reply.code == CLOSING or (unsent and step is Step.MESSAGE):
            return self._break(str(reply), self._failure)
        if self.mode is Mode.STEPWISE:
            self._groups.clear()
        return None if self.awaited else self._settled(self._failure)

    def _wants_single_steps(self, step: Step, reply: Reply) -> bool:
        """Whether a 5xx is about commands that came together, and not about this letter."""
        grouped = self.mode is Mode.BDAT or (self.mode is Mode.PIPELINED and step is not Step.MESSAGE)
        if not grouped or reply.code < 500:
            return False
        unknown = step is not Step.MAIL and reply.code in _NOT_UNDERSTOOD
        return unknown or bool(step is not Step.MESSAGE and _OUT_OF_STEP.search(str(reply)))

    def _go_ahead(self, reply: Reply) -> Answer | None:
        """A reply to DATA that is no no."""
        if reply.code != GO_AHEAD:
            return self._break(str(reply), self._odd(Step.DATA, reply))
        if self._failure is None:
            self._groups.append(((Step.MESSAGE,), self._stuffed()))
        elif self._has_recipient:  # a lone dot would be an empty letter to somebody
            return self._break("the relay asks for a letter that it refused", self._failure)
        else:
            self._groups.append(((Step.MESSAGE,), b".\r\n"))
        return None

    def _end(self, reply: Reply, unsent: bool) -> Answer | None:
        """A reply to the whole message that is no no: only a 250 to a message that has left is a yes."""
        if self._failure:
            if self._has_recipient and self.mode is Mode.BDAT:
                self._failure = None  # the relay refused the sender, and took the letter
                return self._break(str(reply), self._odd(Step.MESSAGE, reply))
            return self._settled(self._failure)
        if reply.code != YES or unsent:
            return self._break(str(reply), self._odd(Step.MESSAGE, reply))
        return self._settled(clear_answer(Step.MESSAGE, reply))

    def _settled(self, answer: Answer) -> Answer:
        """The letter is answered; what a no left behind at the relay is to be forgotten there before the next."""
        self.under_way, self._message = False, None
        if answer.verdict is not Verdict.SENT:
            self._groups.append(((Step.RSET,), b"RSET\r\n"))
        return answer

    def _out_of_turn(self, said: str, answer: Answer | None) -> Answer | None:
        """A reply to nothing: then nobody knows which of the replies before it were meant for what.

        421 alone may come at any time (RFC 5321, section 3.8).
        """
        words = f"the relay speaks out of turn: {said}"
        if answer and answer.verdict is Verdict.SENT and not said.startswith(str(CLOSING)):
            answer = answer._replace(verdict=Verdict.UNCERTAIN, reply=f"{answer.reply}; but {words}")
        return self._break(words, self._unknown(None, words)) or answer

    def _break(self, why: str, answer: Answer) -> Answer | None:
        """End the session; gives the answer if a letter is under way, or what the relay said no to before."""
        self.broken = self.broken or why
        self.awaited.clear()
        self._groups.clear()
        if not self.under_way:
            return None
        self.under_way, self._message = False, None
        return self._failure or answer

    def _odd(self, step: Step, said: Reply | str, *, unsent: bool = False) -> Answer:
        what = "the letter" if self._ended else "a command"
        reply = said if isinstance(said, Reply) else None
        return self._unknown(step, f"the relay's answer to {what} means neither yes nor no: {said}", reply, unsent)

    def _unknown(self, step: Step | None, words: str, reply: Reply | None = None, unsent: bool = False) -> Answer:
        """The answer to a letter that got no clear one: perhaps, or not at all where its end was not given out."""
        verdict = Verdict.UNCERTAIN if self._ended and not unsent else Verdict.LATER
        code, status = (reply.code, reply.status) if reply else (0, "")
        return Answer(verdict, words, code, status, STAGES.get(step, "connect") if step else "connect")


def _written(address: str) -> bytes:
    """An address as a command carries it; raises Unfit for one that could be read as more than an address."""
    if address.isascii() and not (written := address.encode()).translate(None, _SIMPLE_ADDRESS):
        return written
    if not _ADDRESS.fullmatch(address):
        raise Unfit(f"{address!r} cannot be written as an address")
    return address.encode()
