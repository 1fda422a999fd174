"""How long presses wait for an agent, told to Prometheus as it happens.

    pressed ──▶ waits ──claimed, assigned, handed on──▶ answered after so long      held already ──▶ answered at once

Rule: the same answer as a report's (`escort/report/facts.py`), entry by entry. Every process with a desk counts; shares
and quantiles over all of them are those of one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from alerts import Recorded
from alerts import timeline as t


@dataclass(slots=True)
class Answering:
    """The presses that wait, by incident. `told` is given each wait, in seconds."""

    told: Callable[[float], None]
    waiting: dict[str, list[float]] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    def take(self, recorded: Recorded) -> None:
        """One more entry of the timeline."""
        at_s = recorded.at.timestamp()
        match recorded.entry:
            case t.Pressed() if recorded.incident in self.held:
                self.told(0.0)
            case t.Pressed():
                self.waiting.setdefault(recorded.incident, []).append(at_s)
            case t.Claimed() | t.Assigned() | t.Transferred():
                self.held.add(recorded.incident)
                for pressed_s in self.waiting.pop(recorded.incident, ()):
                    self.told(at_s - pressed_s)
            case t.TakenBack():
                self.held.discard(recorded.incident)
            case t.Closed():
                self.held.discard(recorded.incident)
                self.waiting.pop(recorded.incident, None)
            case _:
                pass
