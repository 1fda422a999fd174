"""Overdue, one trip at a time.

OnTime --due and not ended--> Overdue --its end--> cleared
"""

from geo.profiles import OverdueRule

Said = tuple[str, float, float]  # edge, since_s, at_s


def found(
    started_s: float, expected_s: float | None, ticks: list[float], ends_s: float | None, rule: OverdueRule
) -> list[Said]:
    """Everything there is to say about a trip at which somebody looks at `ticks`, and that ends at `ends_s`."""
    if expected_s is None:
        return []
    due_s = expected_s + max(rule.late_s, rule.late_share * (expected_s - started_s))
    looks = [at for at in ticks if ends_s is None or at <= ends_s] + ([] if ends_s is None else [ends_s])
    if not any(at > due_s for at in looks):
        return []
    cleared = [] if ends_s is None else [("cleared", expected_s, ends_s)]
    return [("raised", expected_s, due_s), *cleared]
