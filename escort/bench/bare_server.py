"""The floor: a trio-websocket server that only decodes what it is sent, and counts.

    python -m escort.bench.bare_server ──▶ one line of JSON: {"device", "metrics"}, as `escort serve --announce json`

On `/entries` it sends `?n=` messages of `?size=` characters instead: the floor of a wall.
"""

import sys
from functools import partial
from urllib.parse import parse_qs, urlsplit

import msgspec
import trio
from prometheus_client import CollectorRegistry, Gauge, start_http_server
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, serve_websocket

frames = 0


async def decode_all(socket: WebSocketConnection) -> None:
    """Until the other side goes.

    Cancelled: some frames are not counted.
    """
    global frames
    decode = msgspec.json.Decoder().decode
    while True:
        try:
            decode(await socket.get_message())
        except ConnectionClosed:
            return
        frames += 1


async def admit(request: WebSocketRequest) -> None:
    """Everybody; no token is looked at."""
    url = urlsplit(request.path)
    socket = await request.accept()
    if url.path == "/entries":
        asked = {name: int(values[0]) for name, values in parse_qs(url.query).items()}
        for _ in range(asked["n"]):
            await socket.send_message("x" * asked["size"])
    await decode_all(socket)


async def main() -> None:
    """Serves until it is ended."""
    registry = CollectorRegistry()
    Gauge("bare_frames", "Frames decoded.", registry=registry).set_function(lambda: frames)
    metrics, _ = start_http_server(0, addr="127.0.0.1", registry=registry)
    async with trio.open_nursery() as nursery:
        server = await nursery.start(partial(serve_websocket, message_queue_size=4), admit, "127.0.0.1", 0, None)
        metrics_url = f"http://127.0.0.1:{metrics.server_port}/metrics"
        told = {"device": f"ws://127.0.0.1:{server.port}/", "metrics": metrics_url}
        sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
        sys.stdout.flush()
        await trio.sleep_forever()


if __name__ == "__main__":
    trio.run(main)
