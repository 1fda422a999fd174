"""Pages to look at, and nothing that decides: where the built ones stand."""

from pathlib import Path


def wall_folder() -> Path:
    """The folder of the agents' built page, `index.html` inside; missing until `npm run build` in dashboards/wall."""
    return Path(__file__).parent / "wall" / "dist"


def ride_folder() -> Path:
    """The folder of the phone's built page; missing until `npm run build` in dashboards/rider."""
    return Path(__file__).parent / "rider" / "dist"
