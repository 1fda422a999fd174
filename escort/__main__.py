"""`python -m escort` is `escort`."""

from escort.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
