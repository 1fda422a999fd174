"""Who owns what: a lease of a few seconds, and an epoch that rises with every new owner.

    free --take--> held(epoch n) --renew--> held(epoch n)
                        | silent for `lease_s`
                        v
                      free --take, by anybody--> held(epoch n+1)

The epoch fences: a commit names the one it was decided under, and a stale one is refused.
"""

from dataclasses import dataclass

from redis.client import Pipeline

from escort import limits
from escort.log.link import Link

_TAKE = """
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('INCR', KEYS[2])
"""

# One that ran out and that nobody has taken since, as its epoch proves, is still ours.
_RENEW = """
if (redis.call('GET', KEYS[1]) or ARGV[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""

_GIVE_BACK = """
if redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[1]) end
return 0
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was held when it was last looked at; `epoch` proves it at every commit."""

    key: str
    epoch_key: str
    epoch: int


class Leases:
    """The leases of one owner. A node that comes back takes its own leases at once, in a new epoch.

    Errors: LogAway.
    """

    def __init__(self, link: Link, owner: str) -> None:
        self._link = link
        self._owner = owner
        self._ms = round(limits.lease_s * 1000)

    async def take(self, keys: list[tuple[str, str]]) -> list[Lease]:
        """Those of the (lease, epoch) keys that were free, or ours, and are ours now.

        Cancelled: some may be ours; they run out by themselves.
        """

        def commands(pipeline: Pipeline) -> None:
            for lease, epoch in keys:
                pipeline.eval(_TAKE, 2, lease, epoch, self._owner, self._ms)

        epochs = await self._link.together(commands) if keys else []
        return [Lease(*pair, epoch) for pair, epoch in zip(keys, epochs, strict=True) if epoch]

    async def renew(self, leases: list[Lease]) -> list[Lease]:
        """Those that are still ours, for another `lease_s`.

        Cancelled: some may have been renewed.
        """

        def commands(pipeline: Pipeline) -> None:
            for lease in leases:
                pipeline.eval(_RENEW, 2, lease.key, lease.epoch_key, self._owner, self._ms, lease.epoch)

        held = await self._link.together(commands) if leases else []
        return [lease for lease, ours in zip(leases, held, strict=True) if ours]

    async def give_back(self, leases: list[Lease]) -> None:
        """So that the next owner need not wait for the lease to run out.

        Cancelled: what was not given back runs out.
        """

        def commands(pipeline: Pipeline) -> None:
            for lease in leases:
                pipeline.eval(_GIVE_BACK, 2, lease.key, lease.epoch_key, self._owner, lease.epoch)

        if leases:
            await self._link.together(commands)
