"""Many at once: fifty readers of one letter press the same button, or another, in the same moment."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from pressflow.ledger import Transaction, consent, contacts, letterbox
from pressflow.model.contact import Reason
from pressflow.newsroom import Newsroom
from pressflow.web.pen import Pen
from tests import builders
from tests.web.reading import ADDRESS, Reader
from tests.web.running import running

CROWD = 50


def crowd(url: str, bodies: list[tuple[str, bytes]]) -> list[int]:
    """Send all of these at once, each over a connection of its own; gives the answers' statuses."""
    host, _, port = url.removeprefix("http://").partition(":")

    async def one(path: str, body: bytes, ready: asyncio.Barrier) -> int:
        reader, writer = await asyncio.open_connection(host, int(port))
        await ready.wait()
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body)
        status = int((await reader.readline()).split()[1])
        await reader.read()
        writer.close()
        return status

    async def all_() -> list[int]:
        ready = asyncio.Barrier(len(bodies))
        tasks: list[Awaitable[int]] = [one(path, body, ready) for path, body in bodies]
        return list(await asyncio.gather(*tasks))

    return asyncio.run(all_())


def test_fifty_confirms_at_once_make_one_contact_and_one_consent(reader: Reader, tmp_path: Path) -> None:
    reader.subscribe()
    path = reader.link()
    stamp = reader.open(path).stamp.encode()
    with running(reader.newsroom.folder, tmp_path / "mail") as service:
        service.ahead = reader.now - service.now()
        statuses = crowd(service.url, [(path, b"act=yes&stamp=" + stamp)] * CROWD)
    assert statuses == [200] * CROWD
    known = reader.known()
    assert known
    assert known.contact.lists == ("local",)
    with reader.newsroom.ledger.reading() as tx:
        assert len(list(consent.consents_of(tx, known.address_hash))) == 1


def test_fifty_confirms_and_unsubscribes_at_once_end_in_one_consistent_state(reader: Reader, tmp_path: Path) -> None:
    known = reader.join(lists=["arts"])
    reader.wait(days=2)
    reader.subscribe(lists=["local", "arts"])
    path = reader.link()
    confirm = (path, b"act=yes&stamp=" + reader.open(path).stamp.encode())
    page = reader.open(reader.unsubscribe_path(known, "arts"))
    leave = (reader.unsubscribe_path(known, "arts"), b"act=all&stamp=" + page.stamp.encode())
    click = (reader.unsubscribe_path(known, "arts"), b"List-Unsubscribe=One-Click")
    with running(reader.newsroom.folder, tmp_path / "mail") as service:
        service.ahead = reader.now - service.now()
        statuses = crowd(service.url, [confirm, leave, click, confirm, leave] * (CROWD // 5))
    assert statuses == [200] * CROWD
    after = reader.known()
    assert after
    with reader.newsroom.ledger.reading() as tx:
        barred = contacts.suppression(tx, known.address_hash)
        given = list(consent.consents_of(tx, known.address_hash))
        (used,) = [one for one in consent.sign_ups_of(tx, known.address_hash) if one.used_at and "local" in one.wishes]
    assert len(given) == 2
    assert used
    # Whatever came last: who is barred gave no consent that stands, and who is not has one.
    assert barred is None or barred.reason == Reason.UNSUBSCRIBED
    assert (barred is None) == any(one.withdrawn_at is None for one in given)


def test_acts_in_one_transaction_do_not_take_each_other_with_them(newsroom: Newsroom) -> None:
    def put(kind: str) -> Callable[[Transaction], None]:
        def act(tx: Transaction) -> None:
            letterbox.put(tx, kind=kind, address=ADDRESS, address_hash="x", content=b"", now=builders.NOW)
            if kind == "bad":
                raise ValueError(kind)

        return act

    async def together() -> list[object]:
        pen = Pen(newsroom.ledger)
        kinds = ["good", "bad", "good", "bad", "good"]
        done = await asyncio.gather(*(pen.write(put(kind)) for kind in kinds), return_exceptions=True)
        pen.close()
        return list(done)

    assert [type(one) for one in asyncio.run(together())] == [type(None), ValueError] * 2 + [type(None)]
    with newsroom.ledger.reading() as tx:
        assert letterbox.waiting(tx) == 3


@pytest.mark.parametrize("number", [1, 250])
def test_every_act_is_answered_however_many_there_are(newsroom: Newsroom, number: int) -> None:
    async def together() -> list[int]:
        pen = Pen(newsroom.ledger)
        done = await asyncio.gather(*(pen.write(lambda _, one=one: one) for one in range(number)))  # type: ignore[misc]  # bound early
        pen.close()
        return list(done)

    assert asyncio.run(together()) == list(range(number))
