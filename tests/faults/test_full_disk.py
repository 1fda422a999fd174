"""A full disk: presses are refused aloud with the emergency number, and taken again once there is room."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trio

from tests.faults.storm import Storm, check, until_shown
from tests.faults.test_kill import log_of
from tests.service import Service
from tests.socket.device import Wire, wire


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MiB, where this machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(folder)]
    made = subprocess.run(mount, capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {made.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def service(small_disk: Path) -> Iterator[Service]:
    service = Service(small_disk)
    service.start()
    yield service
    service.stop()


def fill(disk: Path) -> Path:
    """Takes every byte that is left."""
    path = disk / "ballast"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return path


@pytest.mark.faults
@pytest.mark.timeout(180)
async def test_presses_are_refused_aloud_and_taken_again_once_there_is_room(service: Service, small_disk: Path) -> None:
    async with wire(service.device, service.token("T")) as phone:
        await phone.press("before")
        ballast = fill(small_disk)
        taken, refused = {("T", "before")}, list[str]()
        for i in range(200):
            await phone.say(type="press", press_id=f"p{i}")
            said = await answer(phone)
            if said["type"] == "pressed":
                taken.add(("T", f"p{i}"))
            else:
                refused.append(said["why"])
            if len(refused) > 3:
                break
        assert refused, "a full disk was not noticed"
        assert all("the alarm could not be stored: call 112." in why for why in refused)
        ballast.unlink()
        with trio.fail_after(60.0):
            while (await again(phone))["type"] != "pressed":
                await trio.sleep(0.2)
    with trio.fail_after(60.0):
        while service.readiness() != (200, []):
            await trio.sleep(0.1)
    with log_of(service) as client:
        storm = Storm(service, "full", taken | {("T", "after")})
        await until_shown(client, storm)
        check(client, storm)


async def again(phone: Wire) -> dict[str, str]:
    await phone.say(type="press", press_id="after")
    return await answer(phone)


async def answer(phone: Wire) -> dict[str, str]:
    """Whatever comes back for a press."""
    with trio.fail_after(15.0):
        return await phone.hear("pressed", "refused")
