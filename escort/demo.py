"""`escort demo`: the service, and beside it, in a process of its own, a made-up city that drives into it.

serve ──listening──▶ city process started ──▶ until a signal ──▶ city ended first (its trips end) ──▶ service ended
"""

import os
import shutil
import subprocess
import sys
from dataclasses import replace

import trio

from escort.commands import a_signal, complain
from escort.config import Settings
from escort.home import open_folder
from escort.service import Addresses, serve
from escort.simulate.areas import areas_of, zones_text
from escort.simulate.city import build

city_ends_within_s = 5.0


async def demo(settings: Settings, trips: int, seed: int) -> None:
    """Runs until SIGINT or SIGTERM, or until the city cannot go on."""

    async def until(addresses: Addresses) -> None:
        assert addresses.device is not None, "the demo runs every role"
        assert addresses.http is not None, "the demo runs every role"
        _say(addresses, trips)
        city = _start_city(settings, addresses, trips, seed)
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(_watch_city, city)
                await a_signal()
                print("Ending: the city first, then the service.", flush=True)
                nursery.cancel_scope.cancel()
        finally:
            with trio.CancelScope(shield=True):
                await _end_city(city)

    await serve(with_areas(settings, seed), until)


def with_areas(settings: Settings, seed: int) -> Settings:
    """The service knows the risk areas, stations and tunnels of the city that will drive into it, or the user's own.

    Raises: Unusable where the data folder cannot be written.
    """
    if settings.zones is not None:
        return settings
    path = open_folder(settings.data) / "city.geojson"
    path.write_text(zones_text(areas_of(build(seed))))
    return replace(settings, zones=path)


def _start_city(settings: Settings, addresses: Addresses, trips: int, seed: int) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C reaches the demo, which ends the city while the service still listens to it.
    ends_with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    command = [sys.executable, "-m", "escort", "simulate", "--trips", str(trips), "--seed", str(seed)]
    command += ["--to", str(addresses.device), "--api", str(addresses.http)]
    environment = os.environ | {"ESCORT_DATA": str(settings.data)}
    return subprocess.Popen([*ends_with_us, *command], env=environment, start_new_session=True)


async def _watch_city(city: subprocess.Popen[bytes]) -> None:
    await trio.to_thread.run_sync(city.wait, abandon_on_cancel=True)
    complain(f"the simulated city ended by itself (code {city.returncode}); the service goes on without it")


async def _end_city(city: subprocess.Popen[bytes]) -> None:
    if city.poll() is None:
        city.terminate()
        with trio.move_on_after(city_ends_within_s):
            await trio.to_thread.run_sync(city.wait, abandon_on_cancel=True)
    if city.poll() is None:
        city.kill()


def _say(addresses: Addresses, trips: int) -> None:
    def local(url: str | None) -> str:
        return (url or "").replace("127.0.0.1", "localhost")

    print(f"Safety escort demo: a made-up city of {trips} trips, some of which go wrong.")
    print(f"  wall     {local(addresses.http)}   (each browser is signed in as an agent of its own)")
    print(f"  phone    {local(addresses.http)}/ride/try   (a ride of your own; its PIN is 1234, the duress PIN 4321)")
    print(f"  devices  {local(addresses.device)}")
    print(f"  metrics  {local(addresses.metrics)}")
    print(f"  data     {addresses.data}")
    print("Ctrl-C ends everything; the next start finds its data again.", flush=True)
