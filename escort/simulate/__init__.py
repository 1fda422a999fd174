"""A made-up city whose phones speak to a running service: pure and seeded but for `run`, which performs it.

city ─ ways ─ vehicle ─ receiver ─ acts ─┐
                            mishaps ─────┴─ trip ─ day ─▶ run ─ws, http─▶ service
"""

from escort.simulate.run import run_city

__all__ = ["run_city"]
