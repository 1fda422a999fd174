"""Rule profiles: every threshold has a name, a unit and a place of its own.

    text (TOML) --profiles_from--> Profiles: one Profile a name, and each rule as a column over the profiles

A threshold is looked up for a whole batch by `column[profile_of_row]`. Text that makes no sense is refused at the
start, in one sentence that names what and where.
"""

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.columns import RuleColumns

Metres = Annotated[float, msgspec.Meta(gt=0, le=10_000)]
Speed = Annotated[float, msgspec.Meta(gt=0, le=200)]
MetresPerSecond = Annotated[float, msgspec.Meta(gt=0, le=1_000)]
Share = Annotated[float, msgspec.Meta(ge=0, le=100)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=86_400)]


class FixRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a fix can be judged."""

    unknown_accuracy_m: Metres
    vague_m: Metres
    ahead_max_s: Seconds
    late_max_s: Seconds
    leap_mps: MetresPerSecond


class DeviationRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a vehicle has left its planned route, and when it is back."""

    edge_m: Metres
    corridor_m: Metres
    grace_s: Seconds
    return_m: Metres


class DetourRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a vehicle is not going where the rider goes: what weighs how much, how much is allowed, and whom more."""

    edge_m: Metres
    return_m: Metres
    step_m: Metres
    around: Share
    astray: Share
    astray_m: Metres
    excess_m: Metres
    excess_share: Share
    winding: Share
    nearing_share: Share
    follow_m: Metres
    leeway_new: Share
    leeway_return: Share
    long_m: Metres
    long_share: Share


class SignalLossRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a phone may be silent, and how long in or near a tunnel or a dead zone, where that is longer."""

    silent_s: Annotated[float, msgspec.Meta(ge=1, le=86_400)]
    tunnel_s: Annotated[float, msgspec.Meta(ge=1, le=86_400)]


class BlurredRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long fixes may be too vague to judge."""

    sharp_m: Metres
    blurred_s: Seconds


class DwellRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a vehicle may stand, and where it may stand longer."""

    still_m: Metres
    stand_s: Seconds
    risk_area_s: Seconds
    near_m: Metres
    gap_max_s: Seconds


class SpeedingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast is too fast, and for how long."""

    limit_mps: Speed
    held_s: Seconds
    gap_max_s: Seconds


class OverdueRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How late a trip may be: the longer of a time, and a share of the time it was planned to take."""

    late_s: Seconds
    late_share: Annotated[float, msgspec.Meta(ge=0, le=100)]


class EndedEarlyRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far from its destination a trip may end, and what the phone may do afterwards."""

    far_m: Metres
    aboard_m: Metres
    drives_mps: Speed
    watched_s: Seconds
    moves_on_m: Metres
    moves_on_mps: Speed


class ApartRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the rider's phone may be from the driver's, once they have been together."""

    together_m: Metres
    apart_m: Metres
    held_s: Seconds
    fresh_s: Seconds
    drives_mps: Speed


class ZoneRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a vehicle must surely be in a risk area."""

    held_s: Seconds


class CrashRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is an impact, what is a stop too sudden to be braking, and how still is still."""

    impact_g: Annotated[float, msgspec.Meta(gt=0, le=200)]
    from_mps: Speed
    hard_mps2: Annotated[float, msgspec.Meta(gt=0, le=50)]
    still_m: Metres
    still_s: Seconds


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of rules. Units: in the names."""

    fix: FixRule
    deviation: DeviationRule
    detour: DetourRule
    signal_loss: SignalLossRule
    blurred: BlurredRule
    dwell: DwellRule
    speeding: SpeedingRule
    overdue: OverdueRule
    ended_early: EndedEarlyRule
    apart: ApartRule
    zone: ZoneRule
    crash: CrashRule


class ProfilesUnreadable(ValueError):
    """The rules' text is no set of profiles; the message says what and where."""


class Profiles:
    """Named profiles, and their rules as columns: `rules["deviation"]["corridor_m"]` has shape (profiles,)."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self.by_name = dict(profiles)
        self.names = list(profiles)
        self.rules: dict[str, RuleColumns] = {
            kind: _as_columns([getattr(profile, kind) for profile in profiles.values()])
            for kind in Profile.__struct_fields__
        }

    def columns(self, kind: str, profile: NDArray[np.uint8]) -> RuleColumns:
        """The rule for `kind` of each trip. Shapes: (n,) -> each (n,)."""
        return {name: column[profile] for name, column in self.rules[kind].items()}

    def index_of(self, name: str | None) -> int:
        """Which column entry is `name`'s; the first profile's where a trip names none, or one we do not have."""
        return self.names.index(name) if name in self.by_name else 0


def profiles_from(text: str) -> Profiles:
    """Profiles from TOML. One may be like another of the same text, or like one that is shipped: `shipped.day`.

    Raises: ProfilesUnreadable, in one sentence.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfilesUnreadable(f"the rules are not TOML: {error}") from error
    if not tables:
        raise ProfilesUnreadable("the rules hold no profile")
    return Profiles({name: _profile(name, tables | _shipped()) for name in tables})


def default_profiles() -> Profiles:
    """The profiles the package ships."""
    return profiles_from(_shipped_text())


def _shipped() -> dict[str, Any]:
    """The shipped tables, under names that say so, and like each other under those."""
    tables = tomllib.loads(_shipped_text())
    like = {name: {"like": f"shipped.{own['like']}"} if "like" in own else {} for name, own in tables.items()}
    return {f"shipped.{name}": own | like[name] for name, own in tables.items()}


def _shipped_text() -> str:
    return (resources.files("geo") / "profiles.toml").read_text("utf-8")


def _profile(name: str, tables: Mapping[str, Any]) -> Profile:
    try:
        profile = msgspec.convert(_written_out(name, tables, ()), Profile)
    except msgspec.ValidationError as error:
        raise ProfilesUnreadable(f"profile {name!r}: {error}") from error
    rule = profile.deviation
    if rule.edge_m > rule.corridor_m or rule.return_m > rule.corridor_m:
        raise ProfilesUnreadable(
            f"profile {name!r}: deviation.edge_m ({rule.edge_m:g}) and return_m ({rule.return_m:g}) must not exceed "
            f"corridor_m ({rule.corridor_m:g}), or a trip could leave and return at once"
        )
    return profile


def _written_out(name: str, tables: Mapping[str, Any], seen: tuple[str, ...]) -> dict[str, Any]:
    """A profile's tables with what it takes from the one it is `like`."""
    own = tables.get(name)
    if not isinstance(own, dict):
        raise ProfilesUnreadable(f"profile {seen[-1] if seen else name!r} is like {name!r}, which is no profile here")
    if name in seen:
        raise ProfilesUnreadable(f"profile {name!r} is like itself")
    rules = {kind: rule for kind, rule in own.items() if kind != "like"}
    if "like" not in own:
        return rules
    inherited = _written_out(str(own["like"]), tables, (*seen, name))
    return {kind: _over(inherited.get(kind), rules.get(kind)) for kind in inherited | rules}


def _over(inherited: Any, own: Any) -> Any:
    if isinstance(inherited, dict) and isinstance(own, dict):
        return inherited | own
    return inherited if own is None else own


def _as_columns(rules: list[msgspec.Struct]) -> RuleColumns:
    return {name: np.array([getattr(rule, name) for rule in rules], np.float64) for name in rules[0].__struct_fields__}
