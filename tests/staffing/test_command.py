"""`escort staffing`, as it is called."""

from pathlib import Path

import pytest

from escort.cli import main

QUICK = ["--presses", "150"]


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ESCORT_DATA", str(tmp_path))


def test_a_line_an_hour_both_ways(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "hours.csv"
    file.write_text("hour,presses\n22,40\n03, 8\n")
    assert main(["staffing", "--by-hour", str(file), "--handling-s", "240", "--target", "0.9@15s", *QUICK]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("90% of presses within 15 s; 240 s a press, 3 s to accept, 5% real")
    assert [line.split()[:3] for line in told[2:]] == [["22", "40", "6"], ["03", "8", "3"]]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--presses-per-hour", "40", "--accept-s", "9"], "--accept-s 9 is too slow: an offer goes on after 10 s"),
        (["--presses-per-hour", "40", "--presses", "9"], "--presses must be 100 or more"),
        (["--presses-per-hour", "900000", "--handling-s", "900000"], "is a unit mistaken?"),
        (["--by-hour", "/nowhere.csv"], "--by-hour /nowhere.csv: "),
    ],
)
def test_what_cannot_be_told_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    assert main(["staffing", *words]) == 2
    told = capsys.readouterr().err
    assert told.startswith("escort: ")
    assert why in told


@pytest.mark.parametrize("text", ["22", "22,many\n23,4", "a,b\n23,-4", "22,4,5", "hour,presses\n", "22,nan"])
def test_a_file_of_hours_that_says_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    file = tmp_path / "hours.csv"
    file.write_text(text)
    assert main(["staffing", "--by-hour", str(file)]) == 2
    assert f"--by-hour {file}" in capsys.readouterr().err


def test_a_target_that_says_nothing_is_refused_where_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["staffing", "--presses-per-hour", "40", "--target", "90 in 15"])
    assert "like 0.9@15s" in capsys.readouterr().err
