"""`escort outbox list|retry|drop`: what could not be carried out, and what becomes of it.

list ─▶ one line a dead letter      retry ID|all ─▶ back into its outbox      drop ID|all ─▶ gone
"""

import msgspec

from escort.config import Settings
from escort.errors import Unusable
from escort.log import DeskKeys
from escort.outbox.streams import DeadLetter, Streams, effect_id_of
from escort.target import log_for_a_tool


class Line(msgspec.Struct, frozen=True):
    """One dead letter, as `--json` prints it."""

    id: str
    channel: str
    effect: str
    why: str


async def dead_letters(settings: Settings, act: str, which: str, *, json: bool = False) -> None:
    """The whole command.

    Raises: Unusable where nothing is called that.
    """
    async with log_for_a_tool(settings) as link:
        streams = Streams(link, DeskKeys(settings.region))
        try:
            letters = await streams.dead()
            if act == "list":
                _list(letters, json=json)
                return
            chosen = [letter for letter in letters if which in ("all", name_of(letter))]
            if not chosen and which != "all":
                raise Unusable(f"There is no dead letter {which}; `escort outbox list` names them.")
            for letter in chosen:
                await (streams.retry(letter) if act == "retry" else streams.drop(letter))
            print(len(chosen))
        finally:
            streams.close()


def name_of(letter: DeadLetter) -> str:
    """How a dead letter is called: its channel, and its place there."""
    return f"{letter.channel}/{letter.id}"


def _list(letters: list[DeadLetter], *, json: bool) -> None:
    lines = [Line(name_of(letter), letter.channel, effect_id_of(letter.payload), letter.why) for letter in letters]
    if json:
        print(msgspec.json.encode(lines).decode())
        return
    for line in lines:
        print(f"{line.id}\t{line.effect}\t{line.why}")
    if not lines:
        print("Everything that was to be done is done, or under way.")
