"""Detour, one trip at a time.

OnPlan --outside--> Aside --more than is allowed since it left, or on the whole--> Detour
   ^------back--------'                                                              |
   ^---------------------------------back--------------------------------------------'
"""

from dataclasses import dataclass, replace

from geo.profiles import DetourRule

RETURNS_MAX = 3


@dataclass(frozen=True)
class Fix:
    """One fix, with what is known of where it is. Units: metres, on a line."""

    at_s: float
    place_m: float
    off_m: float
    accuracy_m: float
    remaining_m: float
    to_dropoff_m: float


@dataclass(frozen=True)
class Way:
    """`driven_m` since the trip began, counted to `place_m`; `upto_m` of it when the plan was left, when `planned_m`
    was still to drive and the destination `left_m` away. The plan was `way_m` long at first, the whole is held against
    `held_m`, and it came back to its plan `returns` times."""

    place_m: float
    driven_m: float
    upto_m: float
    planned_m: float
    left_m: float
    way_m: float
    held_m: float
    returns: int


@dataclass(frozen=True)
class Nowhere:
    pass


@dataclass(frozen=True)
class OnPlan:
    way: Way


@dataclass(frozen=True)
class Aside:
    way: Way
    since_s: float


@dataclass(frozen=True)
class Detour:
    way: Way
    since_s: float


State = Nowhere | OnPlan | Aside | Detour
Said = tuple[str, float, float]  # edge, since_s, at_s


def step(state: State, fix: Fix, rule: DetourRule) -> tuple[State, Said | None]:
    """What one fix makes of a trip, and what there is to say about it."""
    outside = fix.off_m - fix.accuracy_m > rule.edge_m
    back = fix.off_m + fix.accuracy_m < rule.return_m
    match state:
        case Nowhere() if outside:
            return Aside(_first(fix, rule.astray * fix.off_m, rule), fix.at_s), None
        case Nowhere():
            return OnPlan(_first(fix, 0.0, rule)), None
        case OnPlan(way) if outside:
            return Aside(_driven(way, fix, rule), fix.at_s), None
        case OnPlan(way):
            return OnPlan(_kept(_driven(way, fix, rule), fix)), None
        case Aside(way) if back and not outside:
            return OnPlan(_returned(_driven(way, fix, rule))), None
        case Aside(way, since_s) if outside and _too_far(_driven(way, fix, rule), fix, rule):
            return Detour(_told(_driven(way, fix, rule), fix), since_s), ("raised", since_s, fix.at_s)
        case Aside(way, since_s):
            return Aside(_driven(way, fix, rule), since_s), None
        case Detour(way, since_s) if back:
            return OnPlan(_returned(_driven(way, fix, rule))), ("cleared", since_s, fix.at_s)
        case Detour(way, since_s):
            return Detour(_driven(way, fix, rule), since_s), None


def _first(fix: Fix, beside_m: float, rule: DetourRule) -> Way:
    planned_m = max(fix.remaining_m, fix.to_dropoff_m) + beside_m
    left_m = fix.to_dropoff_m + beside_m / rule.around
    return Way(fix.place_m, 0.0, 0.0, planned_m, left_m, planned_m, planned_m, 0)


def _driven(way: Way, fix: Fix, rule: DetourRule) -> Way:
    """A step counts once it is longer than noise, and only as far as it surely was driven."""
    step_m = abs(fix.place_m - way.place_m)
    doubt_m = 1.5 * max(fix.accuracy_m - rule.step_m / 2, 0.0)
    if step_m <= max(rule.step_m, 2 * fix.accuracy_m) + doubt_m:
        return way
    return replace(way, place_m=fix.place_m, driven_m=way.driven_m + step_m - doubt_m)


def _kept(way: Way, fix: Fix) -> Way:
    planned_m = max(fix.remaining_m, fix.to_dropoff_m)
    return replace(way, upto_m=way.driven_m, planned_m=planned_m, left_m=fix.to_dropoff_m)


def _returned(way: Way) -> Way:
    return replace(way, returns=min(way.returns + 1, RETURNS_MAX))


def _told(way: Way, fix: Fix) -> Way:
    return replace(way, held_m=max(way.held_m, way.driven_m + fix.to_dropoff_m))


def _too_far(way: Way, fix: Fix, rule: DetourRule) -> bool:
    return _elsewhere(way, fix, rule) or _long_way(way, fix, rule)


def _elsewhere(way: Way, fix: Fix, rule: DetourRule) -> bool:
    aside_m = way.driven_m - way.upto_m + rule.astray * fix.off_m
    unproven = min(max(1.0 - (way.way_m - way.planned_m) / rule.follow_m, 0.0), 1.0)
    leeway = 1.0 + rule.leeway_new * unproven + rule.leeway_return * way.returns
    astray_m = aside_m + rule.around * (fix.to_dropoff_m - way.left_m)
    comes_to_m = aside_m + rule.around * fix.to_dropoff_m
    wound_m = max(way.planned_m, rule.winding * way.left_m)
    return astray_m > rule.astray_m and comes_to_m > rule.excess_m + (1 + rule.excess_share) * leeway * wound_m


def _long_way(way: Way, fix: Fix, rule: DetourRule) -> bool:
    return way.driven_m + fix.to_dropoff_m > rule.long_m + (1 + rule.long_share) * way.held_m
