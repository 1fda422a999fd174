"""`python -m escort.replay FILE... [--findings OUT.jsonl]`: the flat-out replay by itself."""

import argparse
from pathlib import Path

from escort.replay.flat_out import main_flat_out

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="escort.replay", description="Replay drives through a fleet in this process.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--findings", type=Path, metavar="OUT.jsonl")
    given = parser.parse_args()
    raise SystemExit(main_flat_out(given.files, given.findings))
