"""The reasons why a file in a data folder cannot be used."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a file is skipped; the values are those of JSON output."""

    NO_PLATE = "no_plate"
    WRONG_LENGTH = "wrong_length"
    OUTSIDE_ALPHABET = "outside_alphabet"
    EIGHT_CHARACTERS = "eight_characters"
    SPECIAL_PLATE = "special_plate"
    SEVERAL_PLATES = "several_plates"
    NO_ANNOTATION = "no_annotation"
    UNREADABLE = "unreadable"
    DOUBLE = "double"
