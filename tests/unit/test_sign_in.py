"""Who is let in, who is not and why; guessing is slow, and slows nobody else down."""

import time
from dataclasses import dataclass

import pytest
import trio

from escort import auth, sign_in, totp
from escort.accounts import Accounts, Private, sealed_of
from escort.auth import Agent, Seal
from escort.log import Link
from escort.sessions import NotHere
from escort.sign_in import Became, CodeWanted, CodeWrong, Door, TooMany, Wrong

SEAL = Seal("s" * 32)
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.9"


@dataclass
class Desk:
    """A door, and whoever knocks."""

    link: Link
    region: str = "porto"

    def __post_init__(self) -> None:
        self.accounts = Accounts(self.link)
        self.door = Door(self.link, self.accounts, SEAL, self.region)

    async def knock(
        self, password: str, *, name: str = "Ada", code: str | None = None, address: str = HOME, now_s: float = 1e9
    ) -> Became:
        return await self.door.let_in(name, password, code, address, now_s)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared at once: these tests are about who may try, and argon2 takes its time on purpose."""
    monkeypatch.setattr(auth, "password_hash", str)
    monkeypatch.setattr(auth, "password_fits", lambda _stored, given: given == "right")


async def test_a_password_opens_its_own_account_only(link: Link) -> None:
    desk = Desk(link)
    password = await desk.accounts.add_agent("Ada", "supervisor")
    assert await desk.knock(password) == Agent("Ada", "supervisor")
    assert await desk.knock(password[:-1]) == Wrong()
    assert await desk.knock(password, name="Bo") == Wrong()


async def test_an_agent_of_another_region_is_told_where_they_work(link: Link) -> None:
    desk, elsewhere = Desk(link, "porto"), Desk(link, "lisbon")
    password = await desk.accounts.add_agent("Ada", "agent", None, regions=("porto", "braga"))
    assert await desk.knock(password) == Agent("Ada", "agent")
    assert await elsewhere.knock(password) == NotHere("Ada works in porto, braga; this is the desk of lisbon")
    assert await elsewhere.knock("guess") == Wrong(), "where somebody works is told to nobody else"


@pytest.mark.usefixtures("quick")
async def test_a_one_time_code_counts_once_also_for_two_who_come_at_once(link: Link) -> None:
    desk, secret, now_s = Desk(link), totp.new_secret(), time.time()
    await desk.accounts.add_agent("Ada", "agent", "right", sealed=sealed_of(Private(totp=secret), SEAL))
    code = totp.code_at(secret, int(now_s // 30))
    assert await desk.knock("right", now_s=now_s) == CodeWanted()
    assert await desk.knock("wrong", code=code, now_s=now_s) == Wrong()
    assert await desk.knock("right", code="000000" if code != "000000" else "1", now_s=now_s) == CodeWrong()
    became: list[Became] = []

    async def come() -> None:
        became.append(await desk.knock("right", code=code, now_s=now_s))

    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(come)
    assert sorted(map(str, became)) == sorted(map(str, [Agent("Ada", "agent"), CodeWrong(), CodeWrong()]))
    assert await desk.knock("right", code=code, now_s=now_s + 29.0) == CodeWrong(), "replayed"
    later = totp.code_at(secret, int(now_s // 30) + 1)
    assert await desk.knock("right", code=later, now_s=now_s + 30.0) == Agent("Ada", "agent")
    assert await desk.knock("right", code=code, now_s=now_s) == CodeWrong(), "an older one than the newest used"


@pytest.mark.usefixtures("quick")
async def test_nobody_gets_by_without_a_code_because_the_secret_was_changed(link: Link) -> None:
    desk = Desk(link)
    sealed = sealed_of(Private(totp=totp.new_secret()), Seal("x" * 32))
    await desk.accounts.add_agent("Ada", "agent", "right", sealed=sealed)
    assert isinstance(await desk.knock("right"), NotHere)


@pytest.mark.usefixtures("quick")
async def test_whoever_guesses_is_slowed_down_and_locks_nobody_out(link: Link) -> None:
    desk = Desk(link)
    await desk.accounts.add_agent("Ada", "agent", "right")
    assert await desk.knock("right") == Agent("Ada", "agent")
    guesses = [await desk.knock("guess", address=ELSEWHERE) for _ in range(12)]
    assert guesses[:10] == [Wrong()] * 10
    assert [type(each) for each in guesses[10:]] == [TooMany, TooMany]
    refused = await desk.knock("right", address=ELSEWHERE)
    assert isinstance(refused, TooMany)
    assert 800 < refused.wait_s <= 900
    assert await desk.knock("right") == Agent("Ada", "agent"), "from where Ada has signed in before"


@pytest.mark.usefixtures("quick")
async def test_an_address_that_tries_many_names_is_slowed_down_and_a_whole_shift_is_not(
    link: Link,
) -> None:
    desk = Desk(link)
    for number in range(80):
        await desk.accounts.add_agent(f"A{number}", "agent", "right")
        assert await desk.knock("right", name=f"A{number}") == Agent(f"A{number}", "agent")
    guesses = [await desk.knock("guess", name=f"G{number}") for number in range(61)]
    assert guesses[:60] == [Wrong()] * 60
    assert isinstance(guesses[60], TooMany)
    assert 290 < guesses[60].wait_s <= 300


async def test_of_many_who_guess_at_once_most_are_sent_away(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, answers = Desk(link), list[object]()
    monkeypatch.setattr(auth, "password_fits", lambda *_: False)

    async def guess(number: int) -> None:
        answers.append(await desk.knock("guess", name=f"G{number}"))

    async with trio.open_nursery() as nursery:
        for number in range(200):
            nursery.start_soon(guess, number)
    assert len(answers) == 200
    assert answers.count(Wrong()) == sign_in.waiting_max
