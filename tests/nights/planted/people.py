"""Faults between agents: two holders, acts of those who hold nothing, words after the end."""

import pytest

from alerts import acts
from alerts import timeline as t
from tests.nights.planted.fault import Fault


def _the_second_claimant_wins(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acts, "claim", lambda _, agent: t.Claimed(agent))


def _anybody_may_close(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(acts, "not_holding", lambda *_: None)


PEOPLE = (
    Fault("the second claimant wins", _the_second_claimant_wins, "claimed what"),
    Fault("anybody may close", _anybody_may_close, "closed what"),
)
