"""`escort demo`: the service, and beside it, in a process of its own, a made-up city that drives into it.

serve ──listening──▶ city process started ──▶ until a signal ──▶ city ended first (its trips end) ──▶ service ended
"""

import os
import shutil
import subprocess
import sys
from dataclasses import replace

import msgspec
import trio

from escort.commands import a_signal, complain
from escort.config import Settings
from escort.exchange import Open, open_exchange
from escort.home import open_folder
from escort.outbox.settings import Contact
from escort.service import Addresses, serve
from escort.simulate.areas import areas_of, zones_text
from escort.simulate.city import build

city_ends_within_s = 5.0
exchange_port_after = 10  # the exchange's page stands so many ports after the wall's: 8090 after 8080
# Phones that ring on the exchange's page only. Source of the numbers: NANP 555-0100 to 555-0199, for fictitious use.
desk_phones = (
    *(Contact(f"Agent {number}", f"+1202555019{number}") for number in range(1, 8)),  # who joins a call is rung there
    Contact("The supervisor", "+12025550198", ("team", "supervisor")),
    Contact("Break glass", "+12025550199", ("break_glass",)),
)
only_page = frozenset(contact.phone for contact in desk_phones)


async def demo(settings: Settings, trips: int, seed: int) -> None:
    """Runs until SIGINT or SIGTERM, or until the city cannot go on."""

    async def until(addresses: Addresses) -> None:
        assert addresses.device is not None, "the demo runs every role"
        assert addresses.http is not None, "the demo runs every role"
        _say(addresses, trips, opened.url)
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

    async with trio.open_nursery() as nursery:
        opened: Open = await nursery.start(open_exchange, _next_to(settings.http_port), seed, None, only_page)
        await serve(with_exchange(with_areas(settings, seed), opened), until)
        nursery.cancel_scope.cancel()


def with_exchange(settings: Settings, opened: Open) -> Settings:
    """The service calls through the private exchange, unless a carrier is set up; its supervisors ring on the page."""
    if settings.outreach.access is not None:
        return settings
    file = msgspec.structs.replace(settings.outreach.file, contact=desk_phones, ask_pin=False)
    outreach = replace(settings.outreach, access=opened.access, tokens=(opened.access.token,), file=file)
    return replace(settings, outreach=outreach)


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


def _next_to(port: int) -> int:
    return port and port + exchange_port_after


def _say(addresses: Addresses, trips: int, exchange: str) -> None:
    def local(url: str | None) -> str:
        return (url or "").replace("127.0.0.1", "localhost")

    print(f"Safety escort demo: a made-up city of {trips} trips, some of which go wrong.")
    print(f"  wall     {local(addresses.http)}   (each browser is signed in as an agent of its own)")
    print(f"  phone    {local(addresses.http)}/ride/try   (a ride of your own; its PIN is 1234, the duress PIN 4321)")
    print(f"  devices  {local(addresses.device)}")
    print(f"  phones   {local(exchange)}   (a private exchange: every phone that the service calls rings there)")
    print(f"  metrics  {local(addresses.metrics)}")
    print(f"  data     {addresses.data}")
    print("Ctrl-C ends everything; the next start finds its data again.", flush=True)
