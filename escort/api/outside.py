"""Outside systems: Alertmanager's alarms in, a case as CAP out, and which calls wait for the carrier."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_202_ACCEPTED
from msgspec import Meta, Struct, json

from alerts import Recorded, fold
from alerts.outreach.alertmanager import Group, alarms_of
from alerts.outreach.cap import CapCase, Kind, cap_of
from escort import clock
from escort.api.here import Asking, Here, Inside, Who, agent, platform
from escort.inbox import sealed
from escort.outbox.queue_view import Queue, QueueView

_recorded = json.Decoder(Recorded)
IncidentName = Annotated[str, Meta(max_length=64)]


class Taken(Struct, frozen=True):
    """How many alarms of a group stand in the desk's inbox now."""

    taken: int


class AlertmanagerApi(Controller):
    """`webhook_configs` of Alertmanager, with an API key as its bearer credentials."""

    path = "/v1/alertmanager"
    tags = ("operators",)
    dependencies = {"asking": Provide(platform)}  # noqa: RUF012

    @post("/", status_code=HTTP_202_ACCEPTED)
    async def alarms(self, data: JSONBody[Group], here: Inside, asking: Asking) -> Taken:  # noqa: ARG002
        """The desk knows when its own machinery is ill: each alert is a case for operators."""
        alarms = alarms_of(data, clock.now_s())
        for alarm in alarms:
            await here.follower.lane.append(here.follower.keys.inbox, sealed(alarm))
        return Taken(len(alarms))


class CapApi(Controller):
    """A case for an authority."""

    path = "/v1/cap"
    tags = ("wall",)
    dependencies = {"who": Provide(agent)}  # noqa: RUF012

    @get("/{incident:str}")
    async def cap(self, incident: FromPath[str], here: Inside, who: Who) -> Response[bytes]:  # noqa: ARG002
        """The case as a message of the Common Alerting Protocol 1.2."""
        stored = [_recorded.decode(payload) for _, payload in await here.state.entries_of(incident)]
        if not stored:
            raise NotFoundException(f"there is no incident {incident}")
        return Response(cap_of(await _told(here, stored)), media_type="application/cap+xml")


class CallsApi(Controller):
    """Which calls wait for the carrier."""

    path = "/v1/calls"
    tags = ("wall",)
    dependencies = {"who": Provide(agent)}  # noqa: RUF012

    @get("/")
    async def queue(self, here: Inside, who: Who) -> Queue:  # noqa: ARG002
        """The dialler's queue, in the order in which it will go."""
        return await QueueView(here.link, here.follower.keys).read()


async def _told(here: Here, stored: list[Recorded]) -> CapCase:
    folded = fold(stored)
    trip = await here.trips.find(folded.trip)
    people = None if trip is None else trip.people
    kind: Kind = "Cancel" if folded.closed_at is not None else "Alert" if len(stored) == 1 else "Update"
    return CapCase(
        incident=folded.incident,
        kind=kind,
        sender=f"safety-escort.{here.region}",
        sent=stored[-1].at,
        opened=folded.opened_at,
        severity=folded.severity,
        why=folded.why,
        reasons=folded.reasons,
        place=folded.place,
        vehicle=None if people is None else people.driver.vehicle,
        drill=here.open_desk,
    )
