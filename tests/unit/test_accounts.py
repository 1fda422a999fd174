"""Who may come in: keys, passwords, sessions; and that guessing passwords slows nobody else down."""

from pathlib import Path

import pytest
import trio

from escort import accounts, auth
from escort.accounts import Accounts, Busy
from escort.errors import LogAway
from escort.log import Link
from tests.redis import RedisServer

SECRET = "s" * 32


async def test_a_password_opens_its_own_account_only(redis_server: RedisServer) -> None:
    kept = Accounts(Link(redis_server.url))
    password = await kept.add_agent("Ada", "supervisor")
    assert await kept.agent_of("Ada", password) == auth.Agent("Ada", "supervisor")
    assert await kept.agent_of("Ada", password[:-1]) is None
    assert await kept.agent_of("Bo", password) is None


async def test_of_many_who_guess_at_once_most_are_sent_away(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, answers = Accounts(Link(redis_server.url)), list[object]()
    monkeypatch.setattr(auth, "password_fits", lambda *_: False)

    async def guess() -> None:
        answers.append(await kept.agent_of("Ada", "guess"))

    async with trio.open_nursery() as nursery:
        for _ in range(200):
            nursery.start_soon(guess)
    assert len(answers) == 200
    assert answers.count(None) == accounts.signing_in_max
    assert answers.count(Busy()) == 200 - accounts.signing_in_max


async def test_a_key_that_was_good_a_moment_ago_is_good_while_the_log_is_away(own_redis: RedisServer) -> None:
    kept = Accounts(Link(own_redis.url))
    key = await kept.add_key("platform")
    assert await kept.platform_of(key) == "platform"
    assert await kept.platform_of("ek_other") is None
    own_redis.kill()
    assert await kept.platform_of(key) == "platform"
    with pytest.raises(LogAway):
        await kept.platform_of("ek_other")


def test_a_session_is_no_device_and_a_device_no_session() -> None:
    session = auth.session_token(SECRET, auth.Agent("Ada", "agent"), 1e9, 1e9)
    device = auth.device_token(SECRET, auth.Device("d", "rider", "T"), 1e9, 1e9)
    assert auth.agent_of(SECRET, session) == auth.Agent("Ada", "agent")
    assert auth.device_of(SECRET, device) == auth.Device("d", "rider", "T")
    assert isinstance(auth.device_of(SECRET, session), auth.NotAllowed)
    assert isinstance(auth.agent_of(SECRET, device), auth.NotAllowed)
    assert isinstance(auth.agent_of("x" * 32, session), auth.NotAllowed)


def test_personal_data_opens_under_its_own_secret_only() -> None:
    sealed = auth.Seal(SECRET).close(b"Rita, +351")
    assert b"Rita" not in sealed
    assert auth.Seal(SECRET).open(sealed) == b"Rita, +351"
    assert auth.Seal("x" * 32).open(sealed) is None


async def test_no_key_and_no_password_stands_in_the_log_as_it_is(own_redis: RedisServer, tmp_path: Path) -> None:
    kept = Accounts(Link(own_redis.url))
    key, password = await kept.add_key("platform"), await kept.add_agent("Ada", "agent", "correct horse battery")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"platform" in written
    assert key.encode() not in written
    assert password.encode() not in written
