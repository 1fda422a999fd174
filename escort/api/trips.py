"""What platforms tell us: trips begin, change plan, end; fixes in bulk; presses that found no socket."""

from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import polyline
from litestar import Controller, Response, post, put
from litestar.di import Provide
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import JSONBody, PathParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_409_CONFLICT
from msgspec import Meta

from alerts.incident import OPERATORS
from escort import clock, limits, metrics, wire
from escort.api.here import Asking, Here, Inside, SourceDatum, datum_of_source, platform
from escort.api.refusals import Why
from escort.intake import judged, matrix, why
from escort.trips import People, Person, Registration
from geo import Datum, Plan, PlanRefused, checked_plan, to_wgs84
from geo.places import stops_max

TripId = Annotated[str, Meta(min_length=1, max_length=limits.trip_id_max)]
TripInPath = Annotated[str, PathParameter(min_length=1, max_length=limits.trip_id_max)]
Time = Annotated[float, Meta(ge=0, le=1e11)]
PlanAsSent = list[tuple[float, float]] | str


class NewTrip(msgspec.Struct, frozen=True):
    """The body of `POST /v1/trips`."""

    trip: TripId
    started_at: Time
    plan: PlanAsSent | None = None
    expected_arrival: Time | None = None
    rider: Person = Person()
    driver: Person = Person()
    guardians: tuple[Person, ...] = ()
    profile: Annotated[str, Meta(max_length=64)] | None = None
    region: Annotated[str, Meta(max_length=64)] | None = None
    stops: tuple[tuple[float, float], ...] = ()
    datum: Datum | None = None  # the source's


class NewPlan(msgspec.Struct, frozen=True):
    """The body of `PUT /v1/trips/{trip}/plan`."""

    plan: PlanAsSent


class End(msgspec.Struct, frozen=True):
    """The body of `POST /v1/trips/{trip}/end`."""

    at: Time
    how: Literal["completed", "cancelled"]


class PressFor(msgspec.Struct, frozen=True):
    """A press as a phone would send it, without `type` and `trip`."""

    press_id: wire.Words
    at: Any = None
    kind: Any = "sos"
    fix: Any = None


class Company(msgspec.Struct, frozen=True):
    """The body of `POST /v1/trips/{trip}/accompany`."""

    accompany_id: wire.Words
    every_s: Annotated[float, Meta(ge=30, le=3_600)] | None = None
    end: bool = False


class Bulk(msgspec.Struct, frozen=True):
    """The body of `POST /v1/fixes`."""

    fixes: Annotated[list[wire.FleetRow], Meta(min_length=1, max_length=limits.bulk_rows_max)]


class TripTaken(msgspec.Struct, frozen=True):
    """The trip that was meant."""

    trip: str


class RowRefused(msgspec.Struct, frozen=True):
    """A row of a bulk that was left out. `row` counts from 0."""

    row: int
    why: str


class BulkTaken(msgspec.Struct, frozen=True):
    """What became of a bulk."""

    taken: int
    refused: list[RowRefused]


class PressTaken(msgspec.Struct, frozen=True):
    """The `pressed` of docs/wire.md."""

    type: str
    press_id: str
    incident: str | None
    at: float


class TripsApi(Controller):
    """The platform's part of docs/wire.md."""

    path = "/v1"
    tags = ("platform",)
    dependencies = {"asking": Provide(platform), "source_datum": Provide(datum_of_source)}  # noqa: RUF012

    @post("/trips")
    async def start(
        self, data: JSONBody[NewTrip], here: Inside, asking: Asking, source_datum: SourceDatum
    ) -> Response[TripTaken | Why]:
        """A trip to watch."""
        datum: Datum = data.datum or source_datum or "wgs84"
        data = msgspec.structs.replace(data, datum=datum)
        if data.trip.startswith(OPERATORS):
            raise ClientException(f"trip: {OPERATORS}... names cases about the service itself; choose another id")
        if strange := here.rules.refusal_of(data.profile):
            raise ClientException(strange)
        new = Registration(
            trip=data.trip,
            plan=plan_of(data.plan, datum),
            started_at_s=data.started_at,
            expected_arrival_s=data.expected_arrival,
            people=People(data.rider, data.driver, data.guardians),
            profile=data.profile,
            region=data.region,
            datum=datum,
            body=asking.encode() + msgspec.json.encode(data),
            stops=stops_of(data.stops, datum),
        )
        became = await here.trips.register(new)
        if became == "other":
            return Response(Why(f"trip {data.trip} is registered with another body"), status_code=HTTP_409_CONFLICT)
        return Response(TripTaken(data.trip), status_code=HTTP_201_CREATED if became == "new" else HTTP_200_OK)

    @put("/trips/{trip:str}/plan")
    async def replan(self, trip: TripInPath, data: JSONBody[NewPlan], here: Inside, asking: Asking) -> TripTaken:  # noqa: ARG002
        """The rider changed the destination, or navigation re-planned."""
        await _must_exist(here, trip)
        await here.trips.replan(trip, plan_of(data.plan, here.trips.datum_of(trip)))
        return TripTaken(trip)

    @post("/trips/{trip:str}/end", status_code=HTTP_200_OK)
    async def end(self, trip: TripInPath, data: JSONBody[End], here: Inside, asking: Asking) -> TripTaken:  # noqa: ARG002
        """The trip is over."""
        await _must_exist(here, trip)
        await here.trips.end(trip, data.at, data.how)
        return TripTaken(trip)

    @post("/trips/{trip:str}/press")
    async def press(
        self,
        trip: TripInPath,
        data: JSONBody[PressFor],
        here: Inside,
        asking: Asking,  # noqa: ARG002
        source_datum: SourceDatum,
    ) -> Response[PressTaken | Why]:
        """The alarm button of a phone whose socket is gone."""
        repeated = here.presses.knows(trip, data.press_id)
        press = wire.Press(data.press_id, trip, data.at, data.kind, data.fix)
        pressed = await here.desk.pressed(trip, "platform", press, source_datum)
        if isinstance(pressed, wire.Refused):
            return Response(Why(pressed.why), status_code=503)
        answer = PressTaken("pressed", pressed.press_id, pressed.incident, pressed.at)
        return Response(answer, status_code=HTTP_200_OK if repeated else HTTP_201_CREATED)

    @post("/trips/{trip:str}/accompany", status_code=HTTP_200_OK)
    async def accompany(self, trip: TripInPath, data: JSONBody[Company], here: Inside, asking: Asking) -> TripTaken:  # noqa: ARG002
        """The rider asked the platform's own app for company; or wants no more of it."""
        await _must_exist(here, trip)
        if data.end:
            await here.desk.accompany_end(trip, "rider", data.accompany_id)
        else:
            await here.desk.accompany(trip, "rider", data.accompany_id, data.every_s)
        return TripTaken(trip)

    @post("/fixes", status_code=HTTP_202_ACCEPTED)
    async def fixes(
        self,
        data: JSONBody[Bulk],
        here: Inside,
        asking: Asking,  # noqa: ARG002
        source_datum: SourceDatum,
    ) -> BulkTaken:
        """Positions of many trips, as a platform that already collects them sends."""
        unknown = await here.trips.unknown_of({row.trip for row in data.fixes})
        values = matrix([value for row in data.fixes for value in msgspec.structs.astuple(row)[1:]])
        wrong = judged(values, clock.now_s())
        refused = [RowRefused(int(i), why(int(wrong[i]), values[i])) for i in np.flatnonzero(wrong)]
        refused += [
            RowRefused(i, f"no trip {row.trip} is registered here")
            for i, row in enumerate(data.fixes)
            if row.trip in unknown and not wrong[i]
        ]
        left_out = {each.row for each in refused}
        metrics.fixes_in.labels("refused").inc(len(left_out))
        taken = [row for i, row in enumerate(data.fixes) if i not in left_out]
        here.intake.put_fleet(_nobody_to_tell, taken, source_datum)
        return BulkTaken(len(data.fixes) - len(left_out), sorted(refused, key=lambda each: each.row))


def plan_of(sent: PlanAsSent | None, datum: Datum) -> Plan:
    """The plan as an array in WGS84, empty where none was sent.

    Raises: 400 that says what is wrong with it.
    """
    if sent is None:
        return np.empty((0, 2))
    plan = checked_plan(_decoded(sent) if isinstance(sent, str) else sent)
    if isinstance(plan, PlanRefused):
        raise ClientException(f"the plan: {plan.why}")
    return to_wgs84(plan, datum)


def stops_of(sent: tuple[tuple[float, float], ...], datum: Datum) -> tuple[tuple[float, float], ...]:
    """Planned stops in WGS84.

    Raises: 400 that says what is wrong with them.
    """
    if len(sent) > stops_max:
        raise ClientException(f"the stops: {len(sent)} of them, at most {stops_max} (stops_max)")
    for i, (lon, lat) in enumerate(sent):
        if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
            raise ClientException(f"the stops: stop {i} is no place: lon {lon:g}, lat {lat:g}")
    if not sent:
        return ()
    return tuple((float(lon), float(lat)) for lon, lat in to_wgs84(np.array(sent, np.float64), datum))


def _decoded(encoded: str) -> list[tuple[float, float]]:
    try:
        return polyline.decode(encoded, 6, geojson=True)
    except IndexError:
        raise ClientException("the plan: this is no encoded polyline with 6 digits") from None


async def _must_exist(here: Here, trip: str) -> None:
    if await here.trips.unknown_of({trip}):
        raise NotFoundException(f"no trip {trip} is registered here")


def _nobody_to_tell(_why: str) -> None:
    """Rows of a bulk were judged before they were handed on; what time has spoiled since is counted."""
