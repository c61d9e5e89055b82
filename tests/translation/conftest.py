"""A pretend engine for each test."""

from collections.abc import Iterator

import pytest

from tests.translation.pretend_engine import PretendEngine


@pytest.fixture
def pretend() -> Iterator[PretendEngine]:
    with PretendEngine() as engine:
        yield engine
