"""Charts are well-formed, escape what people wrote, and reach as far as their numbers."""

from xml.etree import ElementTree

import pytest

from escort.report.charts import PLOT, Bar, Part, _scale, bars, columns


def widths(svg: str) -> list[float]:
    return [float(each.get("width", "0")) for each in ElementTree.fromstring(svg).iter("rect")]  # noqa: S314 our own


def test_bars_reach_as_far_as_their_values() -> None:
    svg = bars("t", [Bar("a", 1.0, "all"), Bar("b", 0.5, "half", 0.25, 0.75), Bar("c", 9.0, "more")], 1.0, mark=0.85)
    assert widths(svg) == [pytest.approx(PLOT, abs=0.1), pytest.approx(PLOT / 2, abs=0.1), pytest.approx(PLOT, abs=0.1)]


def test_what_people_wrote_is_text() -> None:
    svg = bars('"><script>', [Bar("<b>&", 1.0, "<i>")], 1.0)
    assert "<script>" not in svg
    assert [each.text for each in ElementTree.fromstring(svg).iter("text")] == ["<b>&", "<i>"]  # noqa: S314


def test_columns_stand_on_each_other_and_none_is_higher_than_the_scale() -> None:
    svg = columns("t", [("00", [Part("soon", 3, "3"), Part("late", 0, "0"), Part("slow", 1, "1")]), ("01", [])])
    rects = list(ElementTree.fromstring(svg).iter("rect"))  # noqa: S314
    assert [each.get("class") for each in rects] == ["soon", "slow"]
    soon, slow = ((float(each.get("y", "")), float(each.get("height", ""))) for each in rects)
    assert soon[1] == pytest.approx(3 * slow[1], abs=0.2)
    assert slow[0] + slow[1] == pytest.approx(soon[0], abs=0.1)


def test_nothing_draws_an_empty_chart() -> None:
    assert widths(columns("t", [])) == widths(bars("t", [], 0.0)) == []


@pytest.mark.parametrize(
    ("most", "top", "step"), [(0, 1, 1), (4, 4, 1), (6, 6, 2), (23, 25, 5), (60, 60, 20), (480, 500, 100)]
)
def test_the_scale_is_round(most: int, top: int, step: int) -> None:
    assert _scale(most) == (top, step)
