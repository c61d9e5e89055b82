"""What a form or an address may hold."""

import pytest

from app.dashboard.fields import LARGEST_ID, whole_number


@pytest.mark.parametrize(("typed", "number"), [("0", 0), (" 12 ", 12), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_figures_are_a_number_that_every_database_holds(typed: str, number: int) -> None:
    assert whole_number(typed) == number <= LARGEST_ID


@pytest.mark.parametrize(
    "typed", ["", "-1", "+1", "1.5", "1e5", "1_000", "٣", "²", "x", "9" * 19, "9" * 5000]
)
def test_anything_else_is_none_and_no_accident(typed: str) -> None:
    assert whole_number(typed) is None
