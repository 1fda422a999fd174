"""Cases, and what agents do with them: each act goes through the desk's inbox and is answered from there."""

from functools import partial
from typing import Literal

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from alerts import Recorded, fold, requests
from alerts.summary import summary
from escort import clock
from escort.api.acting import Answer, act, by
from escort.api.bodies import Body, CallBody, CloseBody, OpenBody, RaiseBody, TextBody, ToBody, WhyBody
from escort.api.here import Here, Inside, Who, agent, supervisor
from escort.api.refusals import Why, told
from escort.api.seen import Cases, Line, PeopleSeen, WholeCase, people_seen, trip_seen
from escort.trail import trail_of

InPath = FromPath[str]
revealed = "Looked at the telephone numbers."
an_act = partial(post, status_code=HTTP_200_OK, responses=told(400, 401, 403, 409, 503))
_recorded = msgspec.json.Decoder(Recorded)


class IncidentsApi(Controller):
    """The agents' part of docs/wire.md."""

    path = "/v1/incidents"
    tags = ("wall",)
    dependencies = {"who": Provide(agent)}  # noqa: RUF012

    @get("/", responses=told(401, 403))
    async def cases(self, here: Inside, who: Who, open: FromQuery[bool] = False) -> Cases:  # noqa: A002, ARG002
        """The open cases, and, unless only those are asked for, the recently closed ones."""
        closed = [] if open else [here.board.case(incident) for incident in here.board.closed.values()]
        return Cases(here.board.seq, here.board.cases() + closed)

    @an_act("/", status_code=HTTP_201_CREATED)
    async def open(self, data: JSONBody[OpenBody], here: Inside, who: Who) -> Answer:
        """I open a case for this trip, and hold it."""
        asked = requests.Open(trip=data.trip, severity=data.severity, why=data.why, **by(who, data.request_id))
        return await act(here, asked)

    @get("/{incident:str}", responses=told(401, 403, 404, 503))
    async def whole(
        self,
        incident: InPath,
        here: Inside,
        who: Who,  # noqa: ARG002
        language: FromQuery[Literal["en", "zh"]] = "en",
    ) -> WholeCase:
        """One case with its timeline, its trip and its summary."""
        stored = [(seq, _recorded.decode(payload)) for seq, payload in await here.state.entries_of(incident)]
        if not stored or incident == "floor":
            raise NotFoundException(f"there is no incident {incident}")
        folded = fold(recorded for _, recorded in stored)
        trip = await here.trips.find(folded.trip)
        return WholeCase(
            here.board.case(folded),
            [Line(seq, recorded.at.timestamp(), recorded.entry) for seq, recorded in stored],
            None if trip is None else trip_seen(trip, await trail_of(here.link, trip.trip)),
            summary((recorded for _, recorded in stored), clock.at(clock.now_s()), language),
        )

    @an_act("/{incident:str}/claim")
    async def claim(self, incident: InPath, data: JSONBody[Body], here: Inside, who: Who) -> Answer:
        """I take this case, offered to me or not."""
        return await act(here, requests.Claim(incident, **by(who, data.request_id)))

    @an_act("/{incident:str}/decline")
    async def decline(self, incident: InPath, data: JSONBody[WhyBody], here: Inside, who: Who) -> Answer:
        """I do not take what was offered to me; the next agent is asked."""
        return await act(here, requests.Decline(incident, why=data.why, **by(who, data.request_id)))

    @an_act("/{incident:str}/give-back")
    async def give_back(self, incident: InPath, data: JSONBody[WhyBody], here: Inside, who: Who) -> Answer:
        """I cannot go on with my case; somebody else must."""
        return await act(here, requests.GiveBack(incident, why=data.why, **by(who, data.request_id)))

    @an_act("/{incident:str}/note")
    async def note(self, incident: InPath, data: JSONBody[TextBody], here: Inside, who: Who) -> Answer:
        """Write this down."""
        return await act(here, requests.Note(incident, text=data.text, **by(who, data.request_id)))

    @an_act("/{incident:str}/say")
    async def say(self, incident: InPath, data: JSONBody[TextBody], here: Inside, who: Who) -> Answer:
        """Show this line on the rider's phone."""
        return await act(here, requests.Say(incident, text=data.text, **by(who, data.request_id)))

    @an_act("/{incident:str}/ask")
    async def ask(self, incident: InPath, data: JSONBody[Body], here: Inside, who: Who) -> Answer:
        """Ask the rider in the app whether all is well."""
        return await act(here, requests.Ask(incident, **by(who, data.request_id)))

    @an_act("/{incident:str}/call")
    async def call(self, incident: InPath, data: JSONBody[CallBody], here: Inside, who: Who) -> Answer:
        """Call the rider or the driver now."""
        return await act(here, requests.Call(incident, to=data.to, **by(who, data.request_id)))

    @an_act("/{incident:str}/take-call")
    async def take_call(self, incident: InPath, data: JSONBody[Body], here: Inside, who: Who) -> Answer:
        """I speak on the running call from now on."""
        return await act(here, requests.TakeCall(incident, **by(who, data.request_id)))

    @an_act("/{incident:str}/escalate")
    async def escalate(self, incident: InPath, data: JSONBody[WhyBody], here: Inside, who: Who) -> Answer:
        """Bring in the next level now."""
        return await act(here, requests.Escalate(incident, why=data.why, **by(who, data.request_id)))

    @an_act("/{incident:str}/raise")
    async def raise_(self, incident: InPath, data: JSONBody[RaiseBody], here: Inside, who: Who) -> Answer:
        """I judge it to be this severe: more than it stands at, or less."""
        asked = requests.Raise(incident, severity=data.severity, why=data.why, **by(who, data.request_id))
        return await act(here, asked)

    @an_act("/{incident:str}/transfer")
    async def transfer(self, incident: InPath, data: JSONBody[ToBody], here: Inside, who: Who) -> Answer:
        """Hand my case to another agent."""
        await must_exist(here, data.to)
        return await act(here, requests.Transfer(incident, to=data.to, **by(who, data.request_id)))

    @an_act("/{incident:str}/assign", dependencies={"who": Provide(supervisor)})
    async def assign(self, incident: InPath, data: JSONBody[ToBody], here: Inside, who: Who) -> Answer:
        """A supervisor gives it to somebody; to oneself means taking it over."""
        await must_exist(here, data.to)
        return await act(here, requests.Assign(incident, to=data.to, **by(who, data.request_id)))

    @an_act("/{incident:str}/close")
    async def close(self, incident: InPath, data: JSONBody[CloseBody], here: Inside, who: Who) -> Answer:
        """It is over, and this is how it ended."""
        asked = requests.Close(incident, disposition=data.disposition, note=data.note, **by(who, data.request_id))
        return await act(here, asked)

    @an_act("/{incident:str}/reopen", status_code=HTTP_201_CREATED)
    async def reopen(self, incident: InPath, data: JSONBody[WhyBody], here: Inside, who: Who) -> Answer:
        """It was not over: a new case goes on with it, and I hold it."""
        return await act(here, requests.Reopen(incident, why=data.why, **by(who, data.request_id)))

    @an_act("/{incident:str}/people")
    async def people(
        self, incident: InPath, data: JSONBody[Body], here: Inside, who: Who
    ) -> Response[PeopleSeen | Why]:
        """Show me everybody's telephone number; that I looked is written into the timeline first."""
        noted = await act(here, requests.Note(incident, text=revealed, **by(who, data.request_id)))
        if isinstance(noted.content, Why):
            return Response(noted.content, status_code=noted.status_code)
        trip = await here.trips.find(noted.content.case.trip)
        people = None if trip is None else people_seen(trip)
        if people is None:
            raise NotFoundException(f"nothing is known of the people of {incident}'s trip")
        return Response(people)


async def must_exist(here: Here, name: str) -> None:
    """Raises: 400 where nobody of this name could ever take a case."""
    if not here.open_desk and not await here.accounts.has_agent(name):
        raise ClientException(f"there is no agent {name} to hand this case to")
