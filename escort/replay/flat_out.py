"""`escort replay FILE... [--findings OUT]` without a service: read, replay, write, and say what was found.

    files --read_drives--> drives --replay--> findings --> OUT.jsonl, one JSON object a line, the whole file or nothing
                                                       --> a page (plot.py), or what other rules change (what_if.py)

What a person did wrong is one sentence on standard error, and 2.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import msgspec

from escort.replay.drives import Drive, DriveUnreadable
from escort.replay.files import read_drives
from escort.replay.plot import write_plot
from escort.replay.through_fleet import replay
from escort.replay.what_if import told, what_if
from escort.replay.written import written
from geo import Finding, Profiles, default_profiles, sentence
from geo.roads import Roads


def main_flat_out(
    files: Sequence[Path],
    findings: Path | None,
    profiles: Profiles | None = None,
    other: Profiles | None = None,
    plot: Path | None = None,
    roads: Roads | None = None,
) -> int:
    """Replay `files` as fast as this machine can, judged by `profiles` (default: those that are shipped)
    and by `roads`, where any are known.

    The findings go to a file, or as sentences to standard output; with `plot` onto a page too. With `other` it is said
    instead what these rules would change.
    Returns the exit code: 0, or 2 where a file could not be read or written.
    """
    try:
        if other is not None:
            return _compare(files, profiles or default_profiles(), other, roads)
        return _replay(files, findings, profiles or default_profiles(), plot, roads)
    except DriveUnreadable as error:
        print(f"escort replay: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our output has read enough
        sys.stdout = None
        return 0
    except OSError as error:
        print(f"escort replay: {_in_words(error, findings)}", file=sys.stderr)
        return 2


def _replay(
    files: Sequence[Path], findings: Path | None, profiles: Profiles, plot: Path | None, roads: Roads | None
) -> int:
    began_s, seen = perf_counter(), _Seen()
    drives: Iterable[Drive] = seen.counting(read_drives(files))
    if plot is not None:
        drives = list(drives)
    found = seen.noting(replay(drives, profiles, roads))
    if plot is not None:
        kept = list(found)
        shown = write_plot(list(drives), kept, profiles, plot)
        found = iter(kept)
    if findings is not None:
        written(findings, (as_json(finding) + "\n" for finding in found))
    elif plot is None:
        _say(found)
    print(f"{seen.drives} drives, {seen.fixes} fixes in {perf_counter() - began_s:.1f} s: {seen.kinds_found()}")
    if plot is not None:
        print(f"{plot}: {shown} of {seen.drives} drives")
    return 0


def _compare(files: Sequence[Path], profiles: Profiles, other: Profiles, roads: Roads | None) -> int:
    drives = list(read_drives(files))
    for line in told(what_if(drives, profiles, other, roads)):
        print(line)
    return 0


def _in_words(error: OSError, findings: Path | None) -> str:
    """Which file, and what is wrong with it; of a file to be written, the name that was given."""
    writing = findings is not None and Path(error.filename or "").name.startswith(f".{findings.name}.")
    return f"{findings if writing else error.filename}: {error.strerror}"


class _Seen:
    """Counts what goes by."""

    def __init__(self) -> None:
        self.drives = self.fixes = 0
        self._found: Counter[str] = Counter()

    def counting(self, drives: Iterable[Drive]) -> Iterator[Drive]:
        for drive in drives:
            self.drives += 1
            self.fixes += len(drive)
            yield drive

    def noting(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            self._found[f"{finding.kind} {finding.edge}"] += 1
            yield finding

    def kinds_found(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in sorted(self._found.items())) or "nothing found"


def as_json(finding: Finding) -> str:
    """A finding as a line of a findings file. Units: unix seconds."""
    return json.dumps(
        {
            "case_id": finding.trip,
            "kind": finding.kind,
            "edge": finding.edge,
            "since": finding.since_s,
            "at": finding.at_s,
            "sentence": sentence(finding),
            "proof": msgspec.to_builtins(finding.proof),
        }
    )


def _say(findings: Iterable[Finding]) -> None:
    for finding in findings:
        at = datetime.fromtimestamp(finding.at_s, UTC).isoformat(" ", "seconds")
        print(f"{finding.trip}  {at}  {finding.kind} {finding.edge}: {sentence(finding)}")
