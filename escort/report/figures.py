"""The figures of a report, as they stand in its JSON.

Units: seconds, shares of 1; None where there is nothing to tell.
"""

import msgspec


class Waits(msgspec.Struct, frozen=True):
    """How long presses waited for an agent. One still unanswered counts with its wait so far."""

    presses: int
    unanswered: int
    within_15_s: float | None
    within_20_s: float | None
    p50_s: float | None
    p95_s: float | None
    p99_s: float | None
    max_s: float | None


class PlaceAndHour(msgspec.Struct, frozen=True):
    """The presses of one region in one hour of the day, over all days; `hour` None: the whole day."""

    region: str
    hour: int | None
    waits: Waits


class Funnel(msgspec.Struct, frozen=True):
    """What became of the cases that findings opened, step by step."""

    findings: int  # raised on any case
    cases: int
    asked: int  # in the app or by telephone
    answered: int  # by somebody aboard
    human: int  # an agent held it
    closed: int
    dispositions: dict[str, int]


class Rule(msgspec.Struct, frozen=True):
    """One kind of finding. `precision`: the share of its closed cases that were real; low, high: 95 % of the time."""

    kind: str
    findings: int
    cases: int
    closed: int
    real: int
    precision: float | None
    low: float | None
    high: float | None


class AgentFigures(msgspec.Struct, frozen=True):
    """One agent. `occupancy`: the share of the time at the desk with a case or wrapping one up."""

    agent: str
    cases: int
    closed: int
    here_s: float
    paused_s: float
    busy_s: float
    wrap_up_s: float
    occupancy: float | None
    accepted: int
    declined: int
    expired: int


class Report(msgspec.Struct, frozen=True):
    """Everything, of all regions asked for."""

    period: str
    from_s: float
    to_s: float
    regions: tuple[str, ...]
    cases: int
    open_still: int
    presses: Waits
    by_region: tuple[PlaceAndHour, ...]
    by_hour: tuple[PlaceAndHour, ...]
    funnel: Funnel
    dispositions: dict[str, int]
    rules: tuple[Rule, ...]
    agents: tuple[AgentFigures, ...]
