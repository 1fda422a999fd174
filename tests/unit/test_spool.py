"""A press that `keep` has returned for survives everything; a disk that does not take it says so."""

import sqlite3
from pathlib import Path

import pytest
import trio

from escort.errors import Unusable
from escort.spool import Spool, SpoolLost


async def test_what_was_kept_is_there_after_a_restart_in_its_order(tmp_path: Path, nursery: trio.Nursery) -> None:
    spool = Spool(tmp_path / "spool")
    nursery.start_soon(spool.write)
    for press, at_s in (("b", 1.0), ("a", 2.0), ("c", 3.0)):
        await spool.keep(press, press.encode(), at_s)
    assert await spool.waiting(2.5) == [("b", b"b"), ("a", b"a")]
    again = Spool(tmp_path / "spool")  # as after kill -9: nobody has closed the first
    assert await again.waiting(9.0) == [("b", b"b"), ("a", b"a"), ("c", b"c")]
    again.close()
    spool.close()


async def test_the_same_press_again_changes_nothing(tmp_path: Path, nursery: trio.Nursery) -> None:
    spool = Spool(tmp_path / "spool")
    nursery.start_soon(spool.write)
    await spool.keep("p", b"first", 1.0)
    await spool.keep("p", b"second", 2.0)
    assert await spool.waiting(9.0) == [("p", b"first")]
    spool.close()


async def test_what_was_shown_goes_with_the_next_write(tmp_path: Path, nursery: trio.Nursery) -> None:
    spool = Spool(tmp_path / "spool")
    nursery.start_soon(spool.write)
    await spool.keep("p", b"p", 1.0)
    spool.shown("p")
    spool.shown("never heard of")
    await spool.keep("q", b"q", 2.0)
    assert await spool.waiting(9.0) == [("q", b"q")]
    spool.close()


async def test_many_at_once_share_a_write(tmp_path: Path, nursery: trio.Nursery) -> None:
    spool = Spool(tmp_path / "spool")
    nursery.start_soon(spool.write)
    async with trio.open_nursery() as phones:
        for i in range(500):
            phones.start_soon(spool.keep, f"p{i}", b"", float(i))
    assert len(await spool.waiting(1e9)) == 500
    spool.close()


async def test_a_broken_disk_is_a_refusal_of_those_who_wait_and_mends(tmp_path: Path, nursery: trio.Nursery) -> None:
    spool = Spool(tmp_path / "spool")
    nursery.start_soon(spool.write)
    other = sqlite3.connect(tmp_path / "spool", isolation_level=None)
    other.execute("ALTER TABLE presses RENAME TO elsewhere")
    with pytest.raises(SpoolLost, match="no such table"):
        await spool.keep("p", b"p", 1.0)
    with pytest.raises(SpoolLost, match="no such table"):
        await spool.waiting(9.0)
    other.execute("ALTER TABLE elsewhere RENAME TO presses")
    other.close()
    await spool.keep("p", b"p", 1.0)
    assert await spool.waiting(9.0) == [("p", b"p")]
    spool.close()


def test_a_file_that_is_no_spool_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "spool").write_bytes(b"this is no database, and long enough to be taken for one" * 20)
    with pytest.raises(Unusable, match=r"The spool of presses cannot be opened at .*: file is not a database\."):
        Spool(tmp_path / "spool")
