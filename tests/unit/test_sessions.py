"""A session ends at once wherever it is ended, and looks on for a moment only where nobody can be asked."""

import time

import pytest
import trio

from escort import auth, limits
from escort.accounts import Accounts
from escort.auth import Agent, Desk, NotAllowed
from escort.errors import LogAway
from escort.log import Link
from escort.sessions import NotHere, Sessions, Signed, revoke, sessions_key
from tests.redis import RedisServer

SECRET = "s" * 32
ADA = Agent("Ada", "agent")


def sessions(link: Link, region: str = "porto", desk: Desk = "wall") -> Sessions:
    return Sessions(link, SECRET, region, desk)


async def signed_in(link: Link, name: str = "Ada") -> str:
    """The cookie of somebody who has just signed in."""
    await Accounts(link).add_agent(name, "agent", "word")
    return await sessions(link).begin(Agent(name, "agent"), "192.0.2.1", time.time())


async def test_signing_out_ends_this_session_and_no_other(link: Link) -> None:
    here, there = sessions(link), sessions(link)  # two gateways
    first, second = await signed_in(link), await here.begin(ADA, "192.0.2.2", time.time())
    signed = await there.who(first)
    assert isinstance(signed, Signed)
    assert (signed.agent, signed.role, signed.shown) == ("Ada", "agent", ADA)
    await here.end(signed)
    assert await there.who(first) == NotAllowed("this session was ended: sign in again")
    assert isinstance(await there.who(second), Signed)


async def test_a_revoked_agent_is_out_everywhere_at_once(link: Link) -> None:
    cookies = [await signed_in(link), await sessions(link).begin(ADA, "192.0.2.2", time.time())]
    other = await signed_in(link, "Bo")
    assert {each.address for each in (await sessions(link).of("Ada")).values()} == {"192.0.2.1", "192.0.2.2"}
    assert await revoke(link, "Ada") == 2
    assert [type(await sessions(link).who(cookie)) for cookie in [*cookies, other]] == [NotAllowed, NotAllowed, Signed]


async def test_role_region_and_account_count_as_they_are_now(link: Link) -> None:
    kept, cookie, desk = Accounts(link), await signed_in(link), sessions(link)
    await kept.change("Ada", role="viewer")
    signed = await desk.who(cookie)
    assert isinstance(signed, Signed)
    assert signed.role == "viewer"
    await kept.change("Ada", regions=("lisbon",))
    assert await desk.who(cookie) == NotHere("Ada works in lisbon; this is the desk of porto")
    await kept.remove("Ada")
    assert await desk.who(cookie) == NotAllowed("there is no agent Ada any more")


async def test_a_session_expires_and_its_trace_goes_with_the_next(link: Link) -> None:
    await Accounts(link).add_agent("Ada", "agent", "word")
    desk, now_s = sessions(link), time.time()
    old = await desk.begin(ADA, "192.0.2.1", now_s - limits.session_s - 60.0)
    assert await desk.who(old) == NotAllowed("the token has expired")
    await desk.begin(ADA, "192.0.2.1", now_s)
    assert [each.since for each in (await desk.of("Ada")).values()] == [now_s]
    assert 0 < int(await link.turn(lambda client: client.ttl(sessions_key("Ada")))) <= limits.session_s


@pytest.mark.parametrize("token", [None, "", "nonsense", auth.session_token("x" * 32, ADA, "s1", 4e9, 1.0)])
async def test_a_cookie_that_is_none_asks_the_log_nothing(
    own_redis: RedisServer, own_link: Link, token: str | None
) -> None:
    desk = sessions(own_link)
    own_redis.kill()
    assert isinstance(await desk.who(token), NotAllowed)


async def test_whoever_stood_a_moment_ago_looks_on_while_the_log_is_away(
    own_redis: RedisServer, own_link: Link
) -> None:
    cookie, unseen, desk = await signed_in(own_link), await signed_in(own_link, "Bo"), sessions(own_link)
    before = await desk.who(cookie)
    own_redis.kill()
    assert await desk.who(cookie, log_answers=False) == before
    assert await desk.who(cookie) == before, "the log went away just now"
    with pytest.raises(LogAway):
        await desk.who(unseen, log_answers=False)
    own_redis.start()
    await revoke(own_link, "Ada")
    assert isinstance(await desk.who(cookie), NotAllowed)
    with_nobody = await desk.standing([("Ada", "s1"), ("Bo", next(iter(await desk.of("Bo"))))])
    assert [type(each) for each in with_nobody] == [NotAllowed, Signed]


async def test_a_demo_s_guest_is_an_agent_there_and_nobody_at_a_real_desk(link: Link) -> None:
    demo, wall = sessions(link, desk="demo"), sessions(link)
    cookie = await demo.begin(Agent("Agent 1", "agent"), "127.0.0.1", time.time())
    guest = await demo.who(cookie)
    assert isinstance(guest, Signed)
    assert (guest.agent, guest.role) == ("Agent 1", "agent")
    assert guest.account.certified_until is not None
    assert guest.account.certified_until > time.time()
    assert isinstance(await wall.who(cookie), NotAllowed)
    await Accounts(link).add_agent("Sue", "supervisor", "word")
    sue = await demo.who(await demo.begin(Agent("Sue", "supervisor"), "127.0.0.1", time.time()))
    assert isinstance(sue, Signed)
    assert sue.role == "supervisor", "an account counts in the demo too"


async def test_a_log_that_says_nothing_keeps_nobody_waiting_for_long(own_redis: RedisServer, own_link: Link) -> None:
    await Accounts(own_link).add_agent("Ada", "agent", "word")
    desk, elsewhere = sessions(own_link), sessions(own_link)
    cookie = await desk.begin(ADA, "192.0.2.1", time.time())
    own_redis.pause()
    with trio.fail_after(2.5):
        assert isinstance(await desk.who(cookie), Signed), "signed in here, a moment ago"
        with pytest.raises(LogAway):
            await elsewhere.who(cookie)
    own_redis.resume()
    assert isinstance(await elsewhere.who(cookie), Signed)
