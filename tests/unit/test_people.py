"""What `escort agent` and `escort roster` say, do and refuse, on a log of their own."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from escort.cli import main

Escort = Callable[..., tuple[int, str, str]]
ROSTER = """
timezone = "UTC"
[[shift]]
agents = ["Ada", "Bo"]
from = 08:00:00
to = 20:00:00
"""


@pytest.fixture
def escort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Escort:
    """One command in a data folder of the test's own: its code, what it printed, what it said beside that."""
    monkeypatch.setenv("ESCORT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ESCORT_TIMEZONE", "Europe/Lisbon")

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_an_agent_s_life_on_the_command_line(escort: Escort) -> None:
    code, password, beside = escort("agent", "add", "Ada", "--languages", "en, zh", "--phone", "+351 900", "--totp")
    assert (code, password.count("\n"), len(password.strip())) == (0, 1, 19)
    assert re.fullmatch(r"escort: one-time codes: otpauth://totp/Safety%20escort%3AAda\?secret=\w{32}&.*\n", beside)
    assert escort("agent", "change", "Ada", "--capacity", "5", "--role", "supervisor", "--no-totp") == (0, "", "")
    assert escort("agent", "certify", "Ada", "--until", "2026-12-31") == (0, "", "")
    (told,) = [json.loads(line) for line in escort("agent", "list", "--json")[1].splitlines()]
    assert told == {
        "agent": "Ada",
        "role": "supervisor",
        "capacity": 5,
        "skills": [],
        "languages": ["en", "zh"],
        "regions": [],
        "certified_until": 1798761600.0,  # the first second of 2027 in Lisbon
        "phone": "+351 900",
        "totp": False,
    }
    assert "certified until 2026-12-31" in escort("agent", "list")[1]
    assert escort("agent", "sessions", "Ada") == (0, "", "")
    assert escort("agent", "sessions", "Ada", "--revoke") == (0, "0 sessions of Ada ended\n", "")
    again = escort("agent", "add", "Ada", "--password", "my own")
    assert (again[0], again[1]) == (0, "my own\n")
    assert "already" in again[2]
    assert json.loads(escort("agent", "list", "--json")[1])["role"] == "supervisor", "what is not said stays"
    assert escort("agent", "remove", "Ada") == (0, "", "")
    assert escort("agent", "list")[1] == ""


def test_a_mistake_about_agents_is_one_sentence(escort: Escort) -> None:
    for words, said in (
        (("change", "Ada", "--capacity", "2"), "There is no agent Ada"),
        (("remove", "Ada"), "There is no agent Ada"),
        (("certify", "Ada", "--until", "2026-12-31"), "There is no agent Ada"),
        (("add", "Ada", "--capacity", "0"), "1 to 50 cases"),
        (("add", " "), "1 to 64 characters"),
    ):
        code, printed, beside = escort("agent", *words)
        assert (code, printed, said in beside, beside.count("\n")) == (2, "", True, 1), words
    assert escort("agent", "add", "Ada")[0] == 0
    assert "nothing to change" in escort("agent", "change", "Ada")[2]
    with pytest.raises(SystemExit):
        escort("agent", "certify", "Ada", "--until", "tomorrow")


def test_a_roster_is_set_shown_and_cleared_and_a_bad_one_changes_nothing(escort: Escort, tmp_path: Path) -> None:
    good, bad = tmp_path / "roster.toml", tmp_path / "bad.toml"
    good.write_text(ROSTER)
    bad.write_text(ROSTER.replace("UTC", "Nowhere"))
    assert "There is no roster" in escort("roster", "show")[2]
    assert escort("agent", "add", "Ada")[0] == 0
    code, printed, beside = escort("roster", "set", str(good))
    assert (code, printed) == (0, "")
    assert "names Bo, who has no account yet" in beside
    assert "12 hours are not covered" in beside
    code, printed, beside = escort("roster", "show", "--hours", "48")
    lines = printed.splitlines()
    assert (code, len(lines)) == (0, 48)
    assert sum(line.endswith("2 of 1  Ada, Bo") for line in lines) == 24
    assert sum(line.endswith("0 of 1     1 too few") for line in lines) == 24
    assert "24 hours are not covered" in beside
    code, _, beside = escort("roster", "set", str(bad))
    assert (code, "time zone" in beside) == (2, True)
    assert escort("roster", "set", str(tmp_path / "none.toml"))[0] == 2
    assert escort("roster", "show")[0] == 0, "the one before stands"
    assert escort("roster", "clear") == (0, "", "")
    assert escort("roster", "show")[0] == 2
