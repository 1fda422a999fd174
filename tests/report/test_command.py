"""`escort report`, as it is called."""

import json
from pathlib import Path

import pytest

from escort.cli import main
from tests.redis import RedisServer
from tests.report.made_up import MadeUp
from tests.report.test_reading import store


@pytest.fixture
def log(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ESCORT_REDIS_URL", redis_server.url)
    monkeypatch.setenv("ESCORT_DATA", str(tmp_path / "data"))
    store(redis_server, "porto", MadeUp(5))
    store(redis_server, "lisbon", MadeUp(6))


@pytest.mark.usefixtures("log")
def test_words_sheets_and_a_page_tell_the_same_period(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = ["report", "--from", "2026-11-01", "--to", "2026-11-02"]
    assert main([*words, "--csv", str(tmp_path / "sheets"), "--html", str(tmp_path / "page.html")]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2026-11-01 00:00 to 2026-11-02 00:00 (UTC), lisbon, porto: ")
    assert main([*words, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert f"{report['cases']} cases opened" in told
    assert f"{report['cases']} cases opened" in (tmp_path / "page.html").read_text()
    sheet = (tmp_path / "sheets" / "presses.csv").read_text().splitlines()
    assert sheet[1].startswith(f"lisbon,,{report['by_region'][0]['waits']['presses']},")


@pytest.mark.usefixtures("log")
def test_one_region_alone(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["report", "--from", "2026-11-01", "--to", "2026-11-02", "--json"]
    counts = []
    for regions in ([], ["--region", "porto"], ["--region", "lisbon"], ["--region", "nowhere"]):
        assert main([*words, *regions]) == 0
        counts.append(json.loads(capsys.readouterr().out)["cases"])
    assert counts[0] == counts[1] + counts[2] > counts[1] > counts[3] == 0


@pytest.mark.usefixtures("log")
def test_a_page_that_cannot_be_written_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--html", "/nowhere/page.html"]) == 2
    assert capsys.readouterr().err.startswith("escort: The report cannot be written: ")
