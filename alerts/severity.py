"""Five levels that police and alarm centres can read.

    0 note · 1 look · 2 ask the rider · 3 human now · 4 threat to life

Source: the five alarm levels of ANSI/TMA-AVS-01, from "no call" to "threat to life".
"""

from enum import IntEnum


class Severity(IntEnum):
    """How bad it is; entries and requests carry it as a plain number from 0 to 4."""

    NOTE = 0
    LOOK = 1
    ASK = 2
    HUMAN = 3
    LIFE = 4


SEVERITY_WORDS: tuple[str, ...] = ("note", "look", "ask the rider", "human now", "threat to life")
