"""Who is speaking: signed tokens of devices and sessions of agents, hashed keys and passwords, sealed personal data."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Literal

import argon2
import jwt
import msgspec
from cryptography.fernet import Fernet, InvalidToken

from geo import Datum

DeviceRole = Literal["rider", "driver", "fleet"]
AgentRole = Literal["agent", "supervisor", "admin", "viewer"]
Desk = Literal["wall", "demo"]

token_s_default = 24 * 3600.0


class Device(msgspec.Struct, frozen=True):
    """Whom a device's token speaks for, and in which datum it measures; None: in that of its trip."""

    sub: str
    role: DeviceRole
    trip: str | None = None
    datum: Datum | None = None


class Agent(msgspec.Struct, frozen=True):
    """Who is signed in at a wall."""

    agent: str
    role: AgentRole


class Claims(msgspec.Struct, frozen=True):
    """What an agent's cookie says: whose it is, and of which session."""

    sub: str
    sid: str


class NotAllowed(msgspec.Struct, frozen=True):
    """A token, key or session that is not taken."""

    why: str


def device_token(secret: str, device: Device, now_s: float, lasts_s: float = token_s_default) -> str:
    """A signed JWT for a phone or a fleet."""
    claims: dict[str, object] = {"sub": device.sub, "role": device.role, "iat": int(now_s), "exp": int(now_s + lasts_s)}
    claims |= {name: value for name, value in (("trip", device.trip), ("datum", device.datum)) if value is not None}
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "device"})


def device_of(secret: str, token: str | None) -> Device | NotAllowed:
    """Whom a token speaks for, or why it is not taken."""
    if not token:
        return NotAllowed("a token is needed: Authorization: Bearer <token>, or ?token=")
    claims = _claims(secret, token)
    if isinstance(claims, NotAllowed):
        return claims
    try:
        device = msgspec.convert(claims, Device)
    except msgspec.ValidationError as why:
        return NotAllowed(f"the token's claims are not a device's: {why}")
    if device.role != "fleet" and not device.trip:
        return NotAllowed(f"a {device.role}'s token must name its trip")
    return device


def session_token(secret: str, agent: Agent, session: str, now_s: float, lasts_s: float, desk: Desk = "wall") -> str:
    """What an agent's cookie holds. A demo's guest is nobody at a real desk, though both may share a secret."""
    claims = {"sub": agent.agent, "sid": session, "aud": desk, "exp": int(now_s + lasts_s)}
    return jwt.encode(claims, secret, algorithm="HS256")


def session_of(secret: str, token: str | None, desk: Desk = "wall") -> Claims | NotAllowed:
    """Whose cookie of which session this is, at this desk; the log knows whether that session still stands."""
    if not token:
        return NotAllowed("nobody is signed in")
    claims = _claims(secret, token, audience=desk)
    if isinstance(claims, NotAllowed):
        return claims
    try:
        return msgspec.convert(claims, Claims)
    except msgspec.ValidationError as why:
        return NotAllowed(f"the session is not an agent's: {why}")


def _claims(secret: str, token: str, audience: str | None = None) -> Mapping[str, object] | NotAllowed:
    try:
        return jwt.decode(
            token, secret, algorithms=["HS256"], audience=audience, leeway=5, options={"require": ["exp", "sub"]}
        )
    except jwt.ExpiredSignatureError:
        return NotAllowed("the token has expired")
    except jwt.InvalidTokenError as why:
        return NotAllowed(f"the token is not valid: {why}")


def new_key() -> str:
    """A platform's API key."""
    return f"ek_{secrets.token_urlsafe(32)}"


def key_hash(key: str) -> str:
    """How a key is stored: a key of 256 random bits needs no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_password() -> str:
    """Four groups that can be read out over a telephone."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def password_hash(password: str) -> str:
    """Argon2id with the library's current defaults (RFC 9106, low memory)."""
    return argon2.PasswordHasher().hash(password)


def password_fits(stored: str, password: str) -> bool:
    """Takes tens of milliseconds on purpose: call it in a thread."""
    try:
        return argon2.PasswordHasher().verify(stored, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


class Seal:
    """Personal data at rest: AES-CBC with HMAC (Fernet), under a key derived from the service's secret."""

    def __init__(self, secret: str) -> None:
        derived = hashlib.blake2b(secret.encode(), digest_size=32, person=b"escort-people").digest()
        self._key = derived
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def pseudonym(self, word: str) -> str:
        """The same short name for the same word, from which nobody without the secret finds the word."""
        return hashlib.blake2b(word.encode(), digest_size=12, key=self._key, person=b"escort-alias").hexdigest()

    def close(self, plain: bytes) -> bytes:
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes | None:
        """None where it was sealed under another secret."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            return None
