"""The ways in which a file of a data folder is of no use; one enum that every report of bad files shares."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a file is left out."""

    NO_PLATE = "no_plate"
    WRONG_LENGTH = "wrong_length"
    OUTSIDE_ALPHABET = "outside_alphabet"
    EIGHT_CHARACTERS = "eight_characters"
    SPECIAL_PLATE = "special_plate"
    SEVERAL_PLATES = "several_plates"
    NO_ANNOTATION = "no_annotation"
    UNREADABLE = "unreadable"
    DOUBLE = "double"
