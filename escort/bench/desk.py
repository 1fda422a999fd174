"""How fast a desk decides with 2,000 cases open, beside what writing its entries down costs on its own.

    handle: presses, findings, answers, claims, notes, closes, heartbeats, offers to forty agents
    JSON of the same entries (floor)
    next_due | restart: 10,000 open cases and 200,000 entries since the snapshot | bytes an open case

One process, one core. The mix keeps as many cases open at the end as at the beginning.
"""

import statistics
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter

import msgspec

from alerts import Desk, Policy, Recorded, Request, read_policy, requests
from escort.bench.figures import Figure

began = datetime(2025, 3, 1, 22, 0, tzinfo=UTC)
open_cases = 2_000
mix_requests = 1_440  # of one round
agents = tuple(f"Agent {number}" for number in range(40))
proof = {"off_route_m": 180.0, "accuracy_m": 12.0, "limit_m": 100.0, "held_s": 31.0, "lon": -8.6, "lat": 41.1}
sentence = "180 m off the planned route for 31 s (corridor 100 m, accuracy 12 m)."


def measure(quick: bool = False) -> list[Figure]:
    """The figures of `alerts`. Quick: a tenth of the work, for trying out the measurement itself."""
    policy = read_policy()
    cases = 1_000 if quick else 10_000
    desk, recorded, handled_per_s = _handle(policy, rounds=3 if quick else 11)
    return [
        Figure("desk.handle", handled_per_s, "requests/s", f"Desk.handle, {open_cases:,} open cases"),
        Figure("desk.json", _json(recorded), "requests/s", "only the JSON of the same entries, there and back", True),
        Figure("desk.next_due", _next_due_us(desk), "µs", f"Desk.next_due after a change, {open_cases:,} open cases"),
        *_restart(policy, cases),
        Figure("desk.case_bytes", _case_bytes(policy, cases // 5), "B", "memory an open case, its finding included"),
    ]


def _handle(policy: Policy, rounds: int) -> tuple[Desk, list[list[Recorded]], float]:
    """The desk afterwards, the entries of every round, and requests a second of the median round."""
    desk, now = Desk(policy, "bench"), began
    for agent in agents:
        desk.handle(requests.Came(agent, "agent", capacity=3), now)
    for number in range(open_cases):
        desk.handle(_found(f"open-{number}"), now)
    rates, recorded = [], []
    for number in range(rounds):
        mix = list(_mix(desk, number))
        assert len(mix) == mix_requests
        entries: list[Recorded] = []
        start = perf_counter()
        for request in mix:
            now += timedelta(milliseconds=5)
            entries += desk.handle(request, now).entries
            desk.next_due()  # as its keeper does
        rates.append(len(mix) / (perf_counter() - start))
        recorded.append(entries)
        assert len(desk.open) == open_cases
    return desk, recorded, statistics.median(rates)


def _mix(desk: Desk, number: int) -> Iterator[Request]:
    """200 new trips, half of them presses, and as many old cases worked on and closed; a Due after every tenth."""
    oldest = list(desk.open.values())[:200]
    for place, incident in enumerate(oldest):
        trip, case, agent = f"{number}-{place}", incident.incident, agents[place % len(agents)]
        yield _pressed(trip) if place % 2 else _found(trip)
        yield requests.Answered(f"{case}-c1", "ok", duress=False, trip=incident.trip, by="rider")
        yield requests.Claim(case, agent, f"{trip}/claim")
        yield requests.Claim(case, "Agent 99", f"{trip}/late")
        yield requests.Note(case, agent, f"{trip}/note", "called the rider, no answer yet")
        yield requests.Say(case, agent, f"{trip}/say", "I am with you")
        yield requests.Close(case, agent, f"{trip}/close", "safe")
        if place % 10 == 0:
            yield requests.Due()
            yield requests.Seen(agents)


def _json(recorded: list[list[Recorded]]) -> float:
    """Requests a second if a decision were nothing but its entries' JSON."""
    decoder = msgspec.json.Decoder(Recorded)
    seconds = []
    for entries in recorded:
        start = perf_counter()
        for entry in entries:
            decoder.decode(msgspec.json.encode(entry))
        seconds.append(perf_counter() - start)
    return mix_requests / statistics.median(seconds)


def _next_due_us(desk: Desk) -> float:
    seconds = []
    for number in range(200):
        desk.handle(_pressed(f"due-{number}"), began + timedelta(hours=1, seconds=number / 100))
        start = perf_counter()
        desk.next_due()
        seconds.append(perf_counter() - start)
    return statistics.median(seconds) * 1e6


def _restart(policy: Policy, cases: int) -> list[Figure]:
    """From bytes to a desk that decides: the snapshot, then the JSON of 20 entries a case since then."""
    desk = Desk(policy, "bench")
    for number in range(cases):
        desk.handle(_found(f"T{number}"), began)
    start = perf_counter()
    snapshot = desk.snapshot()
    snapshot_s = perf_counter() - start
    since: list[bytes] = []
    for number in range(20 * cases):
        case = f"i-{number % cases + 1}"
        decision = desk.handle(requests.Note(case, "Ada", f"n{number}", "called, no answer yet"), began)
        since += [msgspec.json.encode(entry) for entry in decision.entries]
    decoder, start = msgspec.json.Decoder(Recorded), perf_counter()
    again = Desk.restore(snapshot, policy, "bench")
    for data in since:
        again.apply(decoder.decode(data))
    took_s = perf_counter() - start
    assert again.snapshot() == desk.snapshot()
    return [
        Figure(
            "desk.restart", took_s, "s", f"restart: {cases:,} open cases, {len(since):,} entries since the snapshot"
        ),
        Figure("desk.snapshot", snapshot_s, "s", f"snapshot of {cases:,} open cases"),
    ]


def _case_bytes(policy: Policy, cases: int) -> float:
    tracemalloc.start()
    desk = Desk(policy, "bench")
    for number in range(cases):
        arrived = msgspec.json.encode(_found(f"T{number}"))  # as from the log: nothing is shared between cases
        desk.handle(msgspec.json.decode(arrived, type=requests.Found), began)
    traced, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return traced / len(desk.open)


def _found(trip: str) -> requests.Found:
    return requests.Found(f"{trip}/f", trip, "deviation", "raised", 0.0, 31.0, sentence, proof, 2, True, (-8.6, 41.1))


def _pressed(trip: str) -> requests.Pressed:
    return requests.Pressed("p", trip, "sos", "rider", 0.0, (0.0, 41.1, -8.6, 12.0), True)
