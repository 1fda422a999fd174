"""A rider's phone for tests that cannot wait in trio: one socket, one press, one answer.

Rule: it speaks docs/wire.md itself, so that a mistake shared by the service and its own client shows here.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import trio
from trio_websocket import open_websocket_url

ANSWER_WITHIN_S = 10.0


def press(device_url: str, token: str, press_id: str, kind: str = "sos") -> dict[str, Any]:
    """Push the button; the service's answer, `pressed` once it is on disk.

    A thread of its own, because the browser's client already runs a loop in this one.
    """
    said = {"type": "press", "press_id": press_id, "at": time.time(), "kind": kind, "fix": None}
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(trio.run, _ask, _url(device_url, token), said).result()


def _url(device_url: str, token: str) -> str:
    root = device_url if device_url.endswith("/v1/device") else f"{device_url}/v1/device"
    return f"{root}?token={token}"


async def _ask(url: str, said: dict[str, Any]) -> dict[str, Any]:
    with trio.fail_after(ANSWER_WITHIN_S):
        async with open_websocket_url(url, subprotocols=["escort.v1"]) as socket:
            await socket.send_message(json.dumps(said))
            while True:
                answer: dict[str, Any] = json.loads(await socket.get_message())
                if answer.get("press_id") == said["press_id"]:
                    return answer
