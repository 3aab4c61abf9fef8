"""One split of all data, shared by several trainings: by plate text, whichever folder an image is in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from plateocr.data.split import Side, side_of, split_hash


class HasPlate(Protocol):
    """An image of a plate whose text is known."""

    @property
    def plate(self) -> str:
        """The text."""


Shown = TypeVar("Shown", bound=HasPlate)


@dataclass(frozen=True)
class Sides:
    """Which plates are for training, validation and testing; excluded ones are on no side."""

    val_fraction: float
    test_fraction: float = 0.0
    seed: int = 0
    excluded: frozenset[str] = frozenset()

    def of(self, plate: str) -> Side | None:
        """The side of a plate (data.split.side_of)."""
        return None if plate in self.excluded else side_of(plate, self.val_fraction, self.seed, self.test_fraction)


@dataclass(frozen=True)
class Group(Generic[Shown]):
    """Images of one folder.

    repeat: how often each counts in training. held_out: whether they may be used for validation and testing. made:
    whether they are synthetic; these are used for training unless a held-out real image shows the same text.
    """

    images: Sequence[Shown]
    repeat: int = 1
    held_out: bool = True
    made: bool = False


@dataclass
class Parts(Generic[Shown]):
    """The images of a split; those in ``left_out`` show a held-out or excluded plate and are on no side."""

    train: list[Shown] = field(default_factory=list)
    val: list[Shown] = field(default_factory=list)
    test: list[Shown] = field(default_factory=list)
    left_out: list[Shown] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The number of images in each part."""
        return {name: len(images) for name, images in vars(self).items()}

    def hash(self) -> str:
        """:func:`split_hash` of the split's plates."""
        return split_hash(*({image.plate for image in side} for side in (self.train, self.val, self.test)))


def split_groups(groups: Iterable[Group[Shown]], sides: Sides) -> Parts[Shown]:
    """Split images by plate text; in validation and test, repeated images count once."""
    groups = list(groups)
    decided = {image.plate for group in groups if group.held_out or not group.made for image in group.images}
    held = {plate for plate in decided if sides.of(plate) != "train"}
    parts: Parts[Shown] = Parts()
    for group in groups:
        for image in group.images:
            side = sides.of(image.plate)
            may_be_held = group.held_out or not group.made
            if side == "train" if may_be_held else side is not None and image.plate not in held:
                parts.train += [image] * group.repeat
            elif side in ("val", "test") and group.held_out:
                getattr(parts, side).append(image)
            else:
                parts.left_out.append(image)
    parts.val, parts.test = list(dict.fromkeys(parts.val)), list(dict.fromkeys(parts.test))
    return parts
