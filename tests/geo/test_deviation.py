"""Deviation, as the drives it is about."""

from tests.geo.drive import drive


def test_a_drive_along_the_plan_finds_nothing() -> None:
    assert drive((0, 0), (10, 8), (20, -12), (30, 5)) == []


def test_leaving_the_plan_and_staying_away_is_found() -> None:
    assert drive((0, 0), (10, 60), (20, 200), (30, 500)) == [("raised", 20)]


def test_one_wild_fix_finds_nothing() -> None:
    assert drive((0, 0), (5, 400), (10, 0), (15, 0)) == []


def test_the_further_off_the_sooner() -> None:
    near = drive((0, 0), *((t, 85) for t in range(5, 60, 5)))
    far = drive((0, 0), *((t, 300) for t in range(5, 60, 5)))
    assert near == [("raised", 35)]  # 75 m surely off, 10 beyond the corridor: 26 s
    assert far == [("raised", 10)]  # 225 m beyond: 1.2 s


def test_a_parallel_road_within_the_corridor_finds_nothing() -> None:
    assert drive((0, 0), *((t, 70) for t in range(5, 600, 5))) == []


def test_a_shortcut_shorter_than_grace_finds_nothing() -> None:
    assert drive((0, 0), (10, 80), (18, 80), (24, 0), (60, 0)) == []


def test_coming_back_clears_and_leaving_again_raises_again() -> None:
    there_and_back = drive((0, 0), (10, 100), (20, 300), (30, 100), (40, 5), (50, 100), (60, 300))
    assert there_and_back == [("raised", 20), ("cleared", 40), ("raised", 60)]


def test_between_corridor_and_return_nothing_changes() -> None:
    assert drive((0, 0), (10, 100), (20, 300), (30, 60), (40, 45), (50, 60)) == [("raised", 20)]


def test_a_vague_fix_neither_alarms_nor_calms() -> None:
    assert drive((0, 0), (10, 150, 150), (20, 150, 150), (30, 150, 150)) == []
    assert drive((0, 0), (10, 100), (20, 300), (30, 0, 150), (40, 0, 150)) == [("raised", 20)]
    assert drive((0, 0), (10, 100), (20, 70, 100), (35, 90)) == [("raised", 35)]


def test_two_fixes_of_one_second_decide_nothing() -> None:
    assert drive((0, 0), (10, 300), (10, 300), (10, 400)) == []
