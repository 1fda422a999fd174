"""Agents, supervisors and break glass on the phone: whoever presses 1 has the case."""

from typing import Any

from alerts import requests
from alerts.effects import Page
from alerts.outreach.exchange import FaultPlan
from escort.accounts import Accounts
from escort.auth import Seal
from tests.outreach.world import ADA, World, world_on
from tests.redis import RedisServer

BO = "+351942345678"
CONTACTS: dict[str, Any] = {
    "contact": [
        {"name": "Ada", "phone": ADA, "levels": ["team", "break_glass"]},
        {"name": "Bo", "phone": BO, "levels": ["team"]},
    ]
}


async def page(world: World, to: str = "team", severity: int = 4) -> None:
    await world.wants(Page("i-1/5/page", "team", to, severity, "The rider pressed SOS.", "i-1"), channel="page")


async def test_the_key_claims_for_whoever_pressed_it_first_and_the_others_fall_silent(
    redis_server: RedisServer,
) -> None:
    async with world_on(redis_server.url, file=CONTACTS) as world:
        world.phones.expect_call(ADA).hears("severity 4").hears("Press 1").presses("1").hears("is yours")
        bo = world.phones.expect_call(BO).is_not_answered()
        await page(world)
        settled = await world.told(requests.PageSettled)
        assert (settled.page_id, settled.incident, settled.outcome, settled.by) == (
            "i-1/5/page",
            "i-1",
            "answered",
            "Ada",
        )
        await world.settled()
        assert bo.call is not None
        assert (await world.exchange.ended(bo.call.sid)).state == "canceled"


async def test_a_text_says_the_same(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url, file=CONTACTS) as world:
        world.phones.expect_call(ADA).presses("1")
        await page(world, "Ada")
        await world.settled()
        [text] = world.phones.texts[ADA]
        assert text.startswith("Safety desk: i-1, severity 4. The rider pressed SOS. https://desk.example/")


async def test_hearing_it_is_not_taking_it(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url, file=CONTACTS) as world:
        world.phones.expect_call(ADA).stays_silent().stays_silent().stays_silent()
        world.phones.expect_call(BO).is_a_machine()
        await page(world)
        settled = await world.told(requests.PageSettled)
        assert (settled.outcome, settled.by) == ("no_answer", None)


async def test_two_heard_it_again_before_one_took_it(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url, file=CONTACTS) as world:
        world.phones.expect_call(ADA).presses("2").presses("2").presses("1").hears("is yours")
        await page(world, "Ada")
        assert (await world.told(requests.PageSettled)).by == "Ada"


async def test_one_phone_that_cannot_be_rung_stops_no_other(redis_server: RedisServer) -> None:
    faults = FaultPlan({ADA: ["throttled", "broken"]})
    async with world_on(redis_server.url, file=CONTACTS, faults=faults) as world:
        world.phones.expect_call(ADA).is_busy()
        world.phones.expect_call(BO).presses("1").hears("is yours")
        await page(world)
        assert (await world.told(requests.PageSettled, outcome="answered")).by == "Bo"
        await world.settled()


async def test_a_level_without_anybody_is_told_at_once(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        await page(world, "supervisor")
        assert (await world.told(requests.PageSettled)).outcome == "failed"


async def test_accounts_phones_are_rung_by_name_and_by_role(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url) as world:
        accounts, seal = Accounts(world.link), Seal("s" * 32)
        sealed = seal.close(b'{"phone":"%s"}' % BO.encode())
        await accounts.add_agent("Bo", "supervisor", "a password", phone=True, sealed=sealed)
        for to in ("supervisor", "Bo"):
            assert [(each.name, each.phone) for each in await world.outreach.directory.contacts(to)] == [("Bo", BO)]
        assert await world.outreach.directory.contacts("break_glass") == []
        world.phones.expect_call(BO).presses("1").hears("is yours")
        await page(world, "supervisor")
        assert (await world.told(requests.PageSettled)).by == "Bo"


async def test_whoever_presses_late_hears_who_has_it(redis_server: RedisServer) -> None:
    async with world_on(redis_server.url, file=CONTACTS) as world:
        world.phones.expect_call(BO).is_busy()
        world.phones.expect_call(ADA).presses("1").hears("Bo has taken it already")
        await world.outreach.book.write(Page("i-1/5/page", "team", "team", 4, "x", "i-1"))
        await world.outreach.book.take("i-1/5/page", "Bo")
        await page(world)
        await world.told(requests.PageSettled, by="Bo")
