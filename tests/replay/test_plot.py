"""The page that says why: whole, asking nobody for anything, and drawn by a real browser without a complaint."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from escort.replay.drives import Drive, bare_drive
from escort.replay.flat_out import main_flat_out
from escort.replay.plot import drives_max, write_plot
from escort.replay.through_fleet import replay
from geo import default_profiles
from tests.replay.test_flat_out import LEAVES, STAYS, case
from tests.replay.test_what_if import drive

SHIPPED = default_profiles()
LEAVER = drive("leaves", (0, 0), (10, 100), (20, 300), (30, 0), (200, 0))


def page(path: Path) -> dict[str, Any]:
    """What is embedded."""
    _, _, after = path.read_text(encoding="utf-8").partition('id="data">')
    embedded: dict[str, Any] = json.loads(after.partition("</script>")[0])
    return embedded


def plotted(path: Path, *drives: Drive) -> dict[str, Any]:
    write_plot(drives, replay(drives, SHIPPED), SHIPPED, path)
    return page(path)


def test_a_drive_is_drawn_in_metres_with_what_was_found(tmp_path: Path) -> None:
    (shown,) = plotted(tmp_path / "p.html", LEAVER)["drives"]
    assert (shown["id"], shown["at"], shown["rule"]["corridor_m"]) == ("leaves", [0, 10, 20, 30, 200], 65)
    assert shown["off"] == pytest.approx([0, 100, 300, 0, 0], abs=0.5)
    assert np.diff(shown["to_go"])[-1] == pytest.approx(-1_700, abs=10)
    first = shown["findings"][0]
    assert (first["kind"], first["edge"], first["since"], first["at"]) == ("deviation", "raised", 10, 20)
    assert first["en"] == "300 m off the planned route for 10 s (corridor 65 m, accuracy 10 m)."
    assert first["zh"] != first["en"]
    assert first["place"] == pytest.approx([shown["x"][2], shown["y"][2]], abs=0.2)


def test_a_drive_without_a_plan_and_one_with_a_broken_fix_are_drawn_too(tmp_path: Path) -> None:
    broken = drive("broken", (0, 0), (10, 0), (20, 0))
    broken.lat_deg[1] = np.nan
    planless = bare_drive("planless", None, LEAVER.fixed_at_s, LEAVER.lon_deg, LEAVER.lat_deg)
    empty = bare_drive("empty", None, *(np.empty(0),) * 3)
    first, second = plotted(tmp_path / "p.html", broken, planless, empty)["drives"]
    assert {first["id"], second["id"]} == {"broken", "planless"}
    without, holed = (first, second) if first["id"] == "planless" else (second, first)
    assert (without["plan"], without["off"]) == (None, None)
    assert (holed["x"][1], holed["off"][1]) == (None, None)


def test_drives_with_findings_come_first_and_a_page_has_an_end(tmp_path: Path) -> None:
    still = [drive(f"d{i}", (0, 0), (10, 0)) for i in range(drives_max)]
    shown = plotted(tmp_path / "p.html", *still, LEAVER)
    assert (shown["drives"][0]["id"], len(shown["drives"]), shown["left_out"]) == ("leaves", drives_max, 1)


def test_no_name_breaks_out_of_the_data_and_nothing_is_asked_of_anybody(tmp_path: Path) -> None:
    wicked = drive("</script><script>alert(1)</script>", (0, 0), (10, 300), (20, 300))
    (shown,) = plotted(tmp_path / "p.html", wicked)["drives"]
    assert shown["id"] == "</script><script>alert(1)</script>"
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert text.count("<script") == 2
    assert "//" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "default-src 'none'" in text


def test_a_browser_draws_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], browser: Browser) -> None:
    (tmp_path / "cases.jsonl").write_text(STAYS + LEAVES + case("<b>", (0, 0), (10, 0)))
    assert main_flat_out([tmp_path / "cases.jsonl"], None, plot=tmp_path / "p.html") == 0
    assert "p.html: 3 of 3 drives" in capsys.readouterr().out
    opened, complaints, asked = browser.new_page(), list[str](), list[str]()
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((tmp_path / "p.html").as_uri())
    expect(opened.locator("#title")).to_have_text("leaves")
    expect(opened.locator("#findings")).to_contain_text("300 m off the planned route for 10 s")
    expect(opened.locator("#map .drive")).to_have_count(3)
    expect(opened.locator("#map .gap")).to_have_count(1)
    expect(opened.locator("#off .limit")).to_have_count(3)
    opened.locator("#off").hover(position={"x": 60, "y": 60})
    expect(opened.locator("#facts")).to_contain_text("from the route")
    opened.locator("#language").click()
    expect(opened.locator("#findings")).to_contain_text("米")
    opened.locator("#after").click()
    expect(opened.locator("#count")).to_have_text("Nothing was found on this drive")
    opened.locator("#which").select_option("2")
    expect(opened.locator("#title")).to_have_text("<b>")
    opened.close()
    assert (complaints, asked) == ([], [(tmp_path / "p.html").as_uri()])
