"""Two phones, one trip at a time.

NotMet --near each other--> Together --surely apart--> Parting --for `held_s`--> Apart
                               ^--------near-------------'                        |
                               ^--------near--------------------------------------'

Places are metres along a street.
"""

from dataclasses import dataclass

from geo.profiles import ApartRule

Said = tuple[str, float, float]  # edge, since_s, at_s


@dataclass(frozen=True)
class NotMet:
    pass


@dataclass(frozen=True)
class Together:
    pass


@dataclass(frozen=True)
class Parting:
    since_s: float


@dataclass(frozen=True)
class Apart:
    since_s: float


State = NotMet | Together | Parting | Apart


@dataclass(frozen=True)
class Fix:
    at_s: float
    place_m: float
    accuracy_m: float


def step(
    state: State, at_s: float, rider: Fix | None, driver: Fix | None, rule: ApartRule
) -> tuple[State, Said | None]:
    """What the newest fixes of both phones make of a trip, and what there is to say about it."""
    if rider is None or driver is None or abs(rider.at_s - driver.at_s) > rule.fresh_s:
        return state, None
    apart_m = abs(rider.place_m - driver.place_m) - abs(rider.at_s - driver.at_s) * rule.drives_mps
    near = apart_m <= rule.together_m
    away = apart_m - rider.accuracy_m - driver.accuracy_m > rule.apart_m
    match state:
        case Together() if away:
            return Parting(at_s), None
        case Parting(since_s) if away and at_s - since_s >= rule.held_s:
            return Apart(since_s), ("raised", since_s, at_s)
        case Apart(since_s) if near:
            return Together(), ("cleared", since_s, at_s)
        case NotMet() | Parting() if near:
            return Together(), None
        case _:
            return state, None
