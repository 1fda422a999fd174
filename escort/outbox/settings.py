"""How people may be reached: the carrier's account, who is paged at which level, and who else is told.

    environment: ESCORT_TWILIO_ACCOUNT, ESCORT_TWILIO_TOKEN, ESCORT_TWILIO_FROM, ESCORT_TWILIO_URL, ESCORT_PUBLIC_URL,
                 ESCORT_PAGERDUTY_KEY, ESCORT_WEBHOOK_SECRET
    ESCORT_OUTREACH, a TOML file: [carrier], quiet, [[contact]], [[webhook]]

Rule: secrets stand in the environment, everything else in the file. What is missing is said in words, and the rest
works without it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from alerts.outreach.carrier import TWILIO, Access
from alerts.outreach.dialler import Rules
from escort.errors import Unusable

PageLevel = Literal["team", "supervisor", "break_glass"]
E164 = r"^\+[1-9][0-9]{7,14}$"
Number = Annotated[str, msgspec.Meta(pattern=E164)]
_e164 = re.compile(E164)


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who can be paged: by their own name always, and at these levels."""

    name: str
    phone: Number
    levels: tuple[PageLevel, ...] = ()
    language: str = "en"


class Hook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address that severe cases are told to, signed with ESCORT_WEBHOOK_SECRET."""

    url: Annotated[str, msgspec.Meta(pattern="^https?://")]


class CarrierFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the carrier allows and costs."""

    calls_per_s: Annotated[float, msgspec.Meta(gt=0, le=1_000)] = 1.0
    burst: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 1
    call_cost: Annotated[float, msgspec.Meta(ge=0)] = 0.02
    day_cost_max: Annotated[float, msgspec.Meta(ge=0)] = 100.0


class OutreachFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file that ESCORT_OUTREACH names."""

    carrier: CarrierFile = CarrierFile()
    quiet: tuple[str, ...] = ()
    ask_pin: bool = True  # on the phone, too, where the rider has one; False: a key calms (a demo, a drill)
    contact: tuple[Contact, ...] = ()
    webhook: tuple[Hook, ...] = ()


@dataclass(frozen=True, slots=True)
class OutreachSettings:
    """Everything outreach needs. `access` None: nobody can be called, and `missing` says why."""

    access: Access | None = None
    tokens: tuple[str, ...] = ()  # any of which may have signed a webhook: two while one is being replaced
    public_url: str | None = None  # how the carrier reaches us; None: as we call ourselves
    file: OutreachFile = field(default_factory=OutreachFile)
    pagerduty_key: str | None = None
    pagerduty_url: str = "https://events.pagerduty.com"
    webhook_secret: str | None = None

    @property
    def rules(self) -> Rules:
        """What the dialler keeps to."""
        carrier = self.file.carrier
        return Rules(
            carrier.calls_per_s, carrier.burst, frozenset(self.file.quiet), carrier.call_cost, carrier.day_cost_max
        )

    @property
    def missing(self) -> list[str]:
        """What cannot be done, in words; nothing where all can."""
        if self.access is not None:
            return []
        return ["no carrier: set ESCORT_TWILIO_ACCOUNT, ESCORT_TWILIO_TOKEN and ESCORT_TWILIO_FROM; nobody is called"]

    def contacts(self, to: str) -> list[Contact]:
        """Who is meant by a page to an agent's name or to a level."""
        return [each for each in self.file.contact if each.name == to or to in each.levels]


def outreach_settings(environ: Mapping[str, str]) -> OutreachSettings:
    """The environment's outreach.

    Raises: Unusable, naming the setting and what is wrong with it.
    """
    account, sender = environ.get("ESCORT_TWILIO_ACCOUNT", ""), environ.get("ESCORT_TWILIO_FROM", "")
    tokens = tuple(word.strip() for word in environ.get("ESCORT_TWILIO_TOKEN", "").split(",") if word.strip())
    given = [bool(account), bool(tokens), bool(sender)]
    if any(given) and not all(given):
        raise Unusable(
            "ESCORT_TWILIO_ACCOUNT, ESCORT_TWILIO_TOKEN and ESCORT_TWILIO_FROM belong together: set all three."
        )
    if sender and not is_number(sender):
        raise Unusable(f"ESCORT_TWILIO_FROM must be a number like +15005550006, not {sender!r}.")
    public_url = environ.get("ESCORT_PUBLIC_URL") or None
    if public_url is not None and not public_url.startswith(("http://", "https://")):
        raise Unusable(f"ESCORT_PUBLIC_URL must begin with http:// or https://, not {public_url!r}.")
    url = environ.get("ESCORT_TWILIO_URL") or TWILIO
    return OutreachSettings(
        access=Access(account, tokens[0], sender, url) if all(given) else None,
        tokens=tokens,
        public_url=None if public_url is None else public_url.rstrip("/"),
        file=_file(environ.get("ESCORT_OUTREACH")),
        pagerduty_key=environ.get("ESCORT_PAGERDUTY_KEY") or None,
        pagerduty_url=environ.get("ESCORT_PAGERDUTY_URL") or "https://events.pagerduty.com",
        webhook_secret=environ.get("ESCORT_WEBHOOK_SECRET") or None,
    )


def is_number(word: str | None) -> bool:
    """Whether this can be called: E.164, a plus and 8 to 15 digits."""
    return word is not None and _e164.fullmatch(word) is not None


def _file(name: str | None) -> OutreachFile:
    if not name:
        return OutreachFile()
    try:
        return msgspec.convert(tomllib.loads(Path(name).read_text(encoding="utf-8")), OutreachFile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as why:
        raise Unusable(f"ESCORT_OUTREACH {name}: {why}") from why
