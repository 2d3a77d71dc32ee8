"""Numbers of phones and transitions of the model the project makes: each unit has four phones, by place in its word.

Phone 1 is silence. Both sides, the acoustic model and the graph, count by these.
"""

from enum import IntEnum

SILENCE = "SIL"
SPOKEN_NOISE = "SPN"  # speech that is not Mandarin
SILENCE_PHONE = 1


class Position(IntEnum):
    """Where in its word a phone stands."""

    BEGIN = 0
    END = 1
    INTERNAL = 2
    SINGLETON = 3


def phone(unit: int, position: Position) -> int:
    """Give the phone of unit 1.. at a position (unit 0 is silence, phone 1)."""
    return 2 + 4 * (unit - 1) + position


def phone_count(units: int) -> int:
    """Give the number of phones for `units` units, silence included."""
    return 1 + 4 * (units - 1)


def unit_of(number: int) -> int:
    """Give the unit of a phone."""
    return 0 if number == SILENCE_PHONE else 1 + (number - 2) // 4


def forward_id(number: int) -> int:
    """Give the transition id that enters (and leaves) a phone's one state."""
    return 2 * number


def loop_id(number: int) -> int:
    """Give the transition id of the self-loop of a phone's one state."""
    return 2 * number - 1
