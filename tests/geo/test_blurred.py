"""Phones that speak and do not know where they are: stories, then columns against the slow reference."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo import Finding, default_profiles, sentence
from tests.geo.agree import alternate
from tests.geo.drive import BEGAN_S, drive, fixes, fleet_of, said
from tests.reference.blurred import Said, Sharp, State, step

RULE = default_profiles().by_name["day"].blurred


def test_fixes_too_vague_to_judge_for_too_long_are_found_and_cleared() -> None:
    vague = [(at, 0, 150) for at in range(10, 220, 30)]
    assert drive((0, 0), *vague, (230, 0, 8), kind="blurred") == [("raised", 190), ("cleared", 230)]


def test_vague_fixes_between_sharp_ones_are_nothing() -> None:
    mixed = [(at, 0, 500 if at % 60 else 8) for at in range(0, 600, 30)]
    assert drive(*mixed, kind="blurred") == []


def test_a_phone_that_does_not_say_how_accurate_it_is_is_taken_at_its_word() -> None:
    assert drive(*((at, 0) for at in range(0, 600, 30)), kind="blurred") == []


def test_a_phone_that_only_says_null_island_is_blurred() -> None:
    fleet, found = fleet_of("t", profile="day"), list[Finding]()
    for at in range(0, 240, 30):
        nowhere = fixes(fleet.rows_of(["t"]), [(at, 0)])
        nowhere.lat_deg[:] = nowhere.lon_deg[:] = 0.0
        found += fleet.observe(nowhere).findings
    assert said(found, "blurred") == [("raised", 180)]
    assert sentence(found[0]) == "The phone has not known where it is for 180 s."


def test_what_was_vague_before_we_were_away_counts_anew() -> None:
    fleet = fleet_of("t", profile="day")
    row = int(fleet.rows_of(["t"])[0])
    fleet.observe(fixes([row] * 2, [(0, 0, 300), (30, 0, 300)]))
    fleet.resume(BEGAN_S + 200)
    assert said(fleet.observe(fixes([row], [(210, 0, 300)])).findings, "blurred") == []
    assert said(fleet.observe(fixes([row] * 2, [(300, 0, 300), (390, 0, 300)])).findings, "blurred") == [
        ("raised", 390)
    ]


streams = st.lists(st.tuples(st.integers(1, 100), st.sampled_from([5.0, 99.0, 101.0, 250.0])), max_size=40)


@given(streams, st.data())
def test_columns_equal_the_reference_in_any_batching(stream: list[tuple[int, float]], data: st.DataObject) -> None:
    at_s = np.cumsum([after_s for after_s, _ in stream]).tolist()
    told = [(at, 0.0, accuracy_m) for at, (_, accuracy_m) in zip(at_s, stream, strict=True)]
    state: State = Sharp()
    expected = list[Said]()
    for at, _, accuracy_m in told:
        state, more = step(state, at, accuracy_m, RULE)
        expected += [more] if more else []
    fleet, found = fleet_of("t", profile="day"), list[Finding]()
    row = int(fleet.rows_of(["t"])[0])
    while told:
        cut = data.draw(st.integers(1, len(told)))
        found += fleet.observe(fixes([row] * cut, told[:cut])).findings
        told = told[cut:]
    ours = [(f.edge, f.since_s - BEGAN_S, f.at_s - BEGAN_S) for f in found if f.kind == "blurred"]
    assert ours == expected
    assert alternate(ours)
