"""The platform's client: patient with a service that is away, plain with one that refuses."""

import pytest
import trio

from escort.phones import Platform, PlatformAway, PlatformRefused
from tests.simulate.platform_end import key, platform_end

plan = [[-8.61, 41.15], [-8.62, 41.16]]


async def test_a_trip_is_registered_replanned_and_ended() -> None:
    async with platform_end() as end, Platform(end.url, key) as platform:
        await platform.start_trip("a/b 1", plan, 5.0, rider={"name": "Ana"})
        assert end.trips == {"a/b 1": {"trip": "a/b 1", "plan": plan, "started_at": 5.0, "rider": {"name": "Ana"}}}


async def test_names_are_quoted_and_the_same_again_is_harmless() -> None:
    async with platform_end() as end, Platform(end.url, key) as platform:
        for _ in range(2):
            await platform.start_trip("t#2", plan, 5.0)
        end.trips["t%232"] = end.trips.pop("t#2")  # this small end does not unquote what stands in a path
        await platform.replan("t#2", plan[::-1])
        for _ in range(2):
            await platform.end_trip("t#2", 9.0)
        assert end.plans == {"t%232": plan[::-1]}
        assert end.ends == {"t%232": {"at": 9.0, "how": "completed"}}


async def test_a_service_that_is_away_for_a_moment_is_asked_again() -> None:
    async with platform_end(away=2) as end, Platform(end.url, key) as platform:
        await platform.start_trip("t", plan, 5.0)
        assert (end.requests, end.alive) == (3, {"t"})


async def test_patience_has_an_end() -> None:
    async with platform_end(away=1_000) as end, Platform(end.url, key, patience_s=1.0) as platform:
        with trio.fail_after(5), pytest.raises(PlatformAway, match=r"503 .* after \d tries"):
            await platform.start_trip("t", plan, 5.0)
        assert 2 <= end.requests <= 5


async def test_nobody_there_is_away_too() -> None:
    async with platform_end() as end:
        pass
    async with Platform(end.url, key, patience_s=0.3) as platform:
        with pytest.raises(PlatformAway, match="ConnectError"):
            await platform.end_trip("t", 9.0)


async def test_a_refusal_is_said_and_not_repeated() -> None:
    async with platform_end() as end, Platform(end.url, "another key") as platform:
        with pytest.raises(PlatformRefused, match=r"401: .*not known") as refused:
            await platform.start_trip("t", plan, 5.0)
        assert (refused.value.code, end.requests) == (401, 1)
