"""Every limit of the service: its name, its unit, and what happens when it is reached."""

# Gateway
frame_bytes_max = 256 * 1024  # a larger frame ends the connection with 1009 (message too big)
fixes_in_frame_max = 500  # a longer frame is refused whole
frames_per_s_max = 200  # per connection, sustained; above it fixes are dropped and counted, presses never
frames_burst_max = 1_000  # frames a phone may send at once after a tunnel
fixes_waiting_max = 200_000  # in one gateway while the log is slow; when full the oldest go: the newest matter most
connections_max = 50_000  # a further phone gets HTTP 503 at the handshake
silent_connection_s = 90.0  # without a frame or a pong for so long a socket is half open, and closed
ping_every_s = 30.0
press_id_max = 64  # characters
trip_id_max = 128  # characters; a longer one is refused
said_max = 1_000  # characters of one line between rider and agent
frames_to_phone_max = 32  # waiting for a slow phone; when full the connection is closed, the phone returns

# How far a phone's clock may be off before its fixes are refused. Presses are never refused for it.
fix_future_max_s = 300.0
fix_age_max_s = 86_400.0

# HTTP
body_bytes_max = 4 * 1024 * 1024  # a larger body gets 413
bulk_rows_max = 5_000  # rows of one POST /v1/fixes
note_max = 4_000  # characters of a note
session_s = 12 * 3600.0  # an agent signs in once a shift

# Log
partitions = 64  # of trips; changing it needs an empty log
lease_s = 4.0  # an owner that is silent for so long is replaced
renew_every_s = 1.0
gather_s = 0.02  # how long fixes are gathered before they are appended: one network turn, one fsync for all of them
appends_waiting_max = 50_000  # urgent appends waiting for the log; beyond it LogAway is raised at once
read_max = 500  # entries taken from the log at one time
snapshot_every_s = 10.0
fixes_kept_s = 900.0  # fixes stay in the log so long after the snapshot that contains them
inbox_kept = 100_000  # requests kept behind the desk's offset, for reading back
timeline_kept = 200_000  # entries a wall can resume from; each case's own entries are kept for good
answers_kept = 10_000
outbox_kept = 10_000
dead_kept = 10_000  # requests that the desk could not decide, kept for people; beyond it the oldest go
log_answer_s = 5.0  # a redis-server that takes longer counts as away

# Walls
wall_waiting_max = 4_096  # messages waiting for a slow wall; when full its connection is closed, it resumes
positions_max = 5_000  # trips in one positions message; of more, those that moved last
trail_max = 500  # fixes of a trip shown with its case
