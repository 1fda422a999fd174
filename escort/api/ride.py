"""What the phone's page asks over HTTP: whose ride this is, the alarm when no socket is left, links for trusted people.

/v1/ride               the phone's own, by its device token
/v1/shared/{word}      whoever has the link: where the car is, and nothing about whether an alarm stands
/ride/try              in the demo: a ride of their own for whoever wants to try the page

Rule: a link shows a ride, never a case: the driver may have it too.
"""

import secrets
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
import numpy as np
from litestar import Controller, Request, Response, delete, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import ClientException, NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.params import JSONBody, PathParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT, HTTP_302_FOUND
from msgspec import Meta

from escort import auth, clock, wire
from escort.api.here import Here, Inside
from escort.api.refusals import Why
from escort.api.trips import PressFor, PressTaken
from escort.device_desk import emergency_number
from escort.trips import People, Person, Registration, Trip

Word = Annotated[str, PathParameter(min_length=8, max_length=64)]
Holder = NamedDependency[SkipValidation[auth.Device]]  # the phone of the token


class Ride(msgspec.Struct, frozen=True):
    """Whose ride this is, as its own phone may know it. Units: unix seconds."""

    trip: str
    role: str
    device: str  # where the phone's socket connects
    emergency: str
    sms: str | None  # a number that takes a text when no network is left
    language: str | None
    vehicle: str | None
    has_pin: bool
    ended: bool


class Shared(msgspec.Struct, frozen=True):
    """A link that was made."""

    path: str
    ends_at: float


class Seen(msgspec.Struct, frozen=True):
    """What whoever has the link sees. Units: degrees, longitude first; unix seconds."""

    name: str | None
    vehicle: str | None
    plan: list[tuple[float, float]]
    at: tuple[float, float] | None
    age_s: Annotated[float, Meta(ge=0)] | None
    expected_arrival: float | None
    ended: bool
    ends_at: float


async def holder(request: Request, here: Inside) -> auth.Device:  # type: ignore[type-arg]
    """Which phone is asking.

    Raises: 401 without a device's token, 403 for a fleet's.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    device = auth.device_of(here.secret, token.strip() if scheme.lower() == "bearer" else None)
    if isinstance(device, auth.NotAllowed):
        raise NotAuthorizedException(device.why)
    if device.trip is None:
        raise PermissionDeniedException("a fleet's token is for its feed; this is for a rider's or driver's phone")
    return device


class RideApi(Controller):
    """The phone's own requests."""

    path = "/v1/ride"
    tags = ("phone",)
    dependencies = {"holder": Provide(holder)}  # noqa: RUF012

    @get("/")
    async def ride(self, request: Request, here: Inside, holder: Holder) -> Ride:  # type: ignore[type-arg]
        """Whose ride this is, and where its socket connects."""
        trip = await here.trips.find(holder.trip or "")
        rider, driver = _people(trip)
        return Ride(
            trip=holder.trip or "",
            role=holder.role,
            device=device_url(request, here),
            emergency=emergency_number,
            sms=here.sms_number,
            language=(driver if holder.role == "driver" else rider).language,
            vehicle=driver.vehicle,
            has_pin=bool(rider.pin or rider.duress_pin),
            ended=trip is not None and trip.state == "ended",
        )

    @post("/press")
    async def press(self, data: JSONBody[PressFor], here: Inside, holder: Holder) -> Response[PressTaken | Why]:
        """The alarm of a phone whose socket does not connect."""
        repeated = here.presses.knows(holder.trip or "", data.press_id)
        pressed = await here.desk.take_press(
            holder, wire.Press(data.press_id, holder.trip, data.at, data.kind, data.fix)
        )
        if isinstance(pressed, wire.Refused):
            return Response(Why(pressed.why), status_code=503)
        answer = PressTaken("pressed", pressed.press_id, pressed.incident, pressed.at)
        return Response(answer, status_code=HTTP_200_OK if repeated else HTTP_201_CREATED)

    @post("/share")
    async def share(self, here: Inside, holder: Holder) -> Shared:
        """A link with which somebody may watch this ride; it ends by itself."""
        if holder.role != "rider":
            raise PermissionDeniedException("the ride is the rider's to share")
        made = await here.shares.make(holder.trip or "")
        if made is None:
            raise ClientException("this ride is shared often enough; end the links, and make a new one")
        word, share = made
        return Shared(f"/share/{word}", share.ends_at)

    @delete("/share", status_code=HTTP_204_NO_CONTENT)
    async def unshare(self, here: Inside, holder: Holder) -> None:
        """Every link of this ride ends now."""
        if holder.role != "rider":
            raise PermissionDeniedException("the ride is the rider's to share")
        await here.shares.revoke(holder.trip or "")


@get("/v1/shared/{word:str}", tags=["phone"])
async def shared(word: Word, here: Inside) -> Seen:
    """Where the car of a link is now."""
    share = await here.shares.find(word)
    trip = None if share is None else await here.trips.find(share.trip)
    if share is None or trip is None:
        raise NotFoundException("this link has ended")
    rider, driver = _people(trip)
    place = here.numbers.known.get(share.trip)
    return Seen(
        name=rider.name,
        vehicle=driver.vehicle,
        plan=[(lon, lat) for lon, lat in trip.plan.tolist()],
        at=None if place is None else (place[0], place[1]),
        age_s=None if place is None else max(0.0, round(clock.now_s() - place[3], 1)),
        expected_arrival=trip.expected_arrival_s,
        ended=trip.state == "ended",
        ends_at=share.ends_at,
    )


@get("/ride/try", include_in_schema=False, status_code=HTTP_302_FOUND)
async def ride_to_try(here: Inside) -> Response[None]:
    """A ride without a plan, whose PIN is 1234 and whose duress PIN is 4321; only where everybody is a guest."""
    if not here.open_desk:
        raise NotFoundException("there is no /ride/try here")
    trip, now_s = f"visitor-{secrets.token_hex(3)}", clock.now_s()
    people = People(Person(name="You", pin="1234", duress_pin="4321"), Person(vehicle="12-AB-34"))
    nowhere = np.empty((0, 2))
    await here.trips.register(Registration(trip, nowhere, now_s, None, people, None, None, "wgs84", trip.encode()))
    token = auth.device_token(here.secret, auth.Device("visitor", "rider", trip), now_s)
    return Response(None, status_code=HTTP_302_FOUND, headers={"location": f"/ride#token={token}"})


def device_url(request: Request, here: Here) -> str:  # type: ignore[type-arg]
    """Where phones connect, as whoever made this request reaches us: the operator's word, else our own port."""
    if here.device_url is not None:
        return here.device_url
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or "127.0.0.1"
    secure = "s" if request.scope["scheme"] == "https" else ""
    return f"ws{secure}://{f'[{host}]' if ':' in host else host}:{here.device_port}/v1/device"


def _people(trip: Trip | None) -> tuple[Person, Person]:
    people = None if trip is None else trip.people
    return (Person(), Person()) if people is None else (people.rider, people.driver)
