"""An agent's request on its way: into the desk's inbox, and back with what it brought about or why it did not.

request ─▶ inbox ─▶ desk ─▶ its entry ─▶ 200   refused ─▶ 409 and the reason   nobody answers ─▶ 503, send it again
"""

import secrets
from typing import Any

import msgspec
from litestar import Response
from litestar.status_codes import HTTP_409_CONFLICT

from alerts import Recorded, fold, requests
from alerts.acts import brought_about
from alerts.refusals import RequestIdTaken
from escort.api.bodies import Done, DoneOnFloor
from escort.api.here import Here
from escort.api.refusals import Why
from escort.sessions import Signed

_recorded = msgspec.json.Decoder(Recorded)
Answer = Response[Done | Why]


def by(who: Signed, request_id: str | None) -> dict[str, Any]:
    """Who asks, in which role, under which id: a new one where none was given."""
    return {"agent": who.agent, "role": who.role, "request_id": request_id or secrets.token_hex(8)}


async def act(here: Here, request: requests.Act | requests.Open) -> Answer:
    """Carry out what an agent asks of a case."""
    done = await _settled(here, request)
    if isinstance(done, Why):
        return Response(done, status_code=HTTP_409_CONFLICT)
    stored = [(n, _recorded.decode(payload)) for n, payload in await here.state.entries_of(done.incident)]
    ours = [n for n, each in stored if each.request == request.request_id]  # of a repeat too: they stand already
    folded = fold(each for n, each in stored if n <= ours[-1])
    return Response(Done(ours[0], done.entry, here.board.case(folded)))


async def act_on_floor(here: Here, request: requests.Pause | requests.Resume | requests.HandOver) -> Response[Any]:
    """Carry out what an agent asks for themselves."""
    done = await _settled(here, request)
    if isinstance(done, Why):
        return Response(done, status_code=HTTP_409_CONFLICT)
    return Response(DoneOnFloor(done.entry))


async def _settled(here: Here, request: requests.Waited) -> Recorded | Why:
    _, settled = await here.follower.ask(request, request.request_id)
    if settled.why is not None:
        return Why(settled.why)
    recorded = _recorded.decode(settled.entry)
    if not brought_about(request, recorded):  # two acts of one name at once: this is the other's answer
        return Why(RequestIdTaken(recorded.incident).why)
    return recorded
