"""What else a plate may say, where its answer is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass

from plateocr.app.reading.recognise import Answer, ReadPlate
from plateocr.plates import UNREADABLE

# A candidate is worth showing from this probability on; at most so many are shown.
_LEAST, _MOST = 0.01, 4


@dataclass(frozen=True)
class Dispute:
    """A position of a plate, from 0, and the characters that may stand there with their probabilities, 0..1, most
    probable first: of several models, the highest.
    """

    position: int
    candidates: tuple[tuple[str, float], ...]


def disputes_of(plate: ReadPlate) -> tuple[Dispute, ...]:
    """The positions in doubt that have more than one candidate; none if the models differ in length."""
    texts = {one.prediction.text for one in plate.answers}
    if len({len(text) for text in texts}) != 1:
        return ()
    disputes = (Dispute(place, _candidates(plate.answers, place)) for place in plate.judgement.positions)
    return tuple(one for one in disputes if len(one.candidates) > 1)


def _candidates(answers: Sequence[Answer], place: int) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for one in answers:
        for character, probability in one.prediction.characters[place].alternatives:
            if character != UNREADABLE and probability >= _LEAST:
                found[character] = max(probability, found.get(character, 0.0))
    return tuple(sorted(found.items(), key=lambda item: -item[1])[:_MOST])
