"""What the desk is told of a rider: enough to find the right agent, nothing that names anybody."""

from alerts import requests
from escort.about import About, about_of, addressed
from escort.auth import Seal
from escort.inbox import FindingSeen
from escort.log import Link, trip_key
from escort.trips import Trips
from tests.unit.test_trips import registration


def finding(trip: str) -> FindingSeen:
    return FindingSeen(f"{trip}/f", trip, "deviation", "raised", 1.0, 2.0, "180 m off the planned route.", {})


async def test_a_rider_is_known_again_on_another_trip_and_by_nobody_without_the_secret(link: Link) -> None:
    trips, elsewhere = Trips(link, Seal("s" * 32)), Trips(link, Seal("x" * 32))
    await trips.register(registration("T1"))
    await trips.register(registration("T2"))
    await elsewhere.register(registration("T3"))
    one, two, three = trips.about("T1"), trips.about("T2"), elsewhere.about("T3")
    assert one.rider is not None
    assert one == two
    assert one.rider != three.rider
    stored = await link.turn(lambda client: client.hgetall(trip_key("T1")))
    assert b"+351" not in b"".join(stored.values())  # type: ignore[arg-type]


async def test_another_gateway_knows_it_once_it_has_looked_the_trip_up(link: Link) -> None:
    here, there = Trips(link, Seal("s" * 32)), Trips(link, Seal("s" * 32))
    await here.register(registration("T"))
    assert there.about("T") == About()
    assert await there.unknown_of({"T"}) == set()
    assert there.about("T") == here.about("T") != About()


async def test_findings_leave_with_what_is_known_and_without_what_is_not(link: Link) -> None:
    trips = Trips(link, Seal("s" * 32))
    await trips.register(registration("T"))
    ended = requests.TripEnded("T", "completed", 3.0)
    letters = await addressed(link, [finding("T"), ended, finding("nobody's")])
    assert [letter.rider for letter in letters if isinstance(letter, FindingSeen)] == [trips.about("T").rider, None]
    assert letters[1] == ended
    assert await addressed(link, [ended]) == [ended]


def test_a_trip_that_an_older_version_registered_tells_nothing() -> None:
    assert about_of(None) == About()
