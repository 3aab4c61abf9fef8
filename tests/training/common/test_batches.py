from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from plateocr.training.common.batches import BatchStream


def stream(position=0, length=10, batch_size=3, ranks=(1, 0), drop_last=True):
    return BatchStream(
        lambda epoch: [(index + epoch) % length for index in range(length)],
        length,
        batch_size,
        ranks,
        lambda: position,
        drop_last=drop_last,
    )


@given(st.integers(1, 30), st.integers(1, 8), st.booleans(), st.integers(0, 50))
def test_resuming_anywhere_gives_the_remaining_batches(length, batch_size, drop_last, position):
    settings = {"length": length, "batch_size": batch_size, "drop_last": drop_last}
    batches = len(stream(**settings))
    whole = list(chain.from_iterable(stream(epoch * batches, **settings) for epoch in range(position // batches + 2)))
    assert list(stream(position, **settings)) == whole[position : position + batches]


def test_the_last_images_are_dropped_unless_disabled_or_there_are_no_others():
    assert [len(batch) for batch in stream()] == [3, 3, 3]
    assert [len(batch) for batch in stream(drop_last=False)] == [3, 3, 3, 1]
    assert [len(batch) for batch in stream(length=2)] == [2]


def test_processes_share_each_batch():
    alone = list(stream(batch_size=4, length=8))
    first, second = (list(stream(batch_size=2, length=8, ranks=(2, rank))) for rank in (0, 1))
    assert [sorted(a + b) for a, b in zip(first, second, strict=True)] == [sorted(batch) for batch in alone]
