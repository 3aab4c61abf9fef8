import asyncio
import threading

import pytest

from plateocr.app.reading.pool import ReadingPool


def test_a_visitor_with_many_images_lets_others_in(run_async):
    """A pool of one thread, a visitor with ten images, and one with a single image."""
    order = []

    async def visit():
        pool = ReadingPool(1)
        begun = asyncio.Event()
        loop = asyncio.get_running_loop()

        def read(name):
            loop.call_soon_threadsafe(begun.set)
            order.append(name)

        async def batch():
            for number in range(10):
                await pool.run(lambda number=number: read(number))

        async def single():
            await begun.wait()
            await pool.run(lambda: read("single"))

        await asyncio.gather(batch(), single())

    run_async(visit())
    assert len(order) == 11
    assert order.index("single") <= 3


def test_as_many_at_a_time_as_it_has_threads(run_async):
    meet = threading.Barrier(3, timeout=30)

    async def visit():
        pool = ReadingPool(3)
        await asyncio.gather(*(pool.run(meet.wait) for _ in range(3)))

    run_async(visit())


def test_cancelled_images_are_not_read(run_async):
    read = []

    async def visit():
        pool, hold = ReadingPool(1), threading.Event()
        first = asyncio.ensure_future(pool.run(lambda: hold.wait(30)))
        await asyncio.sleep(0)
        left = asyncio.ensure_future(pool.run(lambda: read.append("left")))
        await asyncio.sleep(0)
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left
        hold.set()
        await first
        await pool.run(lambda: read.append("stayed"))

    run_async(visit())
    assert read == ["stayed"]
