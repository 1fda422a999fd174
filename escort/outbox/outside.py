"""The webhook channel: subscribers and PagerDuty are told of severe cases as they open, worsen and close.

Announce ─▶ PagerDuty, where there is a key · each [[webhook]], signed
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import httpx
import msgspec

from alerts import Effect
from alerts.effects import Announce
from alerts.outreach.outside import pagerduty_of, signature
from escort import clock, metrics
from escort.outbox.came import Came, Failed, Hopeless
from escort.outbox.settings import OutreachSettings

answer_s = 10.0  # a system that has not answered by then is tried again


class Told(msgspec.Struct, frozen=True, tag_field="type", tag="case"):
    """The body of our own webhook. No name, number or place of anybody: whoever may know looks at the wall."""

    id: str  # the effect's: the same again is the same
    what: str
    incident: str
    severity: int
    summary: str
    at: float


@dataclass(slots=True)
class Outside:
    """Who tells. `region` names this desk to those who hear of several."""

    settings: OutreachSettings
    region: str
    base: Callable[[], str]
    transport: httpx.AsyncBaseTransport | None = None  # None: over the network

    async def carry_out(self, effect: Effect) -> Came:
        """One effect of the channel; told again where one of several failed, which each recognises by its id."""
        if not isinstance(effect.body, Announce):
            return Hopeless(f"{type(effect.body).__name__} is no announcement")
        async with httpx.AsyncClient(timeout=answer_s, transport=self.transport) as http:
            came = [await self._send(http, *letter) for letter in self._letters(effect, effect.body)]
        return next((each for each in came if each is not None), None)

    def _letters(self, effect: Effect, body: Announce) -> Iterable[tuple[str, str, bytes, dict[str, str]]]:
        settings, at_s = self.settings, clock.now_s()
        if settings.pagerduty_key is not None:
            source = f"safety-escort/{self.region}"
            word = pagerduty_of(
                settings.pagerduty_key, effect.incident, body.what, body.summary, body.severity, self.base(), source
            )
            yield "pagerduty", f"{settings.pagerduty_url}/v2/enqueue", msgspec.json.encode(word), {}
        told = msgspec.json.encode(
            Told(effect.effect_id, body.what, effect.incident, body.severity, body.summary, at_s)
        )
        for hook in settings.file.webhook:
            secret = settings.webhook_secret
            signed = {} if secret is None else {"escort-signature": signature(secret, int(at_s), told)}
            yield "webhook", hook.url, told, signed

    async def _send(self, http: httpx.AsyncClient, kind: str, url: str, body: bytes, headers: dict[str, str]) -> Came:
        try:
            answer = await http.post(url, content=body, headers={"content-type": "application/json"} | headers)
        except httpx.HTTPError as lost:
            metrics.outside.labels(kind, "failed").inc()
            return Failed(f"{kind}: {type(lost).__name__}")
        metrics.outside.labels(kind, "told" if answer.is_success else "failed").inc()
        if answer.is_success:
            return None
        why = f"{kind} answers {answer.status_code}"
        return Failed(why) if answer.status_code == 429 or answer.status_code >= 500 else Hopeless(why)
