"""Waiting for what must come, and saying how much of it there was."""

import time
from collections.abc import Callable

import pytest

PATIENCE_SECONDS = 60.0

Figure = Callable[[str, object], None]
"""Takes a measured number with its name, for the end of the run."""


def wait_until(
    holds: Callable[[], bool], what: str, *, within: float = PATIENCE_SECONDS, every: float = 0.05
) -> None:
    """Returns once it holds; fails with the words otherwise."""
    give_up_at = time.monotonic() + within
    while not holds():
        if time.monotonic() > give_up_at:
            pytest.fail(f"not within {within:.0f} s: {what}")
        time.sleep(every)
