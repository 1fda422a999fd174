"""Who may come in: keys and accounts, how they change, and that nothing secret is stored as it is."""

from functools import partial
from pathlib import Path

import msgspec
import pytest
import trio
from msgspec.structs import replace

from escort import accounts, auth
from escort.accounts import Account, Accounts, Private, private_of, sealed_of
from escort.errors import LogAway, Unusable
from escort.log import Link
from tests.redis import RedisServer

SECRET = "s" * 32


async def test_an_account_changes_in_part_and_an_old_one_still_reads(link: Link) -> None:
    kept = Accounts(link)
    old = {"password": "hash", "role": "agent"}
    await link.turn(lambda client: client.hset(accounts.agents_key, "Old", msgspec.json.encode(old)))
    assert await kept.find("Old") == Account("hash", "agent")
    await kept.add_agent("Ada", "agent", None, languages=("en", "zh"), capacity=5)
    before = await kept.find("Ada")
    assert before is not None
    await kept.change("Ada", role="supervisor", certified_until=9e9)
    assert await kept.find("Ada") == replace(before, role="supervisor", certified_until=9e9)
    await kept.add_agent("Ada", "agent", "another")
    again = await kept.find("Ada")
    assert again is not None
    assert (again.languages, again.capacity, again.role) == (("en", "zh"), 5, "agent")
    assert again.password != before.password
    assert set(await kept.everybody()) == {"Ada", "Old"}
    assert (await kept.remove("Ada"), await kept.remove("Ada"), await kept.find("Ada")) == (True, False, None)


async def test_two_who_change_one_account_at_once_both_change_it(link: Link) -> None:
    kept = Accounts(link)
    await kept.add_agent("Ada", "agent", "word")
    async with trio.open_nursery() as nursery:
        for given in ({"skills": ("minors",)}, {"languages": ("pt",)}, {"capacity": 7}, {"regions": ("porto",)}):
            nursery.start_soon(partial(kept.change, "Ada", **given))
    found = await kept.find("Ada")
    assert found is not None
    assert (found.skills, found.languages, found.capacity, found.regions) == (("minors",), ("pt",), 7, ("porto",))


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "A\nB", "\x1b[2J"])
async def test_a_name_that_cannot_be_read_is_no_agent_s(link: Link, name: str) -> None:
    with pytest.raises(Unusable, match="name"):
        await Accounts(link).add_agent(name, "agent")


async def test_what_is_nobody_s_account_is_not_changed(link: Link) -> None:
    kept = Accounts(link)
    with pytest.raises(Unusable, match="no agent Nobody"):
        await kept.change("Nobody", capacity=2)
    with pytest.raises(Unusable, match="1 to 50 cases"):
        await kept.add_agent("Ada", "agent", None, capacity=0)


async def test_a_key_that_was_good_a_moment_ago_is_good_while_the_log_is_away(
    own_redis: RedisServer, own_link: Link
) -> None:
    kept = Accounts(own_link)
    key = await kept.add_key("platform")
    assert await kept.platform_of(key) == "platform"
    assert await kept.platform_of("ek_other") is None
    own_redis.kill()
    assert await kept.platform_of(key) == "platform"
    with pytest.raises(LogAway):
        await kept.platform_of("ek_other")


def test_a_session_is_no_device_and_a_device_no_session() -> None:
    session = auth.session_token(SECRET, auth.Agent("Ada", "agent"), "s1", 1e9, 1e9)
    device = auth.device_token(SECRET, auth.Device("d", "rider", "T"), 1e9, 1e9)
    assert auth.session_of(SECRET, session) == auth.Claims("Ada", "s1")
    assert auth.device_of(SECRET, device) == auth.Device("d", "rider", "T")
    assert isinstance(auth.device_of(SECRET, session), auth.NotAllowed)
    assert isinstance(auth.session_of(SECRET, device), auth.NotAllowed)
    assert isinstance(auth.session_of("x" * 32, session), auth.NotAllowed)
    assert isinstance(auth.session_of(SECRET, session, "demo"), auth.NotAllowed)


def test_personal_data_opens_under_its_own_secret_only() -> None:
    sealed = auth.Seal(SECRET).close(b"Rita, +351")
    assert b"Rita" not in sealed
    assert auth.Seal(SECRET).open(sealed) == b"Rita, +351"
    assert auth.Seal("x" * 32).open(sealed) is None


def test_an_account_sealed_under_another_secret_tells_so() -> None:
    account = Account("hash", "agent", sealed=sealed_of(Private("+351", "SEED"), auth.Seal(SECRET)))
    assert private_of(account, auth.Seal(SECRET)) == Private("+351", "SEED")
    assert private_of(account, auth.Seal("x" * 32)) is None


async def test_nothing_secret_stands_in_the_log_as_it_is(own_link: Link, tmp_path: Path) -> None:
    kept = Accounts(own_link)
    sealed = sealed_of(Private("+351 900 000 000", "JBSWY3DPEHPK3PXP"), auth.Seal(SECRET))
    key = await kept.add_key("platform")
    password = await kept.add_agent("Ada", "agent", "correct horse battery", sealed=sealed)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"platform" in written
    assert key.encode() not in written
    assert password.encode() not in written
    assert b"900 000" not in written
    assert b"JBSWY3DP" not in written


async def test_a_key_declares_the_datum_of_what_is_sent_with_it_or_none(link: Link) -> None:
    plain, shifted = await Accounts(link).add_key("plain"), await Accounts(link).add_key("shifted", datum="gcj02")
    kept = Accounts(link)
    assert [await kept.datum_of(key) for key in (plain, shifted, "nobody's")] == [None, "gcj02", None]
    assert await kept.platform_of(shifted) == "shifted"
