"""Other rules on the same day: what would come, what would go, what would be sooner."""

import json
from pathlib import Path

import msgspec
import pytest

from escort.cli import main
from escort.replay.drives import Drive, bare_drive
from escort.replay.through_fleet import replay
from escort.replay.what_if import Difference, WhatIf, spells, told, what_if
from geo import Profiles, default_profiles
from tests.geo.drive import BEGAN_S, NORTH, fixes
from tests.replay.test_flat_out import LEAVES, STAYS

SHIPPED = default_profiles()


def drive(name: str, *told: tuple[float, float]) -> Drive:
    batch = fixes([0] * len(told), told)
    return bare_drive(name, NORTH, batch.fixed_at_s, batch.lon_deg, batch.lat_deg)


def with_corridor(corridor_m: float) -> Profiles:
    day = SHIPPED.by_name["day"]
    rule = msgspec.structs.replace(day.deviation, corridor_m=corridor_m, return_m=min(50.0, corridor_m))
    return Profiles({"day": msgspec.structs.replace(day, deviation=rule)})


def compared(corridor_m: float, *drives: Drive) -> list[tuple[str, str, float]]:
    differences = what_if(drives, with_corridor(65), with_corridor(corridor_m)).differences
    return [(each.what, each.finding.trip, each.by_s) for each in differences if each.finding.kind == "deviation"]


NEAR = drive("near", (0, 0), (10, 100), (20, 100), (30, 100), (40, 0))
FAR = drive("far", (0, 0), (10, 200), (20, 400), (30, 500), (40, 600), (50, 0))


def test_a_narrower_corridor_brings_what_a_wider_one_loses() -> None:
    assert compared(65, NEAR, FAR) == []
    assert compared(300, NEAR, FAR) == [("later", "far", 10.0), ("go", "near", 0.0)]
    back = what_if([NEAR], with_corridor(300), with_corridor(65))
    assert [(each.what, each.finding.trip) for each in back.differences] == [("come", "near")]
    assert (back.before, back.after) == ({}, {"deviation": 1})


def test_a_finding_that_is_only_sooner_is_the_same_finding() -> None:
    assert compared(30, FAR) == []
    slow = drive("slow", (0, 0), (10, 70), (20, 80), (30, 90), (40, 120), (50, 150), (60, 0))
    assert compared(40, slow) == [("earlier", "slow", -10.0)]


def test_a_spell_lasts_until_it_is_cleared() -> None:
    of_far = spells(replay([FAR], SHIPPED))["far", "deviation"]
    assert [(each.raised.at_s - BEGAN_S, each.until_s - BEGAN_S) for each in of_far] == [(20, 50)]
    raised = next(replay([FAR], SHIPPED))
    assert spells([raised])["far", "deviation"][0].until_s == float("inf")


def test_what_is_told_is_a_table_and_a_line_each() -> None:
    everything = told(what_if([NEAR, FAR], with_corridor(65), with_corridor(300)))
    lines = [line for line in everything if "detour" not in line]
    assert lines[0].split() == ["before", "after", "come", "go", "earlier", "later"]
    assert lines[1].split() == ["deviation", "2", "1", "0", "1", "0", "1"]
    assert lines[2].startswith("> far  2023-11-14 22:13:50+00:00  deviation (10 s later): ")
    assert lines[3].startswith("- near  ")
    assert list(told(WhatIf({}, {}, list[Difference]())))[1] == "nothing is found under either"


def rules_file(folder: Path) -> Path:
    from importlib import resources

    shipped = (resources.files("geo") / "profiles.toml").read_text("utf-8")
    assert shipped.count("corridor_m = 65.0") == 1
    path = folder / "other.toml"
    path.write_text(shipped.replace("corridor_m = 65.0", "corridor_m = 500.0"), encoding="utf-8")
    return path


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.jsonl").write_text(STAYS + LEAVES)
    cases, rules = str(tmp_path / "cases.jsonl"), str(rules_file(tmp_path))
    assert main(["replay", cases, "--rules", rules, "--compare"]) == 0
    said = capsys.readouterr().out
    assert "\n- leaves  " in said
    assert main(["replay", cases, "--rules", rules, "--findings", str(tmp_path / "out.jsonl")]) == 0
    kinds = {json.loads(line)["kind"] for line in (tmp_path / "out.jsonl").read_text().splitlines()}
    assert kinds == {"signal_loss"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--compare"], "--compare needs other rules"),
        (["--rules", "none.toml"], "--rules none.toml: "),
        (["--plot", "p.html", "--to", "ws://localhost:1"], "--plot is for a replay in this process"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cases.jsonl").write_text(STAYS)
    assert main(["replay", str(tmp_path / "cases.jsonl"), *words]) == 2
    assert said in capsys.readouterr().err
