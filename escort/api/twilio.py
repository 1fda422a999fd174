"""The carrier's webhooks: `POST /v1/twilio/...`, signed by the account's token, or refused.

    signature ─▶ what `escort/outbox/answers.py` makes of it ─▶ TwiML

Rule: a signature is checked against the address as the carrier knows it (ESCORT_PUBLIC_URL), whatever a proxy made of
it on the way, and against each of the account's tokens, so that one can be replaced by another.
"""

from urllib.parse import parse_qsl

from litestar import Controller, Request, Response, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK
from twilio.request_validator import RequestValidator

from escort import metrics
from escort.api.here import Here, Inside
from escort.outbox.answers import NotTaken
from escort.outbox.outreach import Outreach

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class TwilioApi(Controller):
    """What the carrier asks and tells."""

    path = "/v1/twilio"
    tags = ("carrier",)
    include_in_schema = False

    @post("/{kind:str}/{name:str}/{step:str}", status_code=HTTP_200_OK)
    async def hook(
        self,
        request: Request,  # type: ignore[type-arg]
        kind: FromPath[str],
        name: FromPath[str],
        step: FromPath[str],
        here: Inside,
    ) -> Response[str]:
        """Anything about a call, a page or a message."""
        outreach = _outreach(here)
        words = await _signed(request, outreach)
        answer = await outreach.answer(kind, name, step, words)
        if isinstance(answer, NotTaken):
            raise _refused(answer.kind, answer.why)
        return Response(answer or EMPTY, media_type="text/xml")


def _outreach(here: Here) -> Outreach:
    if here.outreach is None or not here.outreach.settings.tokens:
        raise NotFoundException("no carrier is set up here")
    return here.outreach


async def _signed(request: Request, outreach: Outreach) -> dict[str, str]:  # type: ignore[type-arg]
    """The words of a request that the carrier has signed.

    Raises: 403, counted.
    """
    body = (await request.body()).decode("utf-8", "replace")
    words = dict(parse_qsl(body, keep_blank_values=True))
    signature = request.headers.get("x-twilio-signature", "")
    if not signature:
        raise _refused("unsigned", "this is for the carrier")
    query = request.scope["query_string"].decode("latin-1")
    raw_path = request.scope.get("raw_path") or request.scope["path"].encode()
    address = outreach.base() + raw_path.decode("latin-1") + (f"?{query}" if query else "")
    if not any(RequestValidator(token).validate(address, words, signature) for token in outreach.settings.tokens):
        raise _refused("signature", "the signature is not the account's")
    if words.get("AccountSid", outreach.account) != outreach.account:
        raise _refused("account", "another account's call")
    return words


def _refused(why: str, sentence: str) -> PermissionDeniedException:
    metrics.webhooks_refused.labels(why).inc()
    return PermissionDeniedException(sentence)
