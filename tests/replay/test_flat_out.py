"""Flat out: drives go in, a findings file comes out, whole or not at all."""

import json
from pathlib import Path

import pytest

from escort.replay.drives import bare_drive
from escort.replay.flat_out import main_flat_out
from escort.replay.through_fleet import replay
from geo import Fleet, TripPlan, default_profiles
from tests.geo.drive import BEGAN_S, NORTH, fixes


def case(name: str, *told: tuple[float, float]) -> str:
    batch = fixes([0] * len(told), told)
    points = zip(batch.fixed_at_s.tolist(), batch.lon_deg.tolist(), batch.lat_deg.tolist(), strict=True)
    return json.dumps({"case_id": name, "plan": NORTH.tolist(), "points": [*points]}) + "\n"


LEAVES = case("leaves", (0, 0), (10, 100), (20, 300), (30, 0), (200, 0))
STAYS = case("stays", (0, 0), (10, 0))


def test_findings_are_one_json_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.jsonl").write_text(STAYS + LEAVES)
    assert main_flat_out([tmp_path / "cases.jsonl"], tmp_path / "out.jsonl") == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(row["case_id"], row["kind"], row["edge"], row["at"] - BEGAN_S) for row in rows] == [
        ("leaves", "deviation", "raised", 20),
        ("leaves", "deviation", "cleared", 30),
        ("leaves", "signal_loss", "raised", 120),
        ("leaves", "signal_loss", "cleared", 200),
    ]
    assert rows[0]["since"] == BEGAN_S + 10
    assert rows[0]["sentence"] == "300 m off the planned route for 10 s (corridor 65 m, accuracy 10 m)."
    assert (rows[0]["proof"]["of"], rows[0]["proof"]["limit_m"]) == ("deviation", 65)
    assert "2 drives, 7 fixes" in capsys.readouterr().out


def test_without_a_file_findings_are_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.jsonl").write_text(LEAVES)
    assert main_flat_out([tmp_path / "cases.jsonl"], None) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("leaves  2023-11-14 22:13:40+00:00  deviation raised: 300 m off the planned route")


def test_a_broken_file_leaves_the_old_findings_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.jsonl").write_text(LEAVES * 3 + "{broken")
    (tmp_path / "out.jsonl").write_text("what was found before\n")
    assert main_flat_out([tmp_path / "cases.jsonl"], tmp_path / "out.jsonl") == 2
    assert (tmp_path / "out.jsonl").read_text() == "what was found before\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.jsonl", "out.jsonl"]
    assert "cases.jsonl, line 4: not a case" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_flat_out([tmp_path / "none.jsonl"], None) == 2
    assert "No such file" in capsys.readouterr().err


def test_side_by_side_finds_what_each_alone_finds() -> None:
    drives = []
    for number in range(40):
        told = [(10.0 * i, 0.0 if i < number else 40.0 * (i - number)) for i in range(20 + number)]
        batch = fixes([0] * len(told), told)
        drives.append(bare_drive(f"d{number}", NORTH, batch.fixed_at_s, batch.lon_deg, batch.lat_deg))
    together = list(replay(drives, default_profiles()))
    assert together == [finding for drive in drives for finding in replay([drive], default_profiles())]
    assert {finding.trip for finding in together} == {f"d{number}" for number in range(40)}


def test_a_drive_without_fixes_is_passed_over() -> None:
    batch = fixes([], [])
    assert (
        list(replay([bare_drive("empty", NORTH, batch.fixed_at_s, batch.lon_deg, batch.lat_deg)], default_profiles()))
        == []
    )
    fleet = Fleet(default_profiles())
    fleet.admit([TripPlan("t", 0, None, BEGAN_S)])
    assert fleet.observe(batch).findings == []
