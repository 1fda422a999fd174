"""What agents are shown of a case and its trip: names at once, telephone numbers only where somebody asks for them.

Rule: no PIN leaves the register of trips, and whoever asks for numbers is written into the timeline first.
"""

import msgspec

from alerts import timeline
from escort.cases import Case
from escort.trail import Point
from escort.trips import Person, Trip


class Line(msgspec.Struct, frozen=True):
    """One entry in its place."""

    seq: int
    at: float
    entry: timeline.Entry


class RiderSeen(msgspec.Struct, frozen=True):
    """What an agent is shown of the rider."""

    name: str | None
    language: str | None


class DriverSeen(msgspec.Struct, frozen=True):
    """What an agent is shown of the driver."""

    name: str | None
    vehicle: str | None


class TripSeen(msgspec.Struct, frozen=True):
    """The TRIP of docs/wire.md. Units: degrees, longitude first; unix seconds."""

    trip: str
    plan: list[tuple[float, float]]
    started_at: float
    expected_arrival: float | None
    state: str
    rider: RiderSeen
    driver: DriverSeen
    trail: list[Point]


class PersonSeen(msgspec.Struct, frozen=True):
    """Somebody whom an agent may have to reach."""

    name: str | None
    phone: str | None
    language: str | None


class PeopleSeen(msgspec.Struct, frozen=True):
    """Everybody a trip concerns, with their numbers."""

    rider: PersonSeen
    driver: PersonSeen
    guardians: list[PersonSeen]


class WholeCase(msgspec.Struct, frozen=True):
    """A case with everything that happened to it; `summary` in the language asked for."""

    case: Case
    timeline: list[Line]
    trip: TripSeen | None
    summary: tuple[str, ...]


class Cases(msgspec.Struct, frozen=True):
    """Cases as of a sequence number."""

    seq: int
    incidents: list[Case]


def trip_seen(trip: Trip, trail: list[Point]) -> TripSeen:
    """A trip as every agent sees it."""
    people = trip.people
    rider = Person() if people is None else people.rider
    driver = Person() if people is None else people.driver
    return TripSeen(
        trip=trip.trip,
        plan=[(lon, lat) for lon, lat in trip.plan.tolist()],
        started_at=trip.started_at_s,
        expected_arrival=trip.expected_arrival_s,
        state=trip.state,
        rider=RiderSeen(rider.name, rider.language),
        driver=DriverSeen(driver.name, driver.vehicle),
        trail=trail,
    )


def people_seen(trip: Trip) -> PeopleSeen | None:
    """Its people; None where they were sealed under another secret."""
    people = trip.people
    if people is None:
        return None
    guardians = [_person(each) for each in people.guardians]
    return PeopleSeen(_person(people.rider), _person(people.driver), guardians)


def _person(person: Person) -> PersonSeen:
    return PersonSeen(person.name, person.phone, person.language)
