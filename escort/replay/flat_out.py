"""`escort replay FILE... [--findings OUT]` without a service: read, replay, write, and say what was found.

    files --read_drives--> drives --replay--> findings --> OUT.jsonl, one JSON object a line, the whole file or nothing

What a person did wrong is one sentence on standard error, and 2.
"""

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import msgspec

from escort.replay.drives import Drive, DriveUnreadable
from escort.replay.files import read_drives
from escort.replay.through_fleet import replay
from geo import Finding, Profiles, default_profiles, sentence


def main_flat_out(files: Sequence[Path], findings: Path | None, profiles: Profiles | None = None) -> int:
    """Replay `files` as fast as this machine can; the findings go to a file, or as sentences to standard output.

    Returns the exit code: 0, or 2 where a file could not be read or written.
    """
    began_s, seen = perf_counter(), _Seen()
    try:
        found = replay(seen.counting(read_drives(files)), profiles or default_profiles())
        if findings is None:
            _say(seen.noting(found))
        else:
            _write(seen.noting(found), findings)
    except (DriveUnreadable, OSError) as error:
        print(f"escort replay: {error}", file=sys.stderr)
        return 2
    print(f"{seen.drives} drives, {seen.fixes} fixes in {perf_counter() - began_s:.1f} s: {seen.kinds_found()}")
    return 0


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


def _write(findings: Iterable[Finding], path: Path) -> None:
    """The whole file or nothing: written beside it, then put in its place."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as out:
        try:
            out.writelines(as_json(finding) + "\n" for finding in findings)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(path)
        finally:
            Path(out.name).unlink(missing_ok=True)
