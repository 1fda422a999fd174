"""What a tool needs to speak to a service: its addresses, its log, an API key, tokens."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgspec

from escort import auth, clock
from escort.accounts import Accounts
from escort.config import Settings
from escort.home import in_use, kept_word, open_folder, sole_user
from escort.log import Link, open_link
from escort.redis_server import url_of
from escort.service import log_of


class Target(msgspec.Struct, frozen=True):
    """A running service to speak to."""

    device_url: str
    api_url: str
    key: str | None = None


def target(to: str, api: str | None, key: str | None) -> Target:
    """The device url, completed; the api on the same host unless said."""
    url = urlsplit(to)
    path = url.path if url.path not in ("", "/") else "/v1/device"
    scheme = "https" if url.scheme == "wss" else "http"
    return Target(f"{url.scheme}://{url.netloc}{path}", api or f"{scheme}://{url.hostname}:8080", key)


async def credentials(settings: Settings, to: Target) -> tuple[str, Callable[[str, str], str]]:
    """An API key, and who makes tokens: from the data folder of the service, which must be this machine's."""
    data = open_folder(settings.data)
    secret = kept_word(data, "secret", settings.secret)
    key = to.key
    if key is None:
        key = f"ek_{kept_word(data, 'tool-key')}"
        async with log_for_a_tool(settings) as link:
            await Accounts(link).add_key("escort tools", key)

    def token_for(trip: str, role: str) -> str:
        device = msgspec.convert({"sub": f"{role}-of-{trip}", "role": role, "trip": trip}, auth.Device)
        return auth.device_token(secret, device, clock.now_s())

    return key, token_for


@asynccontextmanager
async def log_for_a_tool(settings: Settings) -> AsyncIterator[Link]:
    """The log of a service that runs, or, where none does, of a server started for the moment."""
    data = open_folder(settings.data)
    if settings.redis_url is not None:
        async with open_link(settings.redis_url) as link:
            yield link
    elif in_use(data):
        async with open_link(url_of(data)) as link:
            yield link
    else:
        with sole_user(data):
            async with log_of(settings, data) as link:
                yield link
