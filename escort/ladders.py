"""The desk's policy from the operator's file, read once by whoever needs it; a broken one starts nothing."""

from pathlib import Path

from alerts import Policy, PolicyRefused, read_policy
from escort.errors import Unusable


def policy_from(path: Path | None) -> Policy:
    """The policy of a file, else the one that is shipped.

    Raises: Unusable, with the one sentence that says what is wrong with it.
    """
    try:
        return read_policy(path)
    except PolicyRefused as why:
        raise Unusable(f"ESCORT_POLICY {why}") from why
