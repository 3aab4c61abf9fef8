"""The pool in which all images are read, so that visitors with many images leave room for others."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class ReadingPool:
    """Threads that read images, first come, first served; by default one per core.

    Callers with many images await each before submitting the next. So a new image waits behind at most one of each
    visitor, never behind somebody's hundred.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._executor = ThreadPoolExecutor(threads or _cores(), thread_name_prefix="plateocr-reading")

    async def run(self, read: Callable[[], Result]) -> Result:
        """Call ``read``, which reads one image, when its turn comes; not at all if the caller is cancelled."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, read)


def _cores() -> int:
    """The number of cores that this process may use, which in a container can be less than the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
