"""Everything operators can count; names and units by Prometheus' convention."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram, start_http_server

from escort.errors import Unusable

_seconds = (0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_answer_seconds = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600, 1_800)  # 15 and 20: NENA-STA-020
_rows = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)

connections = Gauge("escort_connections", "Devices connected now.", ["role"])
handshakes_refused = Counter("escort_handshakes_refused", "Devices refused at the handshake.", ["why"])
frames = Counter("escort_frames", "Frames received from devices.", ["type"])
frames_refused = Counter("escort_frames_refused", "Frames not taken, or taken in part.", ["type"])
fixes_in = Counter(
    "escort_gateway_fixes", "Fixes that reached the gateway or the api: taken, refused, shed.", ["outcome"]
)
fixes_batch = Histogram("escort_gateway_batch_fixes", "Fixes appended to the log in one turn.", buckets=_rows)
fixes_waiting = Gauge("escort_gateway_waiting_fixes", "Fixes gathered and not yet in the log.")
presses = Counter("escort_presses", "Presses received, by what became of them.", ["outcome"])
press_acknowledged = Histogram(
    "escort_press_acknowledged_seconds", "From a press's arrival to its acknowledgement.", buckets=_seconds
)
press_shown = Histogram("escort_press_shown_seconds", "From a press's arrival to the walls.", buckets=_seconds)
spool_waiting = Gauge("escort_spool_waiting_presses", "Presses in the spool that no timeline has shown for a while.")
spool_lost = Counter("escort_spool_failures", "Times this machine's disk did not take or give a press.")
prompts = Counter("escort_prompts", "Frames for phones from the outbox.", ["outcome"])

fixes_watched = Counter("escort_watcher_fixes", "Fixes read by the watcher, by what became of them.", ["outcome"])
watch_batch = Histogram("escort_watcher_batch_fixes", "Fixes judged in one call.", buckets=_rows)
watch_seconds = Histogram("escort_watcher_judging_seconds", "Time to judge one batch.", buckets=_seconds)
trips_watched = Gauge("escort_watcher_trips", "Trips watched by this process now.")
findings = Counter("escort_findings", "Findings sent to the desk.", ["kind", "edge"])
unwatched = Counter("escort_trips_unwatched", "Trips a detector failed on; each is an incident.")
touches = Counter("escort_alarm_touches", "Alarm pages opened and buttons armed that are no press yet.", ["what"])
wrong_pins = Counter("escort_wrong_pins", "PINs given by phones that were not taken.")
motions = Counter("escort_motions", "Impacts felt by phones.")
rules_read = Counter("escort_rules_read", "Times the rules were read again: used, refused.", ["outcome"])
records_unreadable = Counter("escort_records_unreadable", "Records of the log that could not be read.", ["stream"])

requests = Counter("escort_desk_requests", "Requests the desk decided.", ["type"])
refusals = Counter("escort_desk_refusals", "Requests the desk refused.", ["why"])
entries = Counter("escort_desk_entries", "Entries written to the timeline.", ["kind"])
incidents_open = Gauge("escort_incidents_open", "Open incidents.", ["severity"])
decide_seconds = Histogram("escort_desk_commit_seconds", "Time to decide and commit one batch.", buckets=_seconds)

effects = Counter("escort_outbox_effects", "Effects carried out, by what became of each try.", ["channel", "outcome"])
carrier = Gauge("escort_carrier", "1 where a carrier is set up, 0 where nobody can be called.")
calls_waiting = Gauge("escort_outbox_calls_waiting", "Calls that wait for their turn at the carrier.")
calls_settled = Counter("escort_outbox_calls_settled", "Reassurance calls, by what they came to.", ["outcome"])
pages_settled = Counter("escort_outbox_pages_settled", "Pages, by what they came to.", ["outcome"])
texts = Counter("escort_outbox_texts", "Text messages to trusted contacts.", ["outcome"])
outside = Counter("escort_outbox_outside", "Cases told to outside systems.", ["to", "outcome"])
break_glass = Counter("escort_break_glass", "Times the break-glass phones had to ring.")
break_glass_calls = Counter("escort_break_glass_calls", "Break-glass calls, by what the carrier said.", ["outcome"])
webhooks_refused = Counter("escort_webhooks_refused", "Requests that said they were the carrier's.", ["why"])

press_answered = Histogram(
    "escort_press_answered_seconds", "From a press's entry to an agent's claim.", buckets=_answer_seconds
)
audit_faults = Gauge("escort_audit_faults", "What the auditor finds forgotten now.", ["kind"])
audit_at = Gauge("escort_audit_at", "When the auditor looked last, unix seconds.")
heartbeats = Counter("escort_heartbeats", "Beats to the outside address: heard, refused, lost, withheld.", ["outcome"])

log_lag = Gauge("escort_log_lag_seconds", "How old the newest item was when its reader took it.", ["reader"])
lease_changes = Counter("escort_lease_changes", "Leases taken and lost.", ["what", "change"])
leases_held = Gauge("escort_leases_held", "Leases held now.", ["what"])
log_away = Counter("escort_log_away", "Turns to the log that failed.", ["who"])
redis_ended = Counter("escort_redis_ended", "Times our own redis-server ended by itself.")
snapshots = Histogram("escort_snapshot_seconds", "Time to take and store a snapshot.", ["what"], buckets=_seconds)

sign_ins = Counter("escort_sign_ins", "Agents who tried to sign in, by what became of it.", ["became"])
roster_gap_hours = Gauge("escort_roster_gap_hours", "Hours of the next 24 that the duty roster does not cover.")
roster_on_duty = Gauge("escort_roster_on_duty_agents", "Agents who are on duty now, by the roster.")
walls = Gauge("escort_walls", "Walls connected now.")
walls_dropped = Counter("escort_walls_dropped", "Walls closed because they could not keep up.")
bulkheads = Counter("escort_bulkhead_failures", "Exceptions nobody expected, by where they were held.", ["where"])


@contextmanager
def exported(host: str, port: int) -> Iterator[int]:
    """Serves the metrics from a thread of their own; yields the port.

    Raises: Unusable where the port is taken.
    """
    try:
        server, thread = start_http_server(port, addr=host)
    except OSError as why:
        raise Unusable(
            f"The metrics port {host}:{port} cannot be used ({why.strerror}). Choose --metrics-port."
        ) from why
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
