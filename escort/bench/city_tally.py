"""What is found in the made-up city under one reception: falsely on honest trips, and how soon where it is right.

    honest trips ─┐
    each wrong   ─┴─ one fleet ──watched──▶ Tally: false findings, seconds from going wrong to the finding

All trips share one fleet and one clock, as in a city; one reception is one task for one core.
"""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from escort.bench.reception import Reception
from escort.bench.stories import Story, Wrong, honest, wrongs
from escort.bench.watched_city import FirstFound, watched
from geo import Profiles


@dataclass(slots=True)
class Tally:
    """Of one reception. `after_s`: of each wrong and kind, the seconds from when it went wrong, found trips only."""

    false: Counter[str] = field(default_factory=Counter)
    after_s: dict[tuple[str, str], list[float]] = field(default_factory=dict)


def tallies(hows: Sequence[Reception], trips: int, wrong: int, profiles: Profiles, processes: int = 1) -> list[Tally]:
    """Each reception's, in their order: `trips` honest ones, and `wrong` of each kind that goes wrong."""
    task = partial(tally, trips=trips, wrong=wrong, profiles=profiles)
    if processes == 1:
        return [task(how) for how in hows]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        longest_first = [*pool.map(task, reversed(hows))]  # late fixes, at the end of the list, are judged again
    return longest_first[::-1]


def tally(how: Reception, trips: int, wrong: int, profiles: Profiles) -> Tally:
    """One reception's."""
    told: list[tuple[Wrong | None, Story]] = [(None, honest(number)) for number in range(trips)]
    told += [(each, each.told(number)) for each in wrongs for number in range(wrong)]
    sums = Tally()
    for found in watched([story for _, story in told], how, profiles):
        what, story = told[found.trip]
        if what is None:
            sums.false[found.kind] += is_false(found, story)
        elif found.kind in what.kinds:
            sums.after_s.setdefault((what.name, found.kind), []).append(found.after_s - story.wrong_s)
    return sums


def is_false(found: FirstFound, story: Story) -> bool:
    """Who is in a risk area is found there rightly; everything else found on an honest trip is false."""
    return found.kind != "zone" or found.after_s < story.risk_s
