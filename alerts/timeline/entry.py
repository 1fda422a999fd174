"""What every entry is: past tense, frozen, known by its tag for ever."""

import msgspec


class Written(msgspec.Struct, frozen=True, tag_field="kind"):
    """One thing that happened. A new field gets a default, so that the oldest timeline still folds."""
