"""A phone keeps its word: presses arrive whatever happens to the line, fixes as far as its memory goes."""

from collections.abc import Awaitable, Callable

import msgspec
import pytest
import trio
from trio_websocket import WebSocketConnection

from escort.phones import CheckIn, Habits, Phone, Refused, TokenRefused, open_phone
from escort.phones.frames import Cancelled, Pressed
from escort.phones.line import retry_after_s
from tests.simulate.other_end import Frame, OtherEnd, acknowledge, other_end

fix = (1_700_000_000.0, 41.15, -8.61, 5.0, None, None)


async def until(true: Callable[[], bool]) -> None:
    with trio.fail_after(10):
        while not true():
            await trio.sleep(0.01)


def drops_the_line_at(times: int) -> Callable[[OtherEnd, WebSocketConnection, Frame], Awaitable[None]]:
    """A service that closes the connection on the first presses, unanswered."""

    async def behave(end: OtherEnd, socket: WebSocketConnection, frame: Frame) -> None:
        if frame["type"] == "press" and len(end.of("press")) <= times:
            await socket.aclose(1011)
        else:
            await acknowledge(end, socket, frame)

    return behave


async def test_a_press_is_answered() -> None:
    async with other_end() as end, open_phone(end.url, "token", trip="t") as phone:
        answer = await phone.press("p1", "sos", 5.0, fix)
    assert isinstance(answer, Pressed)
    assert answer.press_id == "p1"
    assert end.heard == [{"type": "press", "press_id": "p1", "trip": "t", "at": 5.0, "kind": "sos", "fix": [*fix]}]


async def test_a_press_is_said_once_on_a_line_that_answers() -> None:
    async with other_end() as end:
        for number in range(30):
            async with open_phone(end.url, "token") as phone:
                await phone.press(f"p{number}", "sos", 5.0)
    assert [press["press_id"] for press in end.of("press")] == [f"p{number}" for number in range(30)]


async def test_a_press_is_said_again_with_its_id_until_a_line_answers() -> None:
    async with other_end(drops_the_line_at(2)) as end, open_phone(end.url, "token") as phone:
        answer = await phone.press("p1", "silent", 5.0)
    assert isinstance(answer, Pressed)
    assert [press["press_id"] for press in end.of("press")] == ["p1", "p1", "p1"]
    assert end.lines == 3


async def test_a_line_that_leaves_a_press_unanswered_is_left() -> None:
    async def deaf_at_first(end: OtherEnd, socket: WebSocketConnection, frame: Frame) -> None:
        if end.lines > 1:
            await acknowledge(end, socket, frame)

    async with other_end(deaf_at_first) as end, open_phone(end.url, "t", habits=Habits(press_answer_s=0.2)) as phone:
        assert isinstance(await phone.press("p1", "sos", 5.0), Pressed)
    assert end.lines == 2


async def test_a_press_before_there_is_a_service_arrives_once_there_is_one() -> None:
    async with other_end() as end:
        port = end.port
    async with open_phone(end.url, "token") as phone, trio.open_nursery() as nursery:
        answers: list[object] = []

        async def push() -> None:
            answers.append(await phone.press("p1", "sos", 5.0))

        nursery.start_soon(push)
        await trio.sleep(0.1)
        assert not answers
        async with other_end(port=port):
            await until(lambda: bool(answers))
    assert isinstance(answers[0], Pressed)


async def test_a_press_goes_before_everything_that_waited() -> None:
    async with other_end() as end:
        port = end.port
    async with open_phone(end.url, "token") as phone, trio.open_nursery() as nursery:
        await phone.fixes([fix])
        await phone.say("hello")
        nursery.start_soon(phone.press, "p1", "sos", 5.0)
        await trio.sleep(0.05)
        async with other_end(port=port) as end:
            await until(lambda: len(end.heard) == 3)
    assert [frame["type"] for frame in end.heard] == ["press", "say", "fixes"]


async def test_fixes_wait_for_a_line_and_the_oldest_go_first() -> None:
    async with other_end() as end:
        port = end.port
    async with open_phone(end.url, "token", habits=Habits(fixes_waiting_max=600)) as phone:
        for second in range(700):
            await phone.fixes([(float(second), 41.0, -8.0)])
        async with other_end(port=port) as end:
            await until(lambda: phone.fixes_sent == 600)
            await phone.fixes([(700.0, 41.0, -8.0)])
            await until(lambda: len(end.of("fixes")) == 3)
    assert [row[0] for frame in end.heard for row in frame["fixes"]] == [float(second) for second in range(100, 701)]
    assert [len(frame["fixes"]) for frame in end.heard] == [500, 100, 1]
    assert phone.fixes_dropped == 100


async def test_what_was_sent_is_read_before_the_phone_is_gone() -> None:
    async with other_end() as end:
        async with open_phone(end.url, "token") as phone:
            for second in range(2_000):
                await phone.fixes([(float(second), 41.0, -8.0)])
        assert phone.fixes_sent == len(end.heard) == 2_000
        assert end.goodbyes == [1000]


async def test_a_phone_that_is_put_away_waits_a_moment_for_a_line_to_say_what_it_has_kept() -> None:
    async with other_end() as end:
        port = end.port
    async with trio.open_nursery() as nursery:

        async def brief() -> None:
            async with open_phone(end.url, "token") as phone:
                await phone.fixes([fix])

        nursery.start_soon(brief)
        await trio.sleep(0.1)
        async with other_end(port=port) as end:
            await until(lambda: end.goodbyes == [1000])
    assert len(end.of("fixes")) == 1


async def test_a_cancelled_phone_still_says_goodbye() -> None:
    async with other_end() as end:
        began = trio.current_time()
        with trio.CancelScope() as scope:
            async with open_phone(end.url, "token") as phone:
                for second in range(500):
                    await phone.fixes([(float(second), 41.0, -8.0)])
                scope.cancel()
                await trio.sleep_forever()
        await until(lambda: bool(end.goodbyes))
        assert (len(end.heard), end.goodbyes) == (500, [1000])
        assert trio.current_time() - began < 4.0, "it took all its time: nobody answered the goodbye"


async def test_a_wrong_token_is_said_at_once() -> None:
    async with other_end() as end:
        with pytest.raises(TokenRefused, match="the token is not valid"):
            async with open_phone(end.url, "wrong"):
                pytest.fail("there is no such phone")


async def test_a_cancel_has_an_answer_of_its_own() -> None:
    async with other_end() as end, open_phone(end.url, "token") as phone:
        await phone.press("p1", "sos", 5.0)
        assert isinstance(await phone.cancel("p1", "1234"), Cancelled)
    assert end.of("cancel") == [{"type": "cancel", "press_id": "p1", "pin": "1234"}]


async def test_a_refused_press_says_why() -> None:
    async def refuse(_: OtherEnd, socket: WebSocketConnection, frame: Frame) -> None:
        why = {"type": "refused", "of": "press", "why": "another trip", "press_id": frame["press_id"]}
        await socket.send_message(msgspec.json.encode(why).decode())

    async with other_end(refuse) as end, open_phone(end.url, "token") as phone:
        assert await phone.press("p1", "sos", 5.0) == Refused("press", "another trip", "p1")


async def test_messagepack_in_and_out() -> None:
    async def ask(_: OtherEnd, socket: WebSocketConnection, __: Frame) -> None:
        await socket.send_message(msgspec.msgpack.encode({"type": "told", "from": "Ada", "text": "hi", "at": 2.0}))

    async with other_end(ask) as end, open_phone(end.url, "token", binary=True) as phone:
        await phone.fixes([fix])
        told = await phone.heard.receive()
    assert (end.heard, type(end.raw[0])) == ([{"type": "fixes", "fixes": [[*fix]]}], bytes)
    assert (getattr(told, "sender", None), getattr(told, "text", None)) == ("Ada", "hi")


async def chatter(phone: Phone, frames: int) -> None:
    for _ in range(frames):
        await phone.say("go on")


async def test_what_nobody_reads_is_counted_and_what_nobody_knows_is_passed_over() -> None:
    async def ask(end: OtherEnd, socket: WebSocketConnection, _: Frame) -> None:
        new = {"type": "weather", "rain": True}
        checkin = {"type": "checkin", "checkin_id": f"c{len(end.heard)}", "text": "?", "reason": "!", "answer_by": 9.0}
        for frame in (new, checkin):
            await socket.send_message(msgspec.json.encode(frame).decode())

    async with other_end(ask) as end, open_phone(end.url, "token", habits=Habits(heard_max=2)) as phone:
        await chatter(phone, 5)
        await until(lambda: phone.unheard == 3)
        first = await phone.heard.receive()
    assert first == CheckIn("c1", "?", "!", 9.0)


def test_waits_grow_and_differ_from_phone_to_phone() -> None:
    waits = [retry_after_s("phone-1", failures) for failures in range(1, 12)]
    assert all(0.5 * most <= wait <= most for wait, most in zip(waits, [0.5, 1, 2, 4, 8, 16, 20, 20], strict=False))
    assert max(waits) <= 20.0
    assert waits == [retry_after_s("phone-1", failures) for failures in range(1, 12)]
    assert len({retry_after_s(f"phone-{n}", 1) for n in range(100)}) == 100
