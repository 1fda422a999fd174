"""When something must happen to an incident although nobody does anything.

    offer ─▶ accept_by · check-in ─▶ answer_by · call ─▶ settle · unreached ─▶ redial · company ─▶ next check-in
    always: the ladder

Rule: every deadline is computed from the timeline and never stored, so no crash can lose one. `alerts.escalation` has
one move for each, in the same order.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from alerts.incident import Incident
from alerts.policy import Policy

Deadline = Callable[[Policy, Incident], datetime | None]


def next_due(policy: Policy, incident: Incident) -> datetime | None:
    """When somebody must be reached next; None only once the incident is closed."""
    if incident.closed_at is not None:
        return None
    return min(due for deadline in DEADLINES if (due := deadline(policy, incident)) is not None)


def offer_over(_: Policy, incident: Incident) -> datetime | None:
    """When the offer is taken to the next agent."""
    return None if incident.offer is None else incident.offer.accept_by


def answer_over(_: Policy, incident: Incident) -> datetime | None:
    """When a check-in counts as unanswered."""
    return incident.answer_by


def call_over(policy: Policy, incident: Incident) -> datetime | None:
    """When a call that the carrier keeps silent about has failed."""
    call = incident.call
    if call is None:
        return None
    within_s = policy.call.settle_within_s if call.taken_by is None else policy.call.talk_within_s
    return call.since + timedelta(seconds=within_s)


def redial_at(policy: Policy, incident: Incident) -> datetime | None:
    """When the rider is called again: while nobody has reached them, nobody holds it and no alarm of theirs stands."""
    since = incident.unreached_at
    if since is None or incident.call is not None or incident.claimed_by is not None or not incident.calmable:
        return None
    return since + policy.redial_after(incident.calls)


def company_over(_: Policy, incident: Incident) -> datetime | None:
    """When whoever is accompanied is asked again; not while an answer is awaited or an alarm stands."""
    company = incident.company
    if company is None or incident.answer_by is not None or not incident.calmable:
        return None
    return company.since + timedelta(seconds=company.every_s)


def ladder_over(policy: Policy, incident: Incident) -> datetime | None:
    """When the next level is brought in; not while the holder speaks with somebody."""
    holder = incident.claimed_by
    if holder is not None and incident.call is not None and incident.call.taken_by == holder:
        return None
    own_time = holder is not None and incident.level == "offer"
    return min(
        clock.since
        + (
            timedelta(seconds=policy.ladder(clock.severity).act_within_s)
            if own_time
            else policy.ladder(clock.severity).wait(incident.level, incident.repeats)
        )
        for clock in incident.clocks
    )


DEADLINES: tuple[Deadline, ...] = (offer_over, answer_over, call_over, redial_at, company_over, ladder_over)
