"""Drives from every kind of file; and what a person is told about a file that is none."""

from pathlib import Path

import numpy as np
import pytest

from escort.replay.drives import Drive, DriveUnreadable
from escort.replay.files import read_drives

CASES = """\
{"case_id": "a", "kind": "on_route", "plan": [[1, 2], [1.1, 2]], "points": [[100, 1, 2], [110.5, 1.05, 2, 3]]}

{"trip_id": 7, "plan": [[1, 2], [1.1, 2]], "points": []}
"""
PORTO = """\
"TRIP_ID","CALL_TYPE","TIMESTAMP","POLYLINE"
"1","C","1372636858","[[-8.6186,41.1414],[-8.6193,41.1418],[-8.62,41.142]]"
"2","C","1372636900","[]"
"3","C","1372637000","[[-8.6186,41.1414]]"
"4","C","1372637000","[[-8.6186,41.1414],[-8.6186,41.1414]]"
"""
FIXES = """\
trip,fixed_at,lat,lon,accuracy_m,heading_deg
a,100,41.1,-8.6,5,
b,100.5,41.2,-8.7,,90
a,1970-01-01T00:01:50Z,41.3,-8.8,,
"""
POINTS = """\
id,time,geometry
2,2019-03-14 10:27:26+00:00,POINT (11.835503 50.300728)
2,2019-03-14 10:27:41+00:00,POINT(11.840135 50.30153)
"""
GPX = """\
<?xml version="1.0"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1"><metadata><time>2015-02-11T08:16:35Z</time></metadata>
<rte><rtept lat="51.0" lon="12.0"><desc>go &amp; go</desc></rtept><rtept lat="51.1" lon="12.1"/></rte>
<trk><trkseg>
<trkpt lat="51.0" lon="12.0"><time>2015-02-11T08:16:35+00:00</time><ele>3</ele></trkpt>
</trkseg><trkseg>
<trkpt lat="51.01" lon="12.01">
  <time>
    2015-02-11T08:17:01Z
  </time>
</trkpt>
</trkseg></trk>
</gpx>
"""


def read(path: Path, name: str, text: str) -> list[Drive]:
    (path / name).write_text(text, encoding="utf-8")
    return list(read_drives([path / name]))


def test_labelled_cases(tmp_path: Path) -> None:
    a, seven = read(tmp_path, "cases.jsonl", CASES)
    assert (a.drive_id, seven.drive_id, len(seven)) == ("a", "7", 0)
    assert (a.fixed_at_s.tolist(), a.lon_deg.tolist(), a.lat_deg.tolist()) == ([100, 110.5], [1, 1.05], [2, 2])
    assert a.plan_lonlat is not None
    assert a.plan_lonlat.tolist() == [[1, 2], [1.1, 2]]
    assert np.isnan([a.accuracy_m, a.speed_mps, a.heading_deg]).all()


def test_porto_trips_have_a_fix_each_15_s_and_their_own_simplified_line_as_plan(tmp_path: Path) -> None:
    moved, empty, single, stood = read(tmp_path, "trips.csv", PORTO)
    assert moved.fixed_at_s.tolist() == [1372636858, 1372636873, 1372636888]
    assert moved.plan_lonlat is not None
    assert moved.plan_lonlat.tolist() == [[-8.6186, 41.1414], [-8.62, 41.142]]
    assert [len(drive) for drive in (empty, single, stood)] == [0, 1, 2]
    assert empty.plan_lonlat is single.plan_lonlat is stood.plan_lonlat is None


def test_a_csv_of_fixes(tmp_path: Path) -> None:
    a, b = read(tmp_path, "fixes.csv", "\ufeff" + FIXES)
    assert (a.drive_id, a.plan_lonlat, b.drive_id) == ("a", None, "b")
    assert (a.fixed_at_s.tolist(), a.lat_deg.tolist(), a.lon_deg.tolist()) == ([100, 110], [41.1, 41.3], [-8.6, -8.8])
    assert a.accuracy_m[0] == 5
    assert np.isnan(a.accuracy_m[1])
    assert b.heading_deg.tolist() == [90]
    assert np.isnan(b.speed_mps).all()


def test_a_csv_of_points(tmp_path: Path) -> None:
    (drive,) = read(tmp_path, "points.csv", POINTS)
    assert (drive.drive_id, drive.fixed_at_s.tolist()) == ("2", [1552559246, 1552559261])
    assert (drive.lon_deg[1], drive.lat_deg[1]) == (11.840135, 50.30153)


def test_a_gpx_track_with_its_route_as_plan(tmp_path: Path) -> None:
    (drive,) = read(tmp_path, "tour.gpx", GPX)
    assert (drive.drive_id, drive.fixed_at_s.tolist()) == ("tour", [1423642595, 1423642621])
    assert (drive.lon_deg.tolist(), drive.lat_deg.tolist()) == ([12, 12.01], [51, 51.01])
    assert drive.plan_lonlat is not None
    assert drive.plan_lonlat.tolist() == [[12, 51], [12.1, 51.1]]


def test_two_drives_of_one_name_are_two_drives(tmp_path: Path) -> None:
    for name in ("a.gpx", "b.gpx"):
        (tmp_path / name).write_text(GPX)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "a.gpx").write_text(GPX)
    paths = [tmp_path / "a.gpx", tmp_path / "b.gpx", tmp_path / "again" / "a.gpx"]
    assert [drive.drive_id for drive in read_drives(paths)] == ["a", "b", "a#2"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.txt", "", "line 1: not a kind of file with drives in it"),
        ("x.jsonl", CASES + "{nonsense", "line 4: not a case: JSON is malformed"),
        ("x.jsonl", '{"case_id": "a", "plan": [], "points": []}', "line 1: a plan needs at least 2 distinct points"),
        ("x.jsonl", '{"plan": [[1, 2], [2, 2]], "points": []}', "line 1: a case needs a case_id or a trip_id"),
        ("x.jsonl", '{"case_id": 1, "plan": [[1, 2], [2, 2]], "points": [[1, 2]]}', "line 1: a point is"),
        ("x.jsonl", '\n{"case_id": 1, "plan": [[1, 2], [2, 2]], "points": [["1"]]}', "line 2: not a case: Expected"),
        ("x.csv", '"TRIP_ID","POLYLINE"\n', "line 1: no column TIMESTAMP"),
        ("x.csv", PORTO + '"5","C","soon","[]"\n', "line 6: not a trip"),
        ("x.csv", PORTO + '"5","C","3","[[1,2"\n', "line 6: not a trip"),
        ("x.csv", "a,b\n1,2\n", "line 1: a CSV of fixes has the columns trip, fixed_at, lat, lon"),
        ("x.csv", "", "line 1: a CSV of fixes has the columns"),
        ("x.csv", FIXES + "a,yesterday,41,8,,\n", "line 5: not a fix"),
        ("x.csv", FIXES + "a,100,,8,,\n", "line 5: not a fix"),
        ("x.csv", FIXES + "a,nan,41,8,,\n", "line 5: not a fix: nan is no time"),
        ("x.csv", FIXES + "a,100\n", "line 5: not a fix"),
        (
            "x.csv",
            POINTS + "2,2019-03-14 10:27:41+00:00,POINT (1)\n",
            "line 4: not a fix: 'POINT (1)' is no POINT (lon lat)",
        ),
        ("x.gpx", GPX.replace("</trk>", ""), "line 13: not XML: mismatched tag"),
        ("x.gpx", GPX.replace("2015-02-11T08:16:35+00:00", "noon"), "line 5: not a time"),
        ("x.gpx", GPX.replace('lat="51.01"', ""), "line 7: a point needs lat and lon"),
        ("x.gpx", GPX.replace("<time>2015-02-11T08:16:35+00:00</time>", ""), "line 5: a track point without <time>"),
    ],
)
def test_a_file_that_is_no_drives_is_named_with_its_line(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(DriveUnreadable) as refused:
        read(tmp_path, name, text)
    assert f"{tmp_path / name}, {said}" in str(refused.value)
    assert "\n" not in str(refused.value)
