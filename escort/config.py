"""What the operator decides: read from the environment and the command line once, checked before anything starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from escort.errors import Unusable
from escort.outbox.settings import OutreachSettings, outreach_settings

Role = str
ROLES: tuple[Role, ...] = ("gateway", "api", "watcher", "desk", "outreach")


@dataclass(frozen=True, slots=True)
class Settings:
    """One service's settings. Ports: 0 takes any free one."""

    data: Path
    redis_url: str | None = None
    secret: str | None = None
    host: str = "127.0.0.1"
    http_port: int = 8080
    device_port: int = 8765
    metrics_port: int = 9464
    region: str = "main"
    timezone: str = "UTC"
    roles: tuple[Role, ...] = ROLES
    open_desk: bool = False  # the demo: whoever reaches the wall is signed in as a guest agent
    policy: Path | None = None
    profiles: Path | None = None
    zones: Path | None = None
    roads: Path | None = None
    heartbeat_url: str | None = None
    device_url: str | None = None  # where phones connect, where it is not the device port of this host
    outreach: OutreachSettings = field(default_factory=OutreachSettings)
    sms_number: str | None = None  # that takes a text from a phone without a network

    def checked(self) -> "Settings":
        """Raises: Unusable, naming the setting, what is wrong with it, and what it may be."""
        if self.redis_url is not None and urlsplit(self.redis_url).scheme not in ("redis", "rediss", "unix"):
            scheme = urlsplit(self.redis_url).scheme or self.redis_url[:20]
            raise Unusable(f"ESCORT_REDIS_URL must begin with redis://, rediss:// or unix://, not {scheme!r}.")
        for name, port in (("http", self.http_port), ("device", self.device_port), ("metrics", self.metrics_port)):
            if not 0 <= port <= 65535:
                raise Unusable(f"The {name} port must be 0 to 65535, not {port}.")
        unknown = sorted(set(self.roles) - set(ROLES))
        if unknown or not self.roles:
            raise Unusable(f"--roles takes some of {','.join(ROLES)}; not {','.join(unknown) or 'nothing'}.")
        if self.open_desk and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise Unusable(f"The demo signs everybody in, so it binds to 127.0.0.1 only, not to {self.host}.")
        if self.device_url is not None and urlsplit(self.device_url).scheme not in ("ws", "wss"):
            raise Unusable(f"ESCORT_DEVICE_URL must begin with ws:// or wss://, not {self.device_url[:20]!r}.")
        if self.secret is not None and len(self.secret) < 32:
            raise Unusable("ESCORT_SECRET must have 32 characters or more; `openssl rand -hex 32` makes one.")
        if self.heartbeat_url is not None and urlsplit(self.heartbeat_url).scheme not in ("http", "https"):
            raise Unusable("ESCORT_HEARTBEAT_URL must begin with http:// or https://.")
        named = {
            "ESCORT_POLICY": self.policy,
            "ESCORT_PROFILES": self.profiles,
            "ESCORT_ZONES": self.zones,
            "ESCORT_ROADS": self.roads,
        }
        for name, path in named.items():
            if path is not None and not path.is_file():
                raise Unusable(f"{name} names no file: {path}.")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise Unusable(f"ESCORT_TIMEZONE is no time zone: {self.timezone!r}; say it like Europe/Lisbon.") from None
        return self


def default_data(environ: Mapping[str, str]) -> Path:
    """`ESCORT_DATA`, else the user's own data folder (XDG)."""
    if given := environ.get("ESCORT_DATA"):
        return Path(given)
    home = environ.get("XDG_DATA_HOME") or Path(environ.get("HOME") or Path.home()) / ".local" / "share"
    return Path(home) / "escort"


def demo_data(environ: Mapping[str, str]) -> Path:
    """`ESCORT_DATA`, else a folder beside the user's own: no real desk should find a made-up city's cases."""
    own = default_data(environ)
    return own if environ.get("ESCORT_DATA") else own.with_name(f"{own.name}-demo")


def from_environment(environ: Mapping[str, str], **given: object) -> Settings:
    """The environment's settings; `given` (not None) goes before them.

    Raises: Unusable.
    """

    def port(name: str, otherwise: int) -> int:
        word = environ.get(name, str(otherwise))
        if not (word.isascii() and word.isdigit() and len(word) <= 5):
            raise Unusable(f"{name} must be a port number, not {word!r}.")
        return int(word)

    def file(name: str) -> Path | None:
        return Path(environ[name]) if environ.get(name) else None

    found: dict[str, object] = {
        "data": default_data(environ),
        "redis_url": environ.get("ESCORT_REDIS_URL") or None,
        "secret": environ.get("ESCORT_SECRET") or None,
        "host": environ.get("ESCORT_HOST", "127.0.0.1"),
        "http_port": port("ESCORT_HTTP_PORT", 8080),
        "device_port": port("ESCORT_DEVICE_PORT", 8765),
        "metrics_port": port("ESCORT_METRICS_PORT", 9464),
        "region": environ.get("ESCORT_REGION", "main"),
        "timezone": environ.get("ESCORT_TIMEZONE", "UTC"),
        "policy": file("ESCORT_POLICY"),
        "profiles": file("ESCORT_PROFILES"),
        "zones": file("ESCORT_ZONES"),
        "roads": file("ESCORT_ROADS"),
        "heartbeat_url": environ.get("ESCORT_HEARTBEAT_URL") or None,
        "device_url": environ.get("ESCORT_DEVICE_URL") or None,
        "outreach": outreach_settings(environ),
        "sms_number": environ.get("ESCORT_SMS_NUMBER") or None,
    }
    found |= {name: value for name, value in given.items() if value is not None}
    return Settings(**found).checked()  # type: ignore[arg-type]
