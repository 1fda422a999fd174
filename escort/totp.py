"""One-time codes by the clock, as authenticator apps show them.

    secret, step = now / 30 s ──HMAC-SHA1──▶ 20 bytes ──truncate──▶ 6 digits

Rule: a code counts for one sign-in. `step_of` says which step it belongs to, so that whoever lets people in can refuse
a step that was used before (RFC 6238, section 5.2).
Source: RFC 4226 section 5.3, RFC 6238; ADR 90 says why these lines are our own.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote

step_s = 30.0
digits = 6
steps_off_max = 1  # a phone's clock may be off by so many steps to either side


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The six digits of one step."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**digits:0{digits}d}"


def step_of(secret: str, code: str, now_s: float) -> int | None:
    """The step whose code this is, about now; None where it is none's. Takes the same time for each."""
    now, found = int(now_s // step_s), None
    for step in range(now - steps_off_max, now + steps_off_max + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def enrolment(secret: str, name: str) -> str:
    """What an authenticator app takes, as text or as a QR code made from it."""
    return f"otpauth://totp/{quote(f'Safety escort:{name}')}?secret={secret}&issuer=Safety%20escort"
