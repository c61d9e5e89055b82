"""Serving many in turn."""

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from app.foundation.in_turn import in_turn, until_nothing_is_left


def test_a_fault_with_one_is_logged_and_keeps_no_other_waiting() -> None:
    served: list[int] = []

    def serve(school_id: int) -> int:
        served.append(school_id)
        return 10 // (school_id - 2)

    with capture_logs() as logs:
        assert in_turn([1, 2, 3, 7], serve, fault="not_served", named="school_id") == -10 + 10 + 2
    assert served == [1, 2, 3, 7]
    assert [(entry["event"], entry["school_id"]) for entry in logs] == [("not_served", 2)]


def test_what_the_database_is_to_blame_for_ends_the_round() -> None:
    served: list[int] = []

    def serve(school_id: int) -> int:
        served.append(school_id)
        raise OperationalError(None, None, ConnectionError())

    with pytest.raises(OperationalError):
        in_turn([1, 2], serve, fault="not_served", named="school_id")
    assert served == [1]


def test_it_is_served_until_that_does_nothing_more() -> None:
    left = [500, 500, 12, 0, 99]
    assert until_nothing_is_left(lambda: left.pop(0)) == 1012
    assert left == [99]


def test_nobody_to_serve_is_nothing_done() -> None:
    assert in_turn([], int, fault="not_served", named="school_id") == 0
