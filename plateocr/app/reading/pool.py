"""The one place through which every reading of an image goes, so that those who ask for many leave room for others."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class ReadingPool:
    """Threads that read images, first come first served: as many as there are cores, unless told otherwise.

    Whoever has many images awaits each before giving the next. So a new image waits behind at most one of each visitor,
    never behind all of somebody's hundred.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._executor = ThreadPoolExecutor(threads or _cores(), thread_name_prefix="plateocr-reading")

    async def run(self, read: Callable[[], Result]) -> Result:
        """Call ``read``, the reading of one image, when its turn has come; not at all if the caller is cancelled."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, read)


def _cores() -> int:
    """The cores that this process may use, which in a container can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
