"""Cases, and what agents do with them: each act goes through the desk's inbox and is answered from there."""

import secrets
from typing import Annotated

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_409_CONFLICT
from msgspec import Meta

from alerts import Recorded, fold, requests, timeline
from alerts.acts import brought_about
from alerts.refusals import RequestIdTaken
from alerts.requests import Disposition
from escort import limits
from escort.api.here import Here, Inside, Who, agent
from escort.api.refusals import Why
from escort.cases import Case
from escort.trail import Point, trail_of
from escort.trips import Person, Trip

RequestId = Annotated[str, Meta(min_length=1, max_length=limits.press_id_max)]
Words = Annotated[str, Meta(min_length=1, max_length=limits.note_max)]
InPath = FromPath[str]
_recorded = msgspec.json.Decoder(Recorded)


class Body(msgspec.Struct, frozen=True):
    """Every act may name itself, so that it can be sent again."""

    request_id: RequestId | None = None


class TextBody(msgspec.Struct, frozen=True):
    """A text, for a note or a line to the rider."""

    text: Words
    request_id: RequestId | None = None


class WhyBody(msgspec.Struct, frozen=True):
    """A reason, for an escalation."""

    why: Words
    request_id: RequestId | None = None


class ToBody(msgspec.Struct, frozen=True):
    """Another agent, for a transfer."""

    to: Annotated[str, Meta(min_length=1, max_length=64)]
    request_id: RequestId | None = None


class CloseBody(msgspec.Struct, frozen=True):
    """How a case ended."""

    disposition: Disposition
    note: Annotated[str, Meta(max_length=limits.note_max)] | None = None
    request_id: RequestId | None = None


class Done(msgspec.Struct, frozen=True):
    """What an act brought about."""

    seq: int
    entry: timeline.Entry
    case: Case


class Line(msgspec.Struct, frozen=True):
    """One entry in its place."""

    seq: int
    at: float
    entry: timeline.Entry


class RiderSeen(msgspec.Struct, frozen=True):
    """What an agent is shown of the rider."""

    name: str | None
    language: str | None


class DriverSeen(msgspec.Struct, frozen=True):
    """What an agent is shown of the driver."""

    name: str | None
    vehicle: str | None


class TripSeen(msgspec.Struct, frozen=True):
    """The TRIP of docs/wire.md. Units: degrees, longitude first; unix seconds."""

    trip: str
    plan: list[tuple[float, float]]
    started_at: float
    expected_arrival: float | None
    state: str
    rider: RiderSeen
    driver: DriverSeen
    trail: list[Point]


class WholeCase(msgspec.Struct, frozen=True):
    """A case with everything that happened to it."""

    case: Case
    timeline: list[Line]
    trip: TripSeen | None


class Cases(msgspec.Struct, frozen=True):
    """Cases as of a sequence number."""

    seq: int
    incidents: list[Case]


class IncidentsApi(Controller):
    """The agents' part of docs/wire.md."""

    path = "/v1/incidents"
    tags = ("wall",)
    dependencies = {"who": Provide(agent)}  # noqa: RUF012

    @get("/")
    async def cases(self, here: Inside, who: Who, open: FromQuery[bool] = False) -> Cases:  # noqa: A002, ARG002
        """The open cases, and, unless only those are asked for, the recently closed ones."""
        closed = [] if open else [here.board.case(incident) for incident in here.board.closed.values()]
        return Cases(here.board.seq, here.board.cases() + closed)

    @get("/{incident:str}")
    async def whole(self, incident: InPath, here: Inside, who: Who) -> WholeCase:  # noqa: ARG002
        """One case with its timeline and its trip."""
        stored = [(seq, _recorded.decode(payload)) for seq, payload in await here.state.entries_of(incident)]
        if not stored:
            raise NotFoundException(f"there is no incident {incident}")
        folded = fold(recorded for _, recorded in stored)
        trip = await here.trips.find(folded.trip)
        lines = [Line(seq, recorded.at.timestamp(), recorded.entry) for seq, recorded in stored]
        return WholeCase(
            here.board.case(folded), lines, None if trip is None else _seen(trip, await trail_of(here.link, trip.trip))
        )

    @post("/{incident:str}/claim", status_code=HTTP_200_OK)
    async def claim(self, incident: InPath, data: JSONBody[Body], here: Inside, who: Who) -> Response[Done | Why]:
        """I take this case."""
        return await _act(here, requests.Claim(incident, who.agent, _id(data.request_id)))

    @post("/{incident:str}/note", status_code=HTTP_200_OK)
    async def note(self, incident: InPath, data: JSONBody[TextBody], here: Inside, who: Who) -> Response[Done | Why]:
        """Write this down."""
        return await _act(here, requests.Note(incident, who.agent, _id(data.request_id), text=data.text))

    @post("/{incident:str}/say", status_code=HTTP_200_OK)
    async def say(self, incident: InPath, data: JSONBody[TextBody], here: Inside, who: Who) -> Response[Done | Why]:
        """Show this line on the rider's phone."""
        return await _act(here, requests.Say(incident, who.agent, _id(data.request_id), text=data.text))

    @post("/{incident:str}/ask", status_code=HTTP_200_OK)
    async def ask(self, incident: InPath, data: JSONBody[Body], here: Inside, who: Who) -> Response[Done | Why]:
        """Ask the rider in the app whether all is well."""
        return await _act(here, requests.Ask(incident, who.agent, _id(data.request_id)))

    @post("/{incident:str}/escalate", status_code=HTTP_200_OK)
    async def escalate(self, incident: InPath, data: JSONBody[WhyBody], here: Inside, who: Who) -> Response[Done | Why]:
        """Bring in the next level now."""
        return await _act(here, requests.Escalate(incident, who.agent, _id(data.request_id), why=data.why))

    @post("/{incident:str}/transfer", status_code=HTTP_200_OK)
    async def transfer(self, incident: InPath, data: JSONBody[ToBody], here: Inside, who: Who) -> Response[Done | Why]:
        """Hand my case to another agent."""
        if not here.open_desk and not await here.accounts.has_agent(data.to):
            raise ClientException(f"there is no agent {data.to} to hand this case to")
        return await _act(here, requests.Transfer(incident, who.agent, _id(data.request_id), to=data.to))

    @post("/{incident:str}/close", status_code=HTTP_200_OK)
    async def close(self, incident: InPath, data: JSONBody[CloseBody], here: Inside, who: Who) -> Response[Done | Why]:
        """It is over, and this is how it ended."""
        return await _act(
            here,
            requests.Close(incident, who.agent, _id(data.request_id), disposition=data.disposition, note=data.note),
        )


async def _act(here: Here, act: requests.Act) -> Response[Done | Why]:
    seq, settled = await here.follower.ask(act, act.request_id)
    if settled.why is not None:
        return Response(Why(settled.why), status_code=HTTP_409_CONFLICT)
    recorded = _recorded.decode(settled.entry)
    if not brought_about(act, recorded):  # two acts of one name at once: this is the other's answer
        return Response(Why(RequestIdTaken(recorded.incident).why), status_code=HTTP_409_CONFLICT)
    stored = [(number, _recorded.decode(payload)) for number, payload in await here.state.entries_of(act.incident)]
    if not seq:  # a repeat: its entry is the one that this request brought about
        seq = next(number for number, each in stored if each.request == act.request_id)
    folded = fold(each for number, each in stored if number <= seq)
    return Response(Done(seq, recorded.entry, here.board.case(folded)))


def _id(given: str | None) -> str:
    return given or secrets.token_hex(8)


def _seen(trip: Trip, trail: list[Point]) -> TripSeen:
    people = trip.people
    rider = Person() if people is None else people.rider
    driver = Person() if people is None else people.driver
    return TripSeen(
        trip=trip.trip,
        plan=[(lon, lat) for lon, lat in trip.plan.tolist()],
        started_at=trip.started_at_s,
        expected_arrival=trip.expected_arrival_s,
        state=trip.state,
        rider=RiderSeen(rider.name, rider.language),
        driver=DriverSeen(driver.name, driver.vehicle),
        trail=trail,
    )
