"""The other side of docs/wire.md: phones that speak to a service, and the platform that registers their trips.

frames    what a phone says and hears
line      a socket that comes back
phone     what is said when, and what is kept until it can be
platform  trips, over HTTP
"""

from escort.phones.frames import CheckIn, Heard, Refused, Row, Told
from escort.phones.line import TokenRefused
from escort.phones.phone import Habits, Phone, open_phone
from escort.phones.platform import Platform, PlatformAway, PlatformRefused
from escort.phones.shifted import Shifted

__all__ = [
    "CheckIn",
    "Habits",
    "Heard",
    "Phone",
    "Platform",
    "PlatformAway",
    "PlatformRefused",
    "Refused",
    "Row",
    "Shifted",
    "TokenRefused",
    "Told",
    "open_phone",
]
