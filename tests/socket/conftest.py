"""A trip of one's own on the service that stands for all tests of this folder."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.service import Service

PLAN = [[-8.61, 41.14], [-8.60, 41.15], [-8.59, 41.16]]
RIDER = {"name": "Rita", "language": "pt", "pin": "1234", "duress_pin": "4321"}
_numbers = count(1)


@pytest.fixture
def service(standing_service: Service) -> Iterator[Service]:
    """The standing service; whatever a test does to it, it must stand and answer afterwards."""
    said = len(standing_service.errors)
    yield standing_service
    assert standing_service.returncode is None, standing_service.errors[-3000:]
    assert standing_service.readiness() == (200, [])
    assert "Traceback" not in standing_service.errors[said:], standing_service.errors[said:][:4000]


@pytest.fixture
def trip(service: Service) -> str:
    """A registered trip that nobody else uses."""
    name = f"T{next(_numbers)}"
    service.register(name, PLAN, rider=RIDER)
    return name
