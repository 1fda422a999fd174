"""A phone for tests that cannot wait in trio: one socket, some presses, an answer to each.

Rule: it speaks docs/wire.md itself, so that a mistake shared by the service and its own client shows here.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import trio
from trio_websocket import open_websocket_url

ANSWER_WITHIN_S = 10.0


def press(device_url: str, token: str, *trips: str) -> list[dict[str, Any]]:
    """Push the button of each trip; the service's answers, each `pressed` once it is on disk.

    A thread of its own, because the browser's client already runs a loop in this one.
    """
    said = [
        {"type": "press", "press_id": f"p-{trip}", "trip": trip, "at": time.time(), "kind": "sos", "fix": None}
        for trip in trips
    ]
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(trio.run, _ask, _url(device_url, token), said).result()


def _url(device_url: str, token: str) -> str:
    root = device_url if device_url.endswith("/v1/device") else f"{device_url}/v1/device"
    return f"{root}?token={token}"


async def _ask(url: str, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    with trio.fail_after(ANSWER_WITHIN_S):
        async with open_websocket_url(url, subprotocols=["escort.v1"]) as socket:
            for each in said:
                await socket.send_message(json.dumps(each))
            while len(answers) < len(said):
                answer = json.loads(await socket.get_message())
                if "press_id" in answer:
                    answers[answer["press_id"]] = answer
    return [answers[each["press_id"]] for each in said]
