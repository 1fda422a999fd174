"""What goes wrong, by number or by chance: phones that do not answer, and a carrier that does not.

    the carrier's: throttled (429), broken (500), late (the call is placed, the answer never comes)
    the phone's:   busy, no_answer, failed, voicemail, silence, wrong_key, hang_up

Rule: a plan is a value with a seed; the same plan does the same to the same calls.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Literal, cast, get_args

CarrierFault = Literal["throttled", "broken", "late"]
PhoneFault = Literal["busy", "no_answer", "failed", "voicemail", "silence", "wrong_key", "hang_up"]
Fault = CarrierFault | PhoneFault

_carriers: frozenset[str] = frozenset(get_args(CarrierFault))
_phones: frozenset[str] = frozenset(get_args(PhoneFault))


@dataclass(slots=True)
class FaultPlan:
    """Per number a list of faults, each for one request or call; else by chance.

    Shapes: `shares` are probabilities that sum to at most 1.
    """

    by_number: dict[str, list[Fault]] = field(default_factory=dict)
    shares: dict[Fault, float] = field(default_factory=dict)
    seed: int = 0
    asked: int = 0

    def carrier(self, number: str) -> CarrierFault | None:
        """What the carrier does with the next request that names this number."""
        return cast(CarrierFault | None, self._next(number, _carriers))

    def phone(self, number: str) -> PhoneFault | None:
        """What becomes of the next call to this number; None: whatever its phone does."""
        return cast(PhoneFault | None, self._next(number, _phones))

    def _next(self, number: str, kinds: frozenset[str]) -> Fault | None:
        planned = self.by_number.get(number, [])
        for fault in planned:
            if fault in kinds:
                planned.remove(fault)
                return fault
        self.asked += 1
        drawn = Random(f"{self.seed}/{number}/{self.asked}").random()
        for fault, share in self.shares.items():
            drawn -= share
            if drawn < 0:
                return fault if fault in kinds else None
        return None
