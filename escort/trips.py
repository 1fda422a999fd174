"""Trips as platforms register them: who rides, who drives, the plan; personal data sealed.

    unknown --register--> active --end--> ended (forgotten after `trip_kept_s`)

The hash is written first, then the log of fixes is told: a repeat of the same request tells it again, which is
harmless there, so no crash in between leaves a trip that is registered and not watched.
"""

import hashlib
import hmac
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Literal, cast

import msgspec
import numpy as np
import redis
from numpy.typing import NDArray
from redis.client import Pipeline

from escort import clock
from escort.about import About, about_of
from escort.auth import Seal
from escort.log import FixesKeys, Link, partition_of, trip_key
from escort.records import PlanReplaced, TripEnded, TripStarted, packed, plan_array, plan_bytes
from geo import Datum

trip_kept_s = 90 * 24 * 3600  # after its end; a case may be asked about for so long
known_max = 200_000  # trips a gateway remembers as registered; the oldest are looked up again

# KEYS trip hash; ARGV digest, then pairs. 1 new, 0 the same again, -1 another body.
_REGISTER = """
local known = redis.call('HGET', KEYS[1], 'digest')
if known then return known == ARGV[1] and 0 or -1 end
redis.call('HSET', KEYS[1], 'digest', ARGV[1], unpack(ARGV, 2))
return 1
"""


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rider, driver or guardian as the platform knows them."""

    name: str | None = None
    phone: str | None = None
    language: str | None = None
    pin: str | None = None
    duress_pin: str | None = None
    prefers: tuple[str, ...] = ()
    vehicle: str | None = None


class People(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everybody a trip concerns; sealed at rest."""

    rider: Person = Person()
    driver: Person = Person()
    guardians: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Trip:
    """A registered trip. Shapes: plan (k, 2) lon, lat, empty where none is known."""

    trip: str
    plan: NDArray[np.float64]
    started_at_s: float
    expected_arrival_s: float | None
    state: Literal["active", "ended"]
    people: People | None  # None: sealed under another secret


@dataclass(frozen=True, slots=True)
class Registration:
    """What a platform registers, checked."""

    trip: str
    plan: NDArray[np.float64]
    started_at_s: float
    expected_arrival_s: float | None
    people: People
    profile: str | None
    region: str | None
    datum: Datum  # of the trip's fixes; the plan is WGS84
    body: bytes  # the request in canonical form: the same again is the same digest
    stops: tuple[tuple[float, float], ...] = ()  # lon, lat in WGS84


class Trips:
    """The register of trips.

    Errors: LogAway.
    """

    def __init__(self, link: Link, seal: Seal) -> None:
        self._link = link
        self._seal = seal
        self._known: OrderedDict[str, tuple[Datum, About]] = OrderedDict()

    async def register(self, new: Registration) -> Literal["new", "same", "other"]:
        """Written, and watched from now on, unless another body stands under this id.

        Cancelled: the trip may be registered and not yet watched; the same request again completes it.
        """
        digest = hashlib.sha256(new.body).hexdigest()
        people, about = self._seal.close(msgspec.json.encode(new.people)), self._about(new.people.rider)
        pairs: list[Any] = ["plan", plan_bytes(new.plan), "started_at", repr(new.started_at_s), "people", people]
        pairs += ["expected", repr(new.expected_arrival_s or 0.0), "state", "active", "datum", new.datum]
        pairs += ["about", msgspec.json.encode(about)]
        became = int(await self._link.script(_REGISTER, [trip_key(new.trip)], [digest, *pairs]))
        if became == -1:
            return "other"
        if became == 1 or await self._state(new.trip) == "active":
            record = TripStarted(
                new.trip,
                plan_bytes(new.plan),
                new.started_at_s,
                new.profile,
                new.region,
                new.datum,
                new.expected_arrival_s,
                plan_bytes(np.array(new.stops, np.float64)),
            )
            await self._tell(new.trip, packed(record))
        self._remember(new.trip, new.datum, about)
        return "new" if became == 1 else "same"

    async def replan(self, trip: str, plan: NDArray[np.float64]) -> None:
        """Cancelled: the register may know a plan that the watcher does not; the same request again completes it."""
        await self._link.turn(lambda client: client.hset(trip_key(trip), "plan", plan_bytes(plan)))
        await self._tell(trip, packed(PlanReplaced(trip, plan_bytes(plan), clock.now_s())))

    async def end(self, trip: str, at_s: float, how: str) -> None:
        """The watcher is told first: a trip that is marked as ended is watched no longer.

        Cancelled: the same request again completes it.
        """
        await self._tell(trip, packed(TripEnded(trip, at_s, how)))

        def mark(pipeline: Pipeline) -> None:
            pipeline.hset(trip_key(trip), "state", "ended")
            pipeline.expire(trip_key(trip), trip_kept_s)

        await self._link.together(mark)

    async def find(self, trip: str) -> Trip | None:
        stored = await self._link.turn(lambda client: cast(dict[bytes, bytes], client.hgetall(trip_key(trip))))
        if not stored:
            return None
        opened = self._seal.open(stored[b"people"])
        return Trip(
            trip,
            plan_array(stored[b"plan"]),
            float(stored[b"started_at"]),
            float(stored[b"expected"]) or None,
            "ended" if stored[b"state"] == b"ended" else "active",
            None if opened is None else msgspec.json.decode(opened, type=People),
        )

    def datum_of(self, trip: str) -> Datum:
        """The datum of a trip's fixes, without asking anybody: WGS84 where it is not remembered."""
        return self._known[trip][0] if trip in self._known else "wgs84"

    def about(self, trip: str) -> About:
        """What the desk is told of a trip's rider, without asking anybody: nothing where it is not remembered."""
        return self._known[trip][1] if trip in self._known else About()

    def remembered(self, trip: str) -> bool:
        """Whether a trip is known to be registered, without asking anybody."""
        return trip in self._known

    async def unknown_of(self, trips: set[str]) -> set[str]:
        """Those of the trips that nobody registered."""
        asked = [trip for trip in trips if trip not in self._known]
        if not asked:
            return set()

        def commands(pipeline: Pipeline) -> None:
            for trip in asked:
                pipeline.hmget(trip_key(trip), ("state", "datum", "about"))

        unknown = set()
        for trip, (state, datum, about) in zip(asked, await self._link.together(commands), strict=True):
            if state is None:
                unknown.add(trip)
            else:
                self._remember(trip, "gcj02" if datum == b"gcj02" else "wgs84", about_of(about))
        return unknown

    def _about(self, rider: Person) -> About:
        """Known again by the telephone number: names are no names."""
        alias = None if not rider.phone else self._seal.pseudonym(rider.phone)
        return About(rider.language, alias, rider.prefers)

    def _remember(self, trip: str, datum: Datum, about: About) -> None:
        self._known[trip] = (datum, about)
        if len(self._known) > known_max:
            self._known.popitem(last=False)

    async def _state(self, trip: str) -> str:
        found = await self._link.turn(lambda client: cast(bytes | None, client.hget(trip_key(trip), "state")))
        return (found or b"").decode()

    async def _tell(self, trip: str, payload: bytes) -> None:
        stream = FixesKeys(partition_of(trip)).log

        def append(client: redis.Redis) -> None:
            client.xadd(stream, {"d": payload})

        await self._link.turn(append)


def pin_of(people: People | None, pin: str) -> Literal["pin", "duress", "wrong", "none"]:
    """Which of the rider's PINs this is; `none` where the rider set none. Takes the same time for each."""
    rider = people.rider if people is not None else Person()
    is_pin = hmac.compare_digest((rider.pin or "").encode(), pin.encode()) and bool(rider.pin)
    is_duress = hmac.compare_digest((rider.duress_pin or "").encode(), pin.encode()) and bool(rider.duress_pin)
    if is_duress:
        return "duress"
    if is_pin:
        return "pin"
    return "wrong" if rider.pin or rider.duress_pin else "none"
