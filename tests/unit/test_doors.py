"""Bytes at the door become values or reasons, whatever they are; what is refused is refused with one sentence."""

import math
import string

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from litestar.exceptions import ClientException

from escort import limits, records, wire
from escort.api.trips import plan_of
from escort.intake import by_partition, judged, matrix, why
from escort.log import FixesKeys, partition_of

NOW_S = 1_700_000_000.0
numbers = st.one_of(st.floats(), st.integers(-(10**30), 10**30))
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=7), st.dictionaries(st.text(), inner, max_size=5)),
    max_leaves=20,
)


@given(st.one_of(st.text(), st.binary()), st.booleans())
@example(b"\xa5\x00\x00\x00\x00\x80", False)
@example(b"\x82\xa4type\xa5fixes\xa5fixes\x91\x94\xa2\xff\xff\x01\x02\x03", True)
def test_whatever_comes_is_a_frame_or_a_reason(message: str | bytes, fleet: bool) -> None:
    frame: object = wire.frame_of(message, fleet)
    if isinstance(frame, wire.FleetFixes):
        frame = wire.fleet_rows(frame, isinstance(message, bytes))
    if isinstance(frame, wire.Malformed):
        assert frame.why
        assert len(frame.of) <= 40


@given(st.fixed_dictionaries({"type": st.just("press"), "press_id": st.text("abc", min_size=1, max_size=64)}), anything)
def test_a_press_is_a_press_whatever_decorates_it(press: dict[str, object], decoration: object) -> None:
    decorated = {**press, "at": decoration, "fix": decoration, "kind": decoration, "colour": decoration}
    frame = wire.frame_of(msgspec.msgpack.encode(_packable(decorated)))
    assert isinstance(frame, wire.Press), frame
    at_s, fix = wire.time_or_none(frame.at), wire.place_or_none(frame.fix)
    assert at_s is None or math.isfinite(at_s)
    assert fix is None or (3 <= len(fix) <= 6 and all(value is None or math.isfinite(value) for value in fix))


def _packable(value: object) -> object:
    """MessagePack's whole numbers end at 64 bits; beyond them a phone sends floats."""
    if isinstance(value, dict):
        return {key: _packable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_packable(each) for each in value]
    return float(value) if isinstance(value, int) and abs(value) >= 2**63 else value


def test_what_a_fix_leaves_out_in_the_middle_stays_where_it_is() -> None:
    assert wire.place_or_none([1.0, 41.0, -8.0, None, 7.0]) == (1.0, 41.0, -8.0, None, 7.0)


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1, max_size=20))
def test_a_row_is_judged_good_only_where_a_phone_can_have_measured_it(rows: list[tuple[float, float, float]]) -> None:
    flat = [value for row in rows for value in (*map(float, row), None, None, None)]
    values = matrix(flat)
    for row, wrong in zip(values, judged(values, NOW_S), strict=True):
        fixed_at, lat, lon = row[:3]
        possible = abs(lat) <= 90 and abs(lon) <= 180 and NOW_S - limits.fix_age_max_s <= fixed_at
        assert (wrong == 0) == bool(possible and fixed_at <= NOW_S + limits.fix_future_max_s)
        assert bool(why(int(wrong), row)) == bool(wrong)


@given(st.lists(st.tuples(st.sampled_from(string.ascii_letters), st.booleans()), min_size=1, max_size=200))
def test_every_good_row_arrives_in_its_trip_s_partition_once(sent: list[tuple[str, bool]]) -> None:
    trips = [trip for trip, _ in sent]
    good = np.flatnonzero([is_good for _, is_good in sent])
    values = np.arange(len(sent) * records.columns, dtype=np.float64).reshape(-1, records.columns)
    arrived = []
    for stream, payload in by_partition(trips, values, good, NOW_S) if len(good) else ():
        record = records.unpacked(payload)
        assert isinstance(record, records.FixesTaken)
        rows = np.frombuffer(record.values).reshape(-1, records.columns)
        for index, row in zip(np.frombuffer(record.index, np.int32), rows, strict=True):
            assert stream == FixesKeys(partition_of(record.trips[index])).log
            arrived.append((record.trips[index], float(row[0])))
    assert sorted(arrived) == sorted((trips[i], float(values[i, 0])) for i in good)


@given(st.text())
def test_whatever_is_sent_as_a_polyline_is_a_plan_or_a_reason(encoded: str) -> None:
    try:
        plan = plan_of(encoded, "wgs84")
    except ClientException as refused:
        plan = None
        said = refused.detail
    assert np.isfinite(plan).all() if plan is not None else said.startswith("the plan: ")


@pytest.mark.parametrize("trip", ["T", "a/b", "é" * 128, "x\x00y", "x\ny", "{fixes:0}"])
def test_any_name_of_a_trip_finds_its_partition(trip: str) -> None:
    assert 0 <= partition_of(trip) < limits.partitions
