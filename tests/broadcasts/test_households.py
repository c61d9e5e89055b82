"""Who is named in a report: children of whom everybody who answers may hear, and adults who may hear of them."""

import pytest

from app.broadcasts.recipient import BroadcastRecipient
from app.broadcasts.report.households import Household, households_of
from tests.broadcasts.announcing import KEPT_APART, share_phone, student_called
from tests.support.cast import JORGE, ROSA, Stage

KEPT = pytest.mark.parametrize("tie", KEPT_APART, ids=["by a court", "as the school was told"])


def household(stage: Stage, number: str, *children: str) -> Household:
    """As a report shows the phone that was told of these children."""
    ids = [student_called(stage.session, child).id for child in children]
    recipient = BroadcastRecipient(id=1, phone_number_id=stage.cast.phones[number].id, children=ids)
    return households_of(stage.session, stage.cast.school, [recipient])[1]


def names(home: Household) -> list[str]:
    return [child.first_name for child in home.children]


@KEPT
def test_a_child_and_whoever_is_kept_from_it_are_not_named_together(
    stage: Stage, tie: dict[str, bool]
) -> None:
    share_phone(stage.session, stage.cast, ROSA, "Leo", **tie)
    home = household(stage, ROSA, "Ana", "Leo")
    assert (names(home), home.guardians, home.classes) == (["Ana"], ("Rosa Morales",), ("Room 4",))
    assert not home.is_kept_apart


@KEPT
def test_a_home_of_which_no_child_is_left_is_kept_apart(stage: Stage, tie: dict[str, bool]) -> None:
    share_phone(stage.session, stage.cast, ROSA, "Leo", **tie)
    home = household(stage, ROSA, "Leo")
    assert (names(home), home.guardians, home.is_kept_apart) == ([], ("Rosa Morales",), True)


def test_an_adult_who_is_kept_from_another_child_is_named_beside_this_one(stage: Stage) -> None:
    share_phone(stage.session, stage.cast, JORGE, "Ana", has_court_order=True)
    home = household(stage, JORGE, "Mateo")
    assert (names(home), home.guardians) == (["Mateo"], ("Jorge Núñez", "Sam Doe"))
    assert not home.is_kept_apart
