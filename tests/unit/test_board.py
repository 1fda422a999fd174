"""What walls show is the fold of the timeline, without a gap, over restarts of the desk and of this process."""

import msgspec
import pytest
import trio

from alerts import Recorded, fold, read_policy, requests
from escort import limits
from escort.board import Board, Shown
from escort.log import DeskState
from tests.redis import RedisServer
from tests.unit.test_keeper import KEYS, keeping, pressed, shown

_recorded = msgspec.json.Decoder(Recorded)


def board() -> Board:
    return Board(read_policy(None), KEYS.region)


async def test_a_board_loaded_now_is_the_board_that_followed_all_along(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        state, followed = DeskState(desk.link, KEYS), board()
        await desk.send(pressed("p", "A"), pressed("q", "B"))
        await desk.send(requests.Claim("i-1", "Ada", "r1"), requests.Close("i-1", "Ada", "r2", disposition="safe"))
        await desk.send(pressed("last", "C"))
        await desk.until(shown("last"))
        followed.take(await state.entries_after(0))
        loaded = board()
        await loaded.load(state)
        assert loaded.cases() == followed.cases()
        assert [case.trip for case in loaded.cases()] == ["B", "C"]
        assert (loaded.seq, list(loaded.closed)) == (followed.seq, ["i-1"])
        assert loaded.since(0) == followed.since(0), "walls resume over a restart of this process"


async def test_each_entry_is_told_once_with_its_case_as_it_leaves_it(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(pressed("p"))
        await desk.until(shown("p"))
        numbered = await DeskState(desk.link, KEYS).entries_after(0)
        followed, told = board(), list[Shown]()
        followed.told.append(told.append)
        followed.take(numbered)
        followed.take(numbered)
        assert [(each.seq, each.case and each.case.entries) for each in told] == [(1, 1), (2, 2)]
        assert followed.since(1) == told[1:]
        assert (followed.since(2), followed.since(3), followed.since(-1)) == ([], None, None)


async def test_a_gap_in_the_timeline_is_never_shown_as_none(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(pressed("p"), pressed("q"))
        await desk.until(shown("q"))
        numbered = await DeskState(desk.link, KEYS).entries_after(0)
        with pytest.raises(AssertionError, match="gap"):
            board().take([numbered[0], numbered[2]])


async def test_who_is_there_and_what_there_is_to_tell_survive_a_restart_from_a_snapshot(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "snapshot_every_s", 0.0)
    async with keeping(redis_server) as desk:
        state, followed = DeskState(desk.link, KEYS), board()
        ada = requests.Came("Ada", "agent", ("minors",), ("pt",), 3, None, phone=True)
        await desk.send(ada, requests.Came("Bo", "agent"), pressed("p", "A"), pressed("q", "B"))
        await desk.send(requests.Claim("i-1", "Ada", "r1"), requests.Note("i-1", "Ada", "r2", text="on the line"))
        await desk.send(requests.Claim("i-2", "Ada", "r3"), requests.Close("i-2", "Ada", "r4", disposition="safe"))
        await desk.send(requests.Pause("Bo", "r5", why="tea"), pressed("last", "C"))
        await desk.until(shown("last"))
        with trio.fail_after(5.0):
            while (await state.load())[1] < (await state.entries_after(0))[-1][0]:
                await trio.sleep(0.01)
        followed.take(await state.entries_after(0))
        loaded = board()
        await loaded.load(state)
    assert loaded.recent == followed.recent
    seen = {each.agent: (each.state, each.cases, each.why, each.phone) for each in followed.agents()}
    assert seen == {"Ada": ("busy", 1, None, True), "Bo": ("paused", 0, "tea", False)}
    assert loaded.agents() == followed.agents()
    (case,) = [each for each in loaded.cases() if each.incident == "i-1"]
    assert any("on the line" in line for line in case.summary)
    assert set(loaded.digests) == {"i-1", "i-2", "i-3"}


async def test_an_entry_about_agents_counts_and_has_no_case(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(requests.Came("Ada", "agent"), pressed("p"))
        await desk.until(shown("p"))
        followed, told = board(), list[Shown]()
        followed.told.append(told.append)
        followed.take(await DeskState(desk.link, KEYS).entries_after(0))
    assert (told[0].seq, told[0].incident, told[0].case) == (1, "floor", None)
    assert [each.seq for each in told] == [*range(1, len(told) + 1)]
    assert followed.since(0) == told


async def test_a_case_is_made_once_for_each_entry_however_many_walls_come(redis_server: RedisServer) -> None:
    async with keeping(redis_server) as desk:
        await desk.send(pressed("p"), requests.Note("i-1", "Ada", "r1", text="on the line"))
        await desk.send(pressed("last", "B"))
        await desk.until(shown("last"))
        numbered = await DeskState(desk.link, KEYS).entries_after(0)
    followed = board()
    followed.take(numbered[:2])
    first, again = followed.cases(), followed.cases()
    assert all(one is other for one, other in zip(first, again, strict=True))
    followed.take(numbered)
    (case,) = [each for each in followed.cases() if each.incident == "i-1"]
    assert case.entries > first[0].entries
    assert any("on the line" in line for line in case.summary)
    earlier = fold(recorded for recorded in map(_recorded.decode, (payload for _, payload in numbered[:2])))
    assert followed.case(earlier).entries == 2, "a case as it once was is made for whoever asks, and kept for nobody"
    assert followed.shown["i-1"][0] is followed.find("i-1")
