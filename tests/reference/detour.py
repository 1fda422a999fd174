"""Detour, one trip at a time.

OnPlan --outside--> Aside --more excess than is allowed--> Detour
   ^------back--------'                                      |
   ^-------------------------back----------------------------'
"""

from dataclasses import dataclass, replace

from geo.profiles import DetourRule


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
    """`driven_m` since the plan was left, counted to `place_m`; `planned_m` was still to drive then,
    and the destination `left_m` away."""

    place_m: float
    driven_m: float
    planned_m: float
    left_m: float


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
    beside_m = rule.astray * fix.off_m if outside else 0.0
    planned_m = max(fix.remaining_m, fix.to_dropoff_m) + beside_m
    fresh = Way(fix.place_m, 0.0, planned_m, fix.to_dropoff_m + beside_m / rule.around)
    match state:
        case Nowhere() if outside:
            return Aside(fresh, fix.at_s), None
        case Nowhere():
            return OnPlan(fresh), None
        case OnPlan(way) if outside:
            return Aside(_driven(way, fix, rule), fix.at_s), None
        case OnPlan(way):
            return OnPlan(replace(fresh, place_m=_driven(way, fix, rule).place_m)), None
        case Aside(way) if back and not outside:
            return OnPlan(_driven(way, fix, rule)), None
        case Aside(way, since_s):
            return _judged(_driven(way, fix, rule), since_s, fix, rule)
        case Detour(way, since_s) if back:
            return OnPlan(_driven(way, fix, rule)), ("cleared", since_s, fix.at_s)
        case Detour(way, since_s):
            return Detour(_driven(way, fix, rule), since_s), None


def _driven(way: Way, fix: Fix, rule: DetourRule) -> Way:
    """A step counts once it is longer than noise."""
    step_m = abs(fix.place_m - way.place_m)
    if step_m <= max(rule.step_m, 2 * fix.accuracy_m):
        return way
    return replace(way, place_m=fix.place_m, driven_m=way.driven_m + step_m)


def _judged(way: Way, since_s: float, fix: Fix, rule: DetourRule) -> tuple[State, Said | None]:
    remaining_m = rule.around * fix.to_dropoff_m + rule.astray * fix.off_m
    excess_m = way.driven_m + remaining_m - way.planned_m
    astray_m = way.driven_m + rule.around * (fix.to_dropoff_m - way.left_m) + rule.astray * fix.off_m
    outside = fix.off_m - fix.accuracy_m > rule.edge_m
    if outside and astray_m > rule.astray_m and excess_m > rule.excess_m + rule.excess_share * way.planned_m:
        return Detour(way, since_s), ("raised", since_s, fix.at_s)
    return Aside(way, since_s), None
