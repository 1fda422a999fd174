"""Who rides and who drives in the made-up city. Nobody of these exists; the numbers are reserved for fiction.

Source of the numbers: NANP 555-0100 to 555-0199, set aside for fictitious use.
"""

from random import Random
from typing import Any

first_names = (
    "Ana",
    "Bruno",
    "Carla",
    "Duarte",
    "Eva",
    "Filipe",
    "Inês",
    "João",
    "Lin",
    "Marta",
    "Nuno",
    "Olga",
    "Wei",
)
last_names = ("Almeida", "Barros", "Costa", "Dias", "Faria", "Leal", "Moura", "Neves", "Pinto", "Reis", "Sousa", "Vaz")
languages = ("pt", "pt", "pt", "en", "zh")
vehicles = ("white Corolla", "black Octavia", "grey Leaf", "blue Zoe", "silver Model 3")


def people_of(seed: int, number: int, pin: str) -> dict[str, Any]:
    """The contract's `rider`, `driver` and `guardians` of one trip."""
    chance = Random(f"{seed}/{number}/people")
    rider = {
        "name": _name(chance),
        "phone": _phone(chance),
        "language": chance.choice(languages),
        "pin": pin,
        "duress_pin": f"{(int(pin) + 1) % 10_000:04d}",
        "prefers": ["prompt", "voice", "sms"],
    }
    driver = {"name": _name(chance), "phone": _phone(chance), "vehicle": chance.choice(vehicles)}
    return {"rider": rider, "driver": driver, "guardians": [{"name": _name(chance), "phone": _phone(chance)}]}


def _name(chance: Random) -> str:
    return f"{chance.choice(first_names)} {chance.choice(last_names)}"


def _phone(chance: Random) -> str:
    return f"+1202555{chance.randrange(100, 200):04d}"
