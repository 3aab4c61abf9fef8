import asyncio

import pytest

from plateocr.app.reading.turns import Turns


def test_the_batches_of_a_visitor_come_one_after_the_other_and_others_at_once(run_async):
    seen = []

    async def batch(turns, session, name):
        async with turns.turn(session):
            seen.append(f"{name} begins")
            await asyncio.sleep(0.01)
            seen.append(f"{name} ends")

    async def visit():
        turns = Turns()
        await asyncio.gather(batch(turns, "a", "a1"), batch(turns, "a", "a2"), batch(turns, "b", "b1"))

    run_async(visit())
    assert seen[:2] == ["a1 begins", "b1 begins"]
    assert seen.index("a1 ends") < seen.index("a2 begins")


def test_stop_ends_the_one_whose_turn_it_is(run_async):
    async def visit():
        turns = Turns()
        turns.stop("a")  # nothing is in progress
        async with turns.turn("a") as first:
            assert not first.stopped
            turns.stop("b")
            assert not first.stopped
            turns.stop("a")
            assert first.stopped
        async with turns.turn("a") as second:
            assert not second.stopped

    run_async(visit())


def test_leaving_while_waiting_blocks_nobody(run_async):
    async def visit():
        turns = Turns()

        async def wait():
            async with turns.turn("a"):
                pytest.fail("its turn had not come")

        async with turns.turn("a"):
            waiting = asyncio.ensure_future(wait())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        async with asyncio.timeout(5), turns.turn("a"):
            pass
        assert turns._lines == {}, "what nobody needs is forgotten"

    run_async(visit())
