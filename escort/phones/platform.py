"""A platform's back end: it registers trips, changes their plans and ends them.

    asked --201, 200--> done
      |  ^--nobody there, 429, 5xx-- (waits a jittered back-off, for at most `patience_s`) --> PlatformAway
      '--any other answer--> PlatformRefused

Every request may be sent twice: the same trip, plan or end again is answered as if for the first time.
"""

import logging
import math
from collections.abc import Sequence
from random import Random
from typing import Any, Literal, Self
from urllib.parse import quote

import httpx
import trio

requests_at_once_max = 8  # a further one waits for its turn, without limit
answer_max_s = 10.0
retry_first_s = 0.2
retry_most_s = 5.0
complaint_every_s = 15.0

log = logging.getLogger("escort.phones")

LonLats = Sequence[Sequence[float]]


class PlatformAway(Exception):
    """The service did not answer for as long as we had patience."""


class PlatformRefused(Exception):
    """The service answered that it will not; `code` is HTTP's, the message says why."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


class Platform:
    """The HTTP side, with one API key: `async with Platform("http://HOST:PORT", key) as platform`."""

    def __init__(self, api_url: str, key: str, *, patience_s: float = 30.0, seed: object = 0) -> None:
        self._patience_s, self._seed = patience_s, seed
        self._complained_at = -math.inf
        self._client = httpx.AsyncClient(
            base_url=api_url,
            headers={"Authorization": f"Bearer {key}"},
            limits=httpx.Limits(max_connections=requests_at_once_max, max_keepalive_connections=requests_at_once_max),
            timeout=httpx.Timeout(answer_max_s, pool=None),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def start_trip(self, trip: str, plan: LonLats | None, started_at: float, **facts: Any) -> None:
        """Register a trip; `facts` are the contract's other fields (rider, driver, expected_arrival, region, ...).

        Units: plan in degrees, lon first, None where none is known; started_at in unix seconds.
        Raises: PlatformRefused, PlatformAway.
        Cancelled: it may have been registered; the same again is harmless.
        """
        known = None if plan is None else [*map(tuple, plan)]
        body = {"trip": trip, "plan": known, "started_at": started_at, **facts}
        await self._ask("POST", "/v1/trips", body)

    async def replan(self, trip: str, plan: LonLats) -> None:
        """A new plan for a running trip. Raises and Cancelled: as `start_trip`."""
        await self._ask("PUT", f"/v1/trips/{quote(trip, safe='')}/plan", {"plan": [*map(tuple, plan)]})

    async def end_trip(self, trip: str, at: float, how: Literal["completed", "cancelled"] = "completed") -> None:
        """The trip is over. Raises and Cancelled: as `start_trip`."""
        await self._ask("POST", f"/v1/trips/{quote(trip, safe='')}/end", {"at": at, "how": how})

    async def _ask(self, method: str, path: str, body: dict[str, Any]) -> None:
        give_up_at, tries = trio.current_time() + self._patience_s, 0
        while (fault := await self._once(method, path, body)) is not None:
            tries += 1
            self._complain(f"{method} {path}: {fault}; asking again")
            most_s = min(retry_most_s, retry_first_s * 2.0**tries)
            wait_s = most_s * Random(f"{self._seed}/{path}/{tries}").uniform(0.5, 1.0)
            if trio.current_time() + wait_s > give_up_at:
                raise PlatformAway(f"{method} {path}: {fault}, after {tries} tries")
            await trio.sleep(wait_s)

    def _complain(self, why: str) -> None:
        """Somebody may be waiting at a terminal: say so, but not for each of a thousand requests."""
        if trio.current_time() >= self._complained_at + complaint_every_s:
            self._complained_at = trio.current_time()
            log.warning("%s", why)

    async def _once(self, method: str, path: str, body: dict[str, Any]) -> str | None:
        """None when it is done, or what may pass by itself."""
        try:
            answer = await self._client.request(method, path, json=body)
        except httpx.TransportError as fault:
            return f"{type(fault).__name__} {fault}"
        if answer.is_success:
            return None
        if answer.status_code == 429 or answer.status_code >= 500:
            return f"{answer.status_code} {answer.text[:200]}"
        raise PlatformRefused(answer.status_code, answer.text[:400])
