"""How many frames a second the real gateway takes, beside a bare trio-websocket server that only decodes them.

    5,000 connections each  ┌─ slice: bare server ─┐┌─ slice: gateway ─┐┌─ bare ─┐┌─ gateway ─┐ ...  medians
    then all roles in one process: 2,000 phones, and a fleet's feed with 500 fixes a frame

A slice ends when the server has counted every frame of it; one that is missing is no figure but a failure.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import msgspec

from escort import auth, clock
from escort.bench.child import Child, open_bare, open_service
from escort.bench.figures import Figure
from escort.bench.flood import Flood, Frames, masked, open_flood
from escort.open_files import allow_open_files

phones = 5_000
phones_all_roles = 2_000
files_besides = 500  # what a server opens beside its connections
slices = 4
slice_s = 1.2
pairs_s = 15.0  # for all slices of both; a slow machine has fewer
waves = 8  # frames a connection sends in one slice, at most
fleet_connections = 8
fleet_rows = 500
taken = 'escort_gateway_fixes_total{outcome="taken"}'
judged = "escort_watcher_fixes_total"
decoded = "bare_frames"


@dataclass(frozen=True, slots=True)
class Slice:
    """What a server did in a while."""

    per_s: float
    cpu_us: float  # processor time of the whole process, a frame


def measure(quick: bool = False) -> list[Figure]:
    """The figures of the gateway. Quick: few phones and one slice, to try the measurement itself."""
    count = phones // 25 if quick else phones
    count = min(count, (allow_open_files(2 * count + files_besides) - files_besides) // 2)
    rounds = 1 if quick else slices
    with open_bare() as bare, open_service("gateway") as gateway:
        figures = _side_by_side(bare, gateway, count, rounds)
    with open_service() as service:
        return figures + _all_roles(service, min(count, phones_all_roles), rounds)


def _side_by_side(bare: Child, gateway: Child, count: int, rounds: int) -> list[Figure]:
    trips = _names(count)
    gateway.register(trips)
    memory = {child.pid: child.memory_bytes() for child in (bare, gateway)}
    with (
        open_flood(bare.device, [None] * count) as to_bare,
        open_flood(gateway.device, _riders(gateway, trips)) as to_us,
    ):
        bytes_each = [(child.memory_bytes() - memory[child.pid]) / count for child in (bare, gateway)]
        _slice(bare, to_bare, _drive(count, 1), decoded)
        _slice(gateway, to_us, _drive(count, 1), taken)
        pairs: list[tuple[Slice, Slice]] = []
        until = perf_counter() + pairs_s
        while len(pairs) < rounds and (not pairs or perf_counter() < until):
            frames = _drive(count, waves)
            pairs.append((_slice(bare, to_bare, frames, decoded), _slice(gateway, to_us, frames, taken)))
    floor, ours = (_median([pair[place] for pair in pairs]) for place in (0, 1))
    share = statistics.median(ours.per_s / floor.per_s for floor, ours in pairs)
    said = f"{count:,} connections, one fix a frame"
    return [
        Figure("gateway.frames", ours.per_s, "frames/s", f"the gateway, tokens checked, into the log; {said}"),
        Figure("gateway.bare_frames", floor.per_s, "frames/s", f"bare trio-websocket that decodes; {said}", True),
        Figure("gateway.share", 100 * share, "%", "of the bare server's frames a second, slice beside slice"),
        Figure("gateway.frame_cpu", ours.cpu_us, "µs", "processor time a frame, all threads"),
        Figure("gateway.bare_frame_cpu", floor.cpu_us, "µs", "processor time a frame, bare server", True),
        Figure("gateway.connection_bytes", bytes_each[1], "B", "memory an idle connection"),
        Figure("gateway.bare_connection_bytes", bytes_each[0], "B", "memory an idle connection, bare server", True),
    ]


def _all_roles(service: Child, count: int, rounds: int) -> list[Figure]:
    trips = _names(count)
    service.register(trips)
    times = range(max(1, rounds // 2))
    with open_flood(service.device, _riders(service, trips)) as flood:
        _slice(service, flood, _drive(count, 1), judged)
        whole = _median([_slice(service, flood, _drive(count, waves), judged) for _ in times])
    fleets = service.tokens([auth.Device("fleet", "fleet")] * fleet_connections)
    with open_flood(service.device, fleets) as flood:
        feed = _median([_slice(service, flood, _feed(trips), judged, fleet_rows) for _ in times])
    said = f"all roles in one process, until each fix is judged; {count:,} connections"
    fed = f"the same; {fleet_connections} fleets, {fleet_rows} fixes a frame"
    return [
        Figure("gateway.all_roles", whole.per_s, "frames/s", said),
        Figure("gateway.fleet", feed.per_s, "fixes/s", fed),
    ]


def _slice(child: Child, flood: Flood, frames: Sequence[Frames], counter: str, fixes_each: int = 1) -> Slice:
    """From the first frame sent to the last one counted."""
    before, cpu_s, began = child.count(counter), child.cpu_s(), perf_counter()
    sent = flood.send(frames, slice_s) * fixes_each
    child.counted(counter, before + sent)
    return Slice(sent / (perf_counter() - began), (child.cpu_s() - cpu_s) / sent * 1e6)


def _median(some: Sequence[Slice]) -> Slice:
    return Slice(statistics.median(each.per_s for each in some), statistics.median(each.cpu_us for each in some))


def _names(count: int) -> list[str]:
    return [f"trip-{number}" for number in range(count)]


def _riders(service: Child, trips: Sequence[str]) -> list[str]:
    return service.tokens(auth.Device(f"rider-of-{trip}", "rider", trip) for trip in trips)


def _drive(count: int, seconds: int) -> list[Frames]:
    """A frame of one fix for each phone and second, ending now."""
    now_s = clock.now_s()
    return [[_frame([_fix(now_s - seconds + wave, place)]) for place in range(count)] for wave in range(seconds)]


def _feed(trips: Sequence[str]) -> list[Frames]:
    """Frames of a fleet: every wave a second later, trip after trip, ending now."""
    seconds = 24
    made: list[Frames] = []
    now_s = clock.now_s()
    for wave in range(seconds):
        at_s, frames = now_s - seconds + wave, []
        for connection in range(fleet_connections):
            places = [(connection * fleet_rows + row) % len(trips) for row in range(fleet_rows)]
            frames.append(_frame([[trips[place], *_fix(at_s, place)] for place in places]))
        made.append(frames)
    return made


def _fix(at_s: float, place: int) -> list[str | float]:
    """Somewhere along the plan of `Child.register`, a little to its side."""
    along = (place % 100 + at_s % 100) / 200
    return [at_s, 41.15 + 0.04 * along + 2e-5, -8.61 + 0.05 * along, 8.0, 7.5, 45.0]


def _frame(rows: list[list[str | float]]) -> bytes:
    return masked(msgspec.json.encode({"type": "fixes", "fixes": rows}))
