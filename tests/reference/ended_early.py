"""Ended early, one trip at a time.

Going --its end, surely far from the drop-off--> Found
  '---its end--> Watched --surely `moves_on_m` further, at driving speed, within `watched_s`--> Found

Places are metres along a street.
"""

from dataclasses import dataclass

from geo.profiles import EndedEarlyRule

Said = tuple[str, float, float]  # edge, since_s, at_s


@dataclass(frozen=True)
class End:
    """How a trip ended: where it was last placed, how long before, and how far it had come and had to go."""

    at_s: float
    cancelled: bool
    place_m: float
    age_s: float
    accuracy_m: float
    driven_m: float
    to_dropoff_m: float


@dataclass(frozen=True)
class Fix:
    """One fix of the rider's phone after the end."""

    at_s: float
    after_s: float
    mps: float
    moved_m: float
    place_m: float
    accuracy_m: float


@dataclass(frozen=True)
class Watched:
    end_s: float
    place_m: float


@dataclass(frozen=True)
class Found:
    pass


State = Watched | Found


def end(ends: End, rule: EndedEarlyRule) -> tuple[State, Said | None]:
    """What a trip's end makes of it, and what there is to say about it."""
    surely_m = ends.to_dropoff_m - ends.accuracy_m - max(ends.age_s, 0.0) * rule.drives_mps
    aboard = not ends.cancelled or ends.driven_m >= rule.aboard_m
    if aboard and surely_m > rule.far_m:
        return Found(), ("raised", ends.at_s, ends.at_s)
    return Watched(ends.at_s, ends.place_m), None


def step(state: State, fix: Fix, rule: EndedEarlyRule) -> tuple[State, Said | None]:
    """What one fix after the end makes of a trip, and what there is to say about it."""
    implied_mps = (fix.moved_m - fix.accuracy_m) / max(fix.after_s, 1e-3)
    drives = fix.mps >= rule.moves_on_mps or implied_mps >= rule.moves_on_mps
    match state:
        case Watched(end_s, place_m) if fix.at_s - end_s <= rule.watched_s and drives:
            away = abs(fix.place_m - place_m) - fix.accuracy_m > rule.moves_on_m
            return (Found(), ("raised", end_s, fix.at_s)) if away else (state, None)
        case _:
            return state, None
