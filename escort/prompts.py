"""In-app prompts: from the desk's outbox to whichever of a trip's phones are here, now or when they come back.

    outbox ──▶ shown on the phones connected ──▶ kept until `answer_by`, for a phone that connects meanwhile

Every gateway reads every prompt; the check-in's id makes a prompt that is shown twice harmless.
"""

from dataclasses import dataclass

import msgspec

from alerts import Checkin, Effect, Told
from escort import clock, metrics, wire

kept_max = 20_000  # prompts kept for phones that are away; beyond it the oldest go

_effect = msgspec.json.Decoder(Effect)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A frame for a trip's phones: the rider's, the driver's or both."""

    trip: str
    to: str
    frame: wire.Checkin | wire.Told


@dataclass(frozen=True, slots=True)
class _Kept:
    to: str
    frame: wire.Checkin


class Prompts:
    """What this gateway's phones have been asked, or will be when they come back."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}  # by trip: the newest question is the one that counts

    def heard(self, payload: bytes) -> Prompt | None:
        """One effect from the outbox, kept for phones that come back; None where its time is over."""
        effect = _effect.decode(payload)
        prompt = Prompt(effect.trip, effect.to, frame_of(effect))
        if isinstance(prompt.frame, wire.Checkin):
            if prompt.frame.answer_by <= clock.now_s():
                metrics.prompts.labels("too_late").inc()
                return None
            self._keep(effect.trip, _Kept(effect.to, prompt.frame))
        return prompt

    def unanswered(self, trip: str, role: str) -> list[wire.Checkin]:
        """What a phone that has just connected is still to be asked."""
        kept = self._kept.get(trip)
        if kept is None or kept.to not in ("both", role):
            return []
        if kept.frame.answer_by <= clock.now_s():
            del self._kept[trip]
            return []
        return [kept.frame]

    def answered(self, trip: str, checkin_id: str, by: str) -> None:
        """Whoever answered is not asked again; a driver's answer never takes the question from the rider."""
        kept = self._kept.get(trip)
        if kept is None or kept.frame.checkin_id != checkin_id:
            return
        if by == "driver" and kept.to == "both":
            self._kept[trip] = _Kept("rider", kept.frame)
        else:
            del self._kept[trip]

    def _keep(self, trip: str, kept: _Kept) -> None:
        self._kept.pop(trip, None)
        self._kept[trip] = kept
        while len(self._kept) > kept_max:
            del self._kept[next(iter(self._kept))]


def frame_of(effect: Effect) -> wire.Checkin | wire.Told:
    """The frame of docs/wire.md that an effect puts on a phone."""
    body = effect.body
    if isinstance(body, Checkin):
        return wire.Checkin(body.checkin_id, body.text, body.reason, body.answer_by)
    assert isinstance(body, Told), f"{type(body).__name__} is nothing that a phone shows"
    return wire.Told(body.sender, body.text, body.at)
