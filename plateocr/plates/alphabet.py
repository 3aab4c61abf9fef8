"""The characters of plates, and the alphabets of recognisers: the order is part of every checkpoint.

Never reorder or insert; only append.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from plateocr.errors import LabelError

PROVINCES = "云京冀吉宁川新晋桂沪津浙渝湘琼甘皖粤苏蒙藏豫贵赣辽鄂闽陕青鲁黑"
CHARACTERS = "0123456789ABCDEFGHJKLMNOPQRSTUVWXYZ"  # plates have no I
DIGITS = CHARACTERS[:10]
LETTERS = CHARACTERS[10:]
# The characters that name a use: police, learner, trailer, Hong Kong, Macao, embassy, consulate, civil aviation (two)
# and emergency (two).
USES = "警学挂港澳使领民航应急"
# In labels, a character that nobody could read. Recognisers have a class for it, which is never part of an answer.
UNREADABLE = "□"


@dataclass(frozen=True)
class Alphabet:
    """The classes of a recogniser's two heads: of the first character, and of each that follows.

    lengths: how many characters its plates may have.
    """

    name: str
    first: str
    tail: str
    lengths: tuple[int, ...]

    def classes(self, position: int) -> str:
        """The classes of the character at ``position``."""
        return self.tail if position else self.first

    @property
    def knows_unreadable(self) -> bool:
        """Whether it has a class for characters that nobody could read."""
        return UNREADABLE in self.tail

    def accepts(self, text: str) -> bool:
        """Whether ``text`` can be a label."""
        return len(text) in self.lengths and all(one in self.classes(place) for place, one in enumerate(text))

    def encode(self, text: str) -> tuple[int, ...]:
        """A plate number to the class index of each position.

        Raises LabelError, naming the position, if ``text`` is too short, too long or has another character.
        """
        if len(text) not in self.lengths:
            lengths = " or ".join(map(str, self.lengths))
            raise LabelError("'{text}' has {n} characters; a plate has {of}.", text=text, n=len(text), of=lengths)
        for position, character in enumerate(text):
            if character not in self.classes(position):
                raise_for_character(text, position, self.classes(position))
        return tuple(self.classes(position).index(character) for position, character in enumerate(text))

    def decode(self, indices: Sequence[int]) -> str:
        """Class indices to the plate number; the inverse of :meth:`encode`.

        Raises LabelError if there are too few or too many indices, or one is out of range.
        """
        if len(indices) not in self.lengths:
            lengths = " or ".join(map(str, self.lengths))
            raise LabelError(f"{len(indices)} class indices given; a plate has {lengths}.")
        for position, index in enumerate(indices):
            if not 0 <= index < len(self.classes(position)):
                last = len(self.classes(position)) - 1
                raise LabelError(f"class index {index} at position {position} is outside 0..{last}.")
        return "".join(self.classes(position)[index] for position, index in enumerate(indices))


def raise_for_character(text: str, position: int, known: str) -> None:
    """Raise the LabelError for the character at ``position``, which is not one of ``known``; it counts from 1."""
    template = "'{text}': '{character}' at position {position} is not one of {slot}."
    if known == PROVINCES:
        template = "'{text}': '{character}' is not one of the 31 provinces {slot}."
    raise LabelError(template, text=text, character=text[position], position=position + 1, slot=known)


# The notebook's: seven characters, of which the first is a province.
NOTEBOOK = Alphabet("notebook", PROVINCES, CHARACTERS, (7,))
# All plates that are read. Armed police have their province in third place.
FULL = Alphabet(
    "full", PROVINCES + CHARACTERS + "使民" + UNREADABLE, CHARACTERS + USES + PROVINCES + UNREADABLE, (7, 8)
)
ALPHABETS = {alphabet.name: alphabet for alphabet in (NOTEBOOK, FULL)}
