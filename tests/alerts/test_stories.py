"""What was found before, kind by kind, as the timeline tells it."""

from alerts.stories import Story, raised_kept, story_of, told
from alerts.timeline import Finding, Found
from tests.alerts.shift import Shift


def found(kind: str, edge: str, at: float, severity: int = 2) -> Found:
    raised = "raised" if edge == "raised" else "cleared"
    return Found(Finding(f"{kind}/{at}", kind, raised, at - 30, at, "Off.", {}), severity)  # type: ignore[arg-type]


def tell(*entries: Found) -> tuple[Story, ...]:
    stories: tuple[Story, ...] = ()
    for entry in entries:
        stories = told(stories, entry)
    return stories


def test_each_kind_has_its_own_story() -> None:
    stories = tell(
        found("deviation", "raised", 100.0),
        found("dwell", "raised", 120.0, 1),
        found("deviation", "cleared", 150.0, 0),
        found("deviation", "raised", 180.0, 3),
    )
    assert story_of(stories, "deviation") == Story("deviation", 3, (100.0, 180.0), 180.0)
    assert story_of(stories, "dwell") == Story("dwell", 1, (120.0,), 120.0)
    assert story_of(stories, "crash") is None


def test_a_clearing_of_what_was_never_raised_here_tells_nothing() -> None:
    assert tell(found("dwell", "cleared", 100.0)) == ()


def test_a_late_edge_turns_no_time_back() -> None:
    [story] = tell(
        found("dwell", "raised", 100.0), found("dwell", "raised", 300.0), found("dwell", "cleared", 150.0, 0)
    )
    assert (story.edge_at, story.stands) == (300.0, False)


def test_the_newest_raisings_are_kept_and_the_worst_severity_for_good() -> None:
    [story] = tell(found("dwell", "raised", 0.0, 3), *[found("dwell", "raised", 10.0 * n, 1) for n in range(1, 20)])
    assert len(story.raised_at) == raised_kept
    assert (story.severity, story.raised_at[-1], story.raised_since(170.0)) == (3, 190.0, 3)


def test_the_incident_carries_its_stories() -> None:
    shift = Shift()
    shift.find()
    shift.find(edge="cleared", severity=0, ask=False)
    assert shift.desk.open["i-1"].stories == (Story("deviation", 2, (41.0,), 41.0, stands=False),)
