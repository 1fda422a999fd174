"""At most one owner at a time, an epoch for each, and nothing written by one that has been replaced."""

import pytest
import trio

from escort import limits
from escort.errors import Fenced
from escort.log import DeskCommit, DeskKeys, DeskState, FixesKeys, Leases, Link, PartitionSnapshot, PartitionState
from escort.log.lease import Lease
from tests.redis import RedisServer

KEYS = DeskKeys("r")
PAIR = (KEYS.lease, KEYS.epoch)


async def taken(link: Link, owner: str) -> Lease | None:
    leases = await Leases(link, owner).take([PAIR])
    return leases[0] if leases else None


async def run_out(redis_server: RedisServer) -> None:
    """The lease's time is over, without waiting for it."""
    with redis_server.client() as client:
        client.delete(KEYS.lease)


async def test_one_takes_it_and_the_other_stands_by(link: Link) -> None:
    mine = await taken(link, "a")
    assert mine is not None
    assert await taken(link, "b") is None
    assert await Leases(link, "a").renew([mine]) == [mine]


async def test_of_many_who_want_it_at_once_one_gets_it(link: Link) -> None:
    got: list[Lease] = []

    async def want(owner: str) -> None:
        got.extend(await Leases(link, owner).take([PAIR]))

    async with trio.open_nursery() as nursery:
        for i in range(20):
            nursery.start_soon(want, f"owner {i}")
    assert len(got) == 1


async def test_each_owner_has_a_higher_epoch_and_the_last_one_is_told_that_it_lost(
    link: Link, redis_server: RedisServer
) -> None:
    first = await taken(link, "a")
    await run_out(redis_server)
    second = await taken(link, "b")
    assert first is not None
    assert second is not None
    assert second.epoch > first.epoch
    assert await Leases(link, "a").renew([first]) == []
    assert await Leases(link, "b").renew([second]) == [second]


async def test_a_lease_that_is_not_renewed_runs_out(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "lease_s", 0.05)
    assert await taken(link, "a") is not None
    with trio.fail_after(5.0):
        while await taken(link, "b") is None:
            await trio.sleep(0.01)


async def test_who_comes_back_takes_its_own_at_once_in_a_new_epoch(link: Link) -> None:
    before, after = await taken(link, "a"), await taken(link, "a")
    assert before is not None
    assert after is not None
    assert after.epoch > before.epoch
    assert await Leases(link, "a").renew([before]) == []


async def test_what_was_given_back_is_free_and_only_its_owner_can_give_it_back(link: Link) -> None:
    mine = await taken(link, "a")
    assert mine is not None
    await Leases(link, "b").give_back([mine])
    assert await taken(link, "b") is None
    await Leases(link, "a").give_back([mine])
    assert await taken(link, "b") is not None


def step(before: str, after: str, *payloads: bytes, effects: int = 0, answers: int = 0) -> DeskCommit:
    entries = [("i-1", payload) for payload in payloads]
    return DeskCommit(before, after, entries, [("prompt", b"e")] * effects, [(1, b"{}")] * answers)


async def test_a_commit_writes_entries_effects_answers_and_the_offset_in_one_step(
    link: Link, redis_server: RedisServer
) -> None:
    mine, state = await taken(link, "a"), DeskState(link, KEYS)
    assert mine is not None
    assert await state.commit(mine, step("0-0", "5-1", b"one", b"two", effects=1, answers=1)) == 1
    assert await state.commit(mine, step("5-1", "6-0", b"three")) == 3
    assert await state.entries_after(0) == [(1, b"one"), (2, b"two"), (3, b"three")]
    assert await state.entries_after(2) == [(3, b"three")]
    assert await state.entries_of("i-1") == [(1, b"one"), (2, b"two"), (3, b"three")]
    assert await state.load() == (None, 0, "6-0")
    with redis_server.client() as client:
        assert client.xlen(KEYS.outbox("prompt")) == 1
        assert [fields[b"d"] for _, fields in client.xrange(KEYS.answers)] == [b"1 {}"]


async def test_nothing_of_a_commit_by_a_replaced_owner_is_written(link: Link, redis_server: RedisServer) -> None:
    old, state = await taken(link, "a"), DeskState(link, KEYS)
    assert old is not None
    await state.commit(old, step("0-0", "1-0", b"before"))
    await run_out(redis_server)
    new = await taken(link, "b")
    assert new is not None
    with redis_server.client() as client:
        before = {key: client.dump(key) for key in client.scan_iter()}
        with pytest.raises(Fenced, match="a newer owner"):
            await state.commit(old, step("1-0", "2-0", b"ghost", effects=1, answers=1))
        with pytest.raises(Fenced):
            await state.save(old, b"ghost", 9)
        assert {key: client.dump(key) for key in client.scan_iter()} == before
    assert await state.commit(new, step("1-0", "2-0", b"after")) == 2


async def test_an_input_moves_the_desk_once_however_often_it_is_committed(link: Link) -> None:
    mine, state = await taken(link, "a"), DeskState(link, KEYS)
    assert mine is not None
    await state.commit(mine, step("0-0", "1-0", b"one"))
    with pytest.raises(Fenced, match="offset has moved"):
        await state.commit(mine, step("0-0", "1-0", b"one"))
    assert await state.entries_after(0) == [(1, b"one")]


async def test_a_snapshot_comes_back_and_unread_requests_are_never_trimmed(
    link: Link, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "inbox_kept", 10)
    mine, state = await taken(link, "a"), DeskState(link, KEYS)
    assert mine is not None
    with redis_server.client() as client:
        ids = [client.xadd(KEYS.inbox, {"d": b"x" * 100}).decode() for _ in range(1_000)]
        await state.commit(mine, step("0-0", ids[599], b"one"))
        await state.save(mine, b"snapshot", 1)
        left = [entry.decode() for entry, _ in client.xrange(KEYS.inbox)]
    assert await state.load() == (b"snapshot", 1, ids[599])
    assert left[-400:] == ids[600:], "what the desk has not read is there"
    assert 400 <= len(left) < 600, "what it has read goes"


async def test_partitions_are_stored_together_and_a_replaced_owner_stores_nothing(
    link: Link, redis_server: RedisServer
) -> None:
    keys = [(FixesKeys(p).lease, FixesKeys(p).epoch) for p in (1, 2)]
    one, two = await Leases(link, "a").take(keys)
    with redis_server.client() as client:
        client.delete(FixesKeys(2).lease)
    assert len(await Leases(link, "b").take(keys)) == 1
    state = PartitionState(link)
    both = [PartitionSnapshot(one, 1, b"mine", "7-0"), PartitionSnapshot(two, 2, b"ghost", "7-0")]
    assert await state.save(both, 0) == [2]
    assert await state.load([1, 2, 3]) == [(b"mine", "7-0"), (None, "0-0"), (None, "0-0")]
