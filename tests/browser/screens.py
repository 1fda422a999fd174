"""Pictures of the wall for docs/screens, of a real night: `python -m tests.browser.screens`.

    escort demo (a fresh folder, the city of seed 1) ── NIGHT_S ──▶ claim the most urgent case ──▶ docs/screens/wall.png

Rule: nothing is staged: what is on the picture is what `make run` shows.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.page import Wall
from tests.chromium import ARGS, WEBGL_ARGS
from tests.service import ESCORT

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
NIGHT_S = 100.0  # until the city has cases at several levels
SIZE_MAX = 300_000  # bytes of one picture in the repository
STARTS_WITHIN_MS = 30_000


def main() -> None:
    """Writes docs/screens/wall.png. Raises: AssertionError where the picture would be too large."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        ports = ["--http-port=0", "--device-port=0", "--metrics-port=0"]
        environment = {**os.environ, "ESCORT_DATA": folder}
        demo = subprocess.Popen([*ESCORT, "demo", *ports], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            _picture(_address(demo), SCREENS / "wall.png")
        finally:
            demo.terminate()
            demo.wait()


def _picture(url: str, path: Path) -> None:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGS, *WEBGL_ARGS])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        wall = Wall.open(context, url)
        expect(wall.page.get_by_text("Live")).to_be_visible(timeout=STARTS_WITHIN_MS)
        wall.page.wait_for_timeout(NIGHT_S * 1_000)
        wall.rows.first.click()
        wall.page.keyboard.press("c")
        expect(wall.timeline.last).to_contain_text("Claimed")
        wall.page.wait_for_timeout(3_000)
        wall.page.screenshot(path=path)
        browser.close()
    size = path.stat().st_size
    assert size <= SIZE_MAX, f"{path} has {size} bytes, more than {SIZE_MAX}"
    print(json.dumps({"picture": str(path), "bytes": size}))


def _address(demo: "subprocess.Popen[str]") -> str:
    """Where the wall is, in the words that the demo prints for people."""
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.search(r"wall +(http://\S+)", line):
            return found[1]
    raise AssertionError("escort demo did not say where its wall is")


if __name__ == "__main__":
    main()
