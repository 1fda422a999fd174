"""Rules that change while the service runs, and rules that are none."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import trio

from escort import metrics, rules
from escort.errors import Unusable
from escort.rules import Rules, first_rules, follow_rules
from geo import Profiles, default_profiles, profiles_from

SHIPPED = (Path(rules.__file__).parents[1] / "geo" / "profiles.toml").read_text(encoding="utf-8")


def refused() -> float:
    return float(metrics.rules_read.labels("refused")._value.get())


def own(path: Path, name: str) -> Path:
    """Rules with one more profile than is shipped."""
    path.write_text(f'{SHIPPED}\n[{name}]\nlike = "day"\n', encoding="utf-8")
    return path


async def until(condition: Callable[[], object]) -> None:
    with trio.fail_after(5):
        while not condition():
            await trio.sleep(0.01)


async def test_a_changed_file_is_used_a_broken_one_changes_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rules, "look_every_s", 0.02)
    path, used, before = own(tmp_path / "rules.toml", "airport"), list[Profiles](), refused()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(follow_rules, path, used.append)
        await trio.sleep(0.1)
        assert used == []
        own(path, "festival")
        await until(lambda: used)
        assert "festival" in used[0].names
        path.write_text("[day]\nspeed = 3\n")
        await until(lambda: refused() > before)
        path.unlink()
        await until(lambda: refused() > before + 1)
        own(path, "harvest")
        await until(lambda: len(used) > 1)
        nursery.cancel_scope.cancel()
    assert "harvest" in used[1].names
    assert any("the rules stay as they were" in record.getMessage() for record in caplog.records)


async def test_a_hangup_reads_them_again_at_once(tmp_path: Path) -> None:
    path, used = own(tmp_path / "rules.toml", "airport"), list[Profiles]()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(follow_rules, path, used.append)
        await trio.sleep(0.1)
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: used)
        nursery.cancel_scope.cancel()
    assert used[0].names[-1] == "airport"


def test_what_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    broken = tmp_path / "rules.toml"
    for text, said in (("[day", "not TOML"), ("[day]\nspeed = 3", "profile 'day'"), (None, "No such file")):
        broken.unlink(missing_ok=True) if text is None else broken.write_text(text)
        with pytest.raises(Unusable, match=said) as why:
            first_rules(broken)
        assert str(broken) in str(why.value)
    assert first_rules(None).names[0] == "day"


def test_a_profile_nobody_has_is_refused_with_those_there_are() -> None:
    rules = Rules(default_profiles())
    assert rules.refusal_of(None) is rules.refusal_of("night") is None
    assert rules.refusal_of("noon") == "the profile: there is none named 'noon'; there are day, night"


def test_a_profile_that_goes_is_told_once_and_known_no_more(caplog: pytest.LogCaptureFixture) -> None:
    more, used = profiles_from(f'{SHIPPED}\n[airport]\nlike = "day"\n'), list[Profiles]()
    rules = Rules(more)
    rules.tell(used.append)
    for _ in range(2):
        rules.use(default_profiles())
    assert rules.refusal_of("airport") is not None
    assert len(used) == 2
    said = [record.getMessage() for record in caplog.records]
    assert said == ["profiles gone: airport; trips that name them are judged by day, or by night"]
