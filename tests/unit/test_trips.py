"""A registered trip is a watched trip, whatever crashes in between; an ended one is never watched again."""

import numpy as np
import pytest

from escort.auth import Seal
from escort.errors import LogAway
from escort.log import FixesKeys, Link, partition_of, trip_key
from escort.records import PlanReplaced, Record, TripEnded, TripStarted, unpacked
from escort.trips import People, Person, Registration, Trips
from tests.redis import RedisServer

PLAN = np.array([[-8.61, 41.14], [-8.60, 41.15]])
SEAL = Seal("s" * 32)


def registration(trip: str = "T", body: bytes = b"body") -> Registration:
    people = People(rider=Person(name="Rita", phone="+351", pin="1234"))
    return Registration(
        trip=trip,
        plan=PLAN,
        started_at_s=1.0,
        expected_arrival_s=None,
        people=people,
        profile=None,
        region=None,
        datum="wgs84",
        body=body,
    )


def told(server: RedisServer, trip: str = "T") -> list[Record]:
    """What the watcher of a trip is told."""
    with server.client() as client:
        return [unpacked(fields[b"d"]) for _, fields in client.xrange(FixesKeys(partition_of(trip)).log)]


async def test_a_crash_between_the_register_and_the_log_is_mended_by_the_same_request(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips = Trips(Link(redis_server.url), SEAL)

    async def crash(*_: object) -> None:
        raise LogAway("planted")

    with monkeypatch.context() as patch:
        patch.setattr(trips, "_tell", crash)
        with pytest.raises(LogAway):
            await trips.register(registration())
    assert told(redis_server) == []
    assert await Trips(Link(redis_server.url), SEAL).register(registration()) == "same"
    assert [type(record) for record in told(redis_server)] == [TripStarted]


async def test_a_crash_in_an_end_is_mended_by_the_same_request_and_no_start_wakes_it(
    redis_server: RedisServer,
) -> None:
    trips = Trips(Link(redis_server.url), SEAL)
    await trips.register(registration())
    await trips.end("T", 2.0, "completed")
    await trips.end("T", 2.0, "completed")
    assert await trips.register(registration()) == "same"
    assert [type(record) for record in told(redis_server)] == [TripStarted, TripEnded, TripEnded]
    found = await trips.find("T")
    assert found is not None
    assert found.state == "ended"


async def test_another_body_changes_nothing(redis_server: RedisServer) -> None:
    trips = Trips(Link(redis_server.url), SEAL)
    assert await trips.register(registration()) == "new"
    assert await trips.register(registration(body=b"other")) == "other"
    assert len(told(redis_server)) == 1


async def test_a_new_plan_is_registered_and_told(redis_server: RedisServer) -> None:
    trips = Trips(Link(redis_server.url), SEAL)
    await trips.register(registration())
    await trips.replan("T", PLAN[::-1])
    found = await trips.find("T")
    assert found is not None
    assert found.plan.tolist() == PLAN[::-1].tolist()
    assert [type(record) for record in told(redis_server)] == [TripStarted, PlanReplaced]


async def test_people_are_sealed_and_open_under_their_secret_only(redis_server: RedisServer) -> None:
    trips = Trips(Link(redis_server.url), SEAL)
    await trips.register(registration())
    with redis_server.client() as client:
        stored = client.hgetall(trip_key("T"))
    assert not any(word in value for value in stored.values() for word in (b"Rita", b"+351", b"1234"))
    found = await trips.find("T")
    other = await Trips(Link(redis_server.url), Seal("x" * 32)).find("T")
    assert found is not None
    assert found.people is not None
    assert found.people.rider.name == "Rita"
    assert other is not None
    assert other.people is None


async def test_who_is_unknown_is_asked_for_again_and_who_is_known_never(redis_server: RedisServer) -> None:
    trips = Trips(Link(redis_server.url), SEAL)
    assert await trips.unknown_of({"T", "U"}) == {"T", "U"}
    await Trips(Link(redis_server.url), SEAL).register(registration())
    assert await trips.unknown_of({"T", "U"}) == {"U"}
    assert trips.remembered("T")
    assert not trips.remembered("U")
