"""Batches: what many tasks want of the database at the same time is done in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")

MOST = 200

FEW = 30
GATHER_S = 0.01
"""When much is coming in, a few are waited for, so that the database is not asked for each."""


class Batches(Generic[A, R]):
    """Called with one thing, it waits for the result; what comes in meanwhile is the next batch."""

    def __init__(self, do: Callable[[Sequence[A]], Awaitable[Sequence[R]]]) -> None:
        self._do = do
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def __call__(self, thing: A) -> R:
        """The result for one thing. Raises what doing it raised."""
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((thing, result))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await result

    async def _work(self) -> None:
        busy = False
        while self._waiting:
            if busy and len(self._waiting) < FEW:
                await asyncio.sleep(GATHER_S)
            busy = True
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                self._settle(batch, await self._do([thing for thing, _ in batch]))
            except Exception:
                # One of them is to blame; the others must not fail with it.
                for one in batch:
                    await self._alone(one)

    async def _alone(self, one: tuple[A, asyncio.Future[R]]) -> None:
        thing, result = one
        try:
            self._settle([one], await self._do([thing]))
        except Exception as error:
            if not result.done():
                result.set_exception(error)

    def _settle(self, batch: Sequence[tuple[A, asyncio.Future[R]]], results: Sequence[R]) -> None:
        for (_, result), found in zip(batch, results, strict=True):
            if not result.done():
                result.set_result(found)
