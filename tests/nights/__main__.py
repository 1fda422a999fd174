"""Many nights, on every core: `python -m tests.nights 20000` prints what they did, and which seeds failed.

Rule: a seed that fails is printed with its sentence, and `python -m tests.nights 1 SEED` spends that night alone.
"""

import os
import sys
from collections import Counter
from concurrent.futures import Future, ProcessPoolExecutor
from time import perf_counter

from tests.nights.spend import spend

waiting_max = 64  # nights handed to the pool for each core before the first of them is back


def main(arguments: list[str]) -> int:
    """Spend the nights; 1 where one of them failed."""
    nights, first = int(arguments[0]), int(arguments[1]) if arguments[1:] else 0
    begun, did, failed = perf_counter(), Counter[str](), dict[int, BaseException]()
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        for begins in range(first, first + nights, cores * waiting_max):
            seeds = range(begins, min(begins + cores * waiting_max, first + nights))
            futures: dict[int, Future[Counter[str]]] = {seed: pool.submit(did_in, seed) for seed in seeds}
            for seed, future in futures.items():
                failure = future.exception()
                if failure is None:
                    did.update(future.result())
                else:
                    failed[seed] = failure
                    print(f"night {seed}: {type(failure).__name__}: {failure}", flush=True)
    _print(nights, did, perf_counter() - begun)
    print(f"{len(failed)} nights failed" + (f": {sorted(failed)}" if failed else ""))
    return 1 if failed else 0


def did_in(seed: int) -> Counter[str]:
    """How often what happened in one night."""
    return spend(seed).did


def _print(nights: int, did: Counter[str], took_s: float) -> None:
    print(f"{nights} nights of twelve hours in {took_s:.0f} s")
    for what, often in sorted(did.items(), key=lambda each: -each[1]):
        print(f"{often:>12,} {what}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
