"""As many files as are wanted, and never more than the machine's owner allows."""

import resource
from collections.abc import Iterator

import pytest

from escort.open_files import allow_open_files

SOFT = 64


@pytest.fixture
def hard() -> Iterator[int]:
    """The hard limit; the soft one is low, until the test is over."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (SOFT, before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def soft() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def test_the_soft_limit_is_raised_as_far_as_wanted(hard: int) -> None:
    assert allow_open_files(SOFT + 1) == SOFT + 1 == soft()
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] == hard


def test_it_is_never_lowered(hard: int) -> None:
    assert hard == resource.RLIM_INFINITY or hard >= SOFT
    assert allow_open_files(SOFT - 1) == SOFT - 1
    assert soft() == SOFT


def test_the_hard_limit_holds(hard: int) -> None:
    if hard == resource.RLIM_INFINITY:
        pytest.skip("this machine has no hard limit")
    assert allow_open_files(hard + 1) == hard == soft()
