"""The pen: one hand writes what requests change, many changes at once, and they last before anybody is answered."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from pressflow.ledger import Ledger, Transaction

Result = TypeVar("Result")
Act = Callable[[Transaction], Any]  # Any: what the act gives
_MOST = 200


class Pen:
    """Writes acts into the ledger, all that wait in one transaction: the disk is waited for once for all of them.

    Each act is whole or has not happened; one that fails takes no other with it.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._hand = ThreadPoolExecutor(1, "pen")
        self._waiting: list[tuple[Act, asyncio.Future[Any]]] = []  # Any: as above
        self._writing: asyncio.Task[None] | None = None

    async def write(self, act: Callable[[Transaction], Result]) -> Result:
        """Do the act; gives its result once that is durable, raises what it raised."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((act, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await future

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            try:
                results = await loop.run_in_executor(self._hand, self._commit, [act for act, _ in batch])
            except Exception as error:  # the ledger's own fault is everybody's
                results = [error] * len(batch)
            for (_, future), result in zip(batch, results, strict=True):
                if future.cancelled():
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)

    def _commit(self, acts: list[Act]) -> list[Any]:  # Any: as above
        with self._ledger.writing() as tx:
            return [_done(tx, act) for act in acts]

    def close(self) -> None:
        """Finish what is being written."""
        self._hand.shutdown(wait=True)


def _done(tx: Transaction, act: Act) -> Any:  # Any: what the act gives, or why it failed
    try:
        with tx.begin_nested():
            return act(tx)
    except Exception as error:  # given to whoever asked for it
        return error
