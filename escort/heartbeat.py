"""A beat to somebody outside, for as long as the audit finds nothing: our silence is what rings there.

    well ──every 30 s──▶ GET ESCORT_HEARTBEAT_URL ──nothing for a while──▶ their phone rings

Rule: it says nothing but that it beats, and it beats only when all is well: not with a fault, not without a fresh look,
not while the log is away. Whoever listens outside needs none of our machinery.
"""

from collections.abc import Callable

import httpx
import trio

from escort import metrics

every_s = 30.0
answer_s = 10.0  # whoever listens has so long to answer


async def beat(url: str, well: Callable[[], bool], pause_s: float = every_s) -> None:
    """Until cancelled. A beat that does not arrive is counted, and the next one comes in its turn."""
    async with httpx.AsyncClient(timeout=answer_s, follow_redirects=True) as client:
        while True:
            if well():
                metrics.heartbeats.labels(await _sent(client, url)).inc()
            else:
                metrics.heartbeats.labels("withheld").inc()
            await trio.sleep(pause_s)


async def _sent(client: httpx.AsyncClient, url: str) -> str:
    try:
        answer = await client.get(url)
    except httpx.HTTPError:
        return "lost"
    return "heard" if answer.is_success else "refused"
