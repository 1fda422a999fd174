"""A desk as busy as it gets: trips that move, cases that wait, entries that come, until told to stop.

    fixes ──POST, five times a second──▶ api ──▶ log ──▶ numbers ──▶ walls: positions
    findings, presses, notes ──────────▶ inbox ──▶ desk ──▶ timeline ──▶ walls: entries

Every trip keeps to a plan of its own, so that geometry finds nothing and the entries are those that are sent, besides
what the desk writes by itself while so many wait.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import cos, pi, radians, sin
from random import Random
from time import monotonic, sleep

import httpx
import msgspec
import numpy as np
import redis
import trio

from alerts import requests
from escort import clock
from escort.accounts import Accounts
from escort.bench.child import BenchFailed, Child
from escort.inbox import sealed
from escort.log import DeskKeys, FixesKeys, open_link, partition_of, trip_key
from escort.records import TripStarted, packed, plan_bytes
from escort.redis_server import url_of

keys = DeskKeys("main")
trips = 5_000
cases = 500
entries_per_s = 200
watched_every = 40  # one note of so many is for the case that the wall shows: five a second
batches_per_s = 5
speed_mps = 8.0
plan_m = 12_000.0  # longer than a quarter of an hour at this speed: no trip arrives while it is measured
degree_m = 111_320.0  # of latitude; of longitude times the cosine
centre = (-8.61, 41.15)  # lon, lat
city_deg = 0.08  # trips begin within so much of the centre
severities = (1,) * 12 + (2,) * 6 + (3,) * 2  # of the cases that wait: most are no more than a look
opened_within_s = 120.0
people = {"rider": {"name": "Rita", "language": "pt"}, "driver": {"name": "Duarte", "vehicle": "12-AB-34"}}


@dataclass(frozen=True, slots=True)
class Drives:
    """The trips, as columns: where each begins and which way it goes, straight on."""

    lon: np.ndarray
    lat: np.ndarray
    bearing: np.ndarray

    @classmethod
    def made_up(cls) -> "Drives":
        """The same for everybody."""
        chance = np.random.default_rng(1)
        lon, lat = (chance.uniform(at - city_deg, at + city_deg, trips) for at in centre)
        return cls(lon, lat, chance.uniform(0.0, 2 * pi, trips))

    def after(self, driven_m: float) -> tuple[np.ndarray, np.ndarray]:
        """Longitudes and latitudes so many metres on."""
        wide_m = degree_m * cos(radians(centre[1]))
        return self.lon + driven_m * np.sin(self.bearing) / wide_m, self.lat + driven_m * np.cos(
            self.bearing
        ) / degree_m

    def plans(self) -> np.ndarray:
        """Shapes: (trips, 40, 2), lon and lat."""
        along = [np.stack(self.after(each), axis=-1) for each in np.linspace(0.0, plan_m, 40)]
        return np.stack(along, axis=1)


@dataclass
class BusyDesk:
    """The load on one service. `watched`: the case on the wall's screen, which gets its share of notes."""

    service: Child
    cookie: str
    watched: str | None = None
    sent: int = 0
    _began: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)
    _drives: Drives = field(default_factory=Drives.made_up)
    _settled: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """Trips registered and cases open.

        Raises: BenchFailed where the desk does not open them.
        """
        self._register()
        with self.service.redis() as log:
            _append(log, (_found(place, name) for place, name in enumerate(_names(cases))))
        until = monotonic() + opened_within_s
        while (count := self._open()) < cases:
            if monotonic() > until:
                raise BenchFailed(f"{count} of {cases} cases are open")
            sleep(0.2)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Trips move and entries come, in threads of their own, until left."""
        self._began = monotonic()
        threads = [threading.Thread(target=self._drive), threading.Thread(target=self._write)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def settle(self, incidents: Iterable[str]) -> None:
        """These have been seen: claimed and closed, so that as many wait at the end as at the beginning."""
        self._settled.extend(incidents)

    def _open(self) -> int:
        answer = httpx.get(f"{self.service.http}/v1/incidents?open=true", headers={"cookie": self.cookie}, timeout=30)
        return len(answer.json()["incidents"])

    def _register(self) -> None:
        """Those with a case as a platform does, with people; the others as the api would write them, in one turn."""
        planned = list(zip(_names(trips), self._drives.plans(), strict=True))
        with self._platform() as api:
            for name, plan in planned[:cases]:
                body = {"trip": name, "plan": plan.tolist(), "started_at": clock.now_s(), **people}
                api.post("/v1/trips", json=body).raise_for_status()
        with self.service.redis() as log:
            pipeline = log.pipeline(transaction=False)
            for name, plan in planned[cases:]:
                pipeline.hset(trip_key(name), "state", "active")
                started = TripStarted(name, plan_bytes(plan), clock.now_s())
                pipeline.xadd(FixesKeys(partition_of(name)).log, {"d": packed(started)})
            pipeline.execute()

    def _platform(self) -> httpx.Client:
        headers = {"authorization": f"Bearer {trio.run(_new_key, self.service)}"}
        return httpx.Client(base_url=str(self.service.http), headers=headers, timeout=30)

    def _drive(self) -> None:
        """A fix a second of each trip."""
        names, turn = _names(trips), 0
        with self._platform() as api:
            while not self._over.wait(max(0.0, self._began + turn / batches_per_s - monotonic())):
                some = slice(turn % batches_per_s, None, batches_per_s)
                lon, lat = self._drives.after(speed_mps * (monotonic() - self._began))
                now_s = clock.now_s()
                moved = zip(names[some], lat[some].tolist(), lon[some].tolist(), strict=True)
                fixes = [[name, now_s, at_lat, at_lon, 8.0, speed_mps] for name, at_lat, at_lon in moved]
                api.post("/v1/fixes", content=msgspec.json.encode({"fixes": fixes})).raise_for_status()
                turn += 1

    def _write(self) -> None:
        """Notes at an even rate, and each second a press, whose trip's name says when it was made."""
        second = 0
        with self.service.redis() as log:
            while not self._over.wait(max(0.0, self._began + second + 1 - monotonic())):
                self._second(log, second)
                second += 1

    def _second(self, log: redis.Redis, second: int) -> None:
        letters: list[requests.Request] = []
        while self._settled:
            letters += _settling(self._settled.pop())
        _append(log, [*letters, _press(f"now-{round(clock.now_s() * 1000)}")])
        parts = 20
        for part in range(parts):
            some = range(part * entries_per_s // parts, (part + 1) * entries_per_s // parts)
            _append(log, [self._note(second * entries_per_s + place) for place in some])
            self._over.wait(max(0.0, self._began + second + (part + 1) / parts - monotonic() + 1))

    def _note(self, place: int) -> requests.Note:
        incident = f"i-{Random(place).randrange(cases) + 1}"
        if place % watched_every == 0 and self.watched is not None:
            incident = self.watched
        self.sent += 1
        return requests.Note(incident, "Bench", f"note-{place}", f"Note {place}: the car stands at the lights.")


def _names(count: int) -> list[str]:
    return [f"trip-{place}" for place in range(count)]


def _found(place: int, trip: str) -> requests.Found:
    now_s = clock.now_s()
    turn = 2 * pi * place / cases
    at = (centre[0] + city_deg * sin(turn), centre[1] + city_deg * cos(turn))
    severity = severities[place % len(severities)]
    words = "Stands still for 6 min where nobody expects it."
    return requests.Found(
        f"f-{place}", trip, "dwell", "raised", now_s, now_s, words, {"still_s": 360}, severity, ask=False, place=at
    )


def _press(trip: str) -> requests.Pressed:
    return requests.Pressed("p", trip, "sos", "rider", None, None, trip_known=False)


def _settling(incident: str) -> list[requests.Request]:
    return [
        requests.Claim(incident, "Bench", f"claim-{incident}"),
        requests.Close(incident, "Bench", f"close-{incident}", "false_alarm"),
    ]


def _append(log: redis.Redis, letters: Iterable[requests.Request]) -> None:
    pipeline = log.pipeline(transaction=False)
    for letter in letters:
        pipeline.xadd(keys.inbox, {"d": sealed(letter)})
    pipeline.execute()


async def _new_key(service: Child) -> str:
    async with open_link(url_of(service.data)) as link:
        return await Accounts(link).add_key("bench")
