"""`escort outbox`: what could not be carried out, tried again or dropped; and how long failures wait."""

from pathlib import Path
from random import Random

import pytest

from alerts import requests
from escort.config import Settings
from escort.errors import Unusable
from escort.outbox.pace import again_after_s, longest_s, tries_max
from escort.outbox_tools import dead_letters
from tests.outreach.world import RITA, world_on
from tests.redis import RedisServer


async def test_what_is_dead_is_listed_tried_again_and_dropped(
    redis_server: RedisServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, redis_url=redis_server.url)
    async with world_on(redis_server.url) as world:
        await world.trip()
        await world.lane.append(world.keys.outbox("voice"), b'{"effect_id":"i-1/9/voice"}')
        await world.settled()
        await dead_letters(settings, "list", "all")
        name, effect, why = capsys.readouterr().out.strip().split("\t")
        assert name.startswith("voice/")
        assert (effect, why) == ("i-1/9/voice", "a mistake of ours: ValidationError")
        with pytest.raises(Unusable, match="no dead letter"):
            await dead_letters(settings, "retry", "voice/0-0")
        await dead_letters(settings, "retry", name)
        assert capsys.readouterr().out == "1\n"
        await world.settled()
        await dead_letters(settings, "drop", "all")
        assert capsys.readouterr().out == "1\n"
        await dead_letters(settings, "list", "all", json=True)
        assert capsys.readouterr().out == "[]\n"
        world.phones.expect_call(RITA).presses("1")
        await world.call()
        await world.told(requests.CallSettled, outcome="safe")


def test_failures_wait_ever_longer_and_are_given_up() -> None:
    chance = Random("pace")
    pauses = [again_after_s(failures, chance) for failures in range(1, tries_max + 1)]
    assert pauses[-1] is None
    waited = [pause for pause in pauses if pause is not None]
    for failures, pause in enumerate(waited):
        whole_s = min(longest_s, 0.5 * 2**failures)
        assert whole_s / 2 <= pause <= whole_s
    assert again_after_s(3, Random(1)) != again_after_s(3, Random(2))
