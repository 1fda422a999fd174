"""Real drives with the second they truly left their plan: none raised falsely, none early, none missed."""

import json
import statistics
from pathlib import Path

import pytest

from escort.replay.files import read_drives
from escort.replay.through_fleet import replay
from geo import default_profiles

DATA = Path(__file__).parents[3] / "shared" / "data" / "deviation"


@pytest.mark.parametrize(("name", "p50_s", "p90_s"), [("hof", 12, 25), ("porto", 15, 30)])
def test_deviation_on_labelled_drives(name: str, p50_s: float, p90_s: float) -> None:
    path = DATA / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"no labelled drives at ../shared/data/deviation/{name}.jsonl")
    onset = {case["case_id"]: case["onset_t"] for case in map(json.loads, path.read_text().splitlines())}
    first: dict[str, float] = {}
    for finding in replay(read_drives([path]), default_profiles()):
        if (finding.kind, finding.edge) == ("deviation", "raised"):
            first.setdefault(finding.trip, finding.at_s)
    diverging = {case for case, at_s in onset.items() if at_s is not None}
    assert set(first) == diverging
    delays = sorted(first[case] - onset[case] for case in diverging)
    assert delays[0] >= 0
    assert statistics.median_high(delays) <= p50_s
    assert delays[int(0.9 * len(delays))] <= p90_s
