"""A visitor's batches, one at a time and in order; the visitor can stop each of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Turn:
    """The turn of a batch; ``stopped`` once the visitor has cancelled it."""

    stopped: bool = False


@dataclass
class _Line:
    """A visitor's batches: their number, the turn of the current one, and the lock that the others wait for."""

    batches: int = 0
    turn: Turn = field(default_factory=Turn)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    """The turns of all visitors' batches. A visitor is identified by the session of the open page."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, session: str) -> AsyncIterator[Turn]:
        """Wait for all earlier batches of ``session`` to end, then hold the turn until the block ends."""
        line = self._lines.setdefault(session, _Line())
        line.batches += 1
        try:
            async with line.lock:
                line.turn = Turn()
                yield line.turn
        finally:
            line.batches -= 1
            if not line.batches:
                del self._lines[session]

    def waits(self, session: str) -> bool:
        """Whether another batch of ``session`` waits for the current one."""
        return session in self._lines and self._lines[session].batches > 1

    def stop(self, session: str) -> None:
        """End the current batch after the image in progress; the next one then begins."""
        if session in self._lines:
            self._lines[session].turn.stopped = True
