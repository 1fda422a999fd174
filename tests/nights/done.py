"""What is done in the world was written before, and what was written is done: once, by the right channel.

    asked, said ─▶ prompt     called, call taken ─▶ voice     paged ─▶ page     opened, raised ─▶ guardians, subscribers

Rule: an effect is known by the place of its entry in its incident's timeline; the place is looked up, not believed.
"""

from collections import defaultdict

from alerts import Decision, Effect, timeline

CAUSES: dict[str, tuple[type[timeline.Entry], ...]] = {  # by channel: the entries that may have it done
    "prompt": (timeline.Asked, timeline.Said),
    "voice": (timeline.Called, timeline.CallTaken, timeline.Lowered, timeline.Closed),
    "page": (timeline.Paged,),
    "sms": (timeline.Opened, timeline.Raised),
    "webhook": (timeline.Opened, timeline.Raised, timeline.Closed),
}
MUST: dict[type[timeline.Entry], str] = {  # entries that are nothing unless it is done
    timeline.Asked: "prompt",
    timeline.Called: "voice",
    timeline.CallTaken: "voice",
    timeline.Paged: "page",
}


class Done:
    """Every effect of one desk's life."""

    def __init__(self) -> None:
        self._written: dict[str, list[timeline.Entry]] = defaultdict(list)  # by incident
        self._done: set[str] = set()

    def check(self, decision: Decision) -> None:
        """The entries and effects of one request."""
        must = dict[str, str]()
        for recorded in decision.entries:
            stands = self._written[recorded.incident]
            stands.append(recorded.entry)
            channel = MUST.get(type(recorded.entry))
            if channel is not None:
                must[f"{recorded.incident}/{len(stands)}/{channel}"] = f"{recorded} was written, and not done"
        for effect in decision.effects:
            assert effect.effect_id not in self._done, f"{effect} is done twice"
            self._done.add(effect.effect_id)
            assert isinstance(self._cause_of(effect), CAUSES[effect.channel]), f"{effect} without its entry"
        for effect_id, complaint in must.items():
            assert effect_id in self._done, complaint

    def _cause_of(self, effect: Effect) -> timeline.Entry | None:
        """The entry an effect names as its own, by its place in the incident's timeline."""
        incident, place, channel = effect.effect_id.split("/", 2)
        stands = self._written.get(incident, [])
        named = (incident, channel) == (effect.incident, effect.channel) and 0 < int(place) <= len(stands)
        return stands[int(place) - 1] if named else None
