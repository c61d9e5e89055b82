"""What a poll tells, of whom it tells nothing, and what goes back to families."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer
from app.broadcasts.answers.feedback import draft_feedback
from app.broadcasts.answers.results import GroupResult, large_enough, results_of
from app.broadcasts.broadcast import Asks, Broadcast
from app.foundation.errors import Conflict
from app.roster.phone_number import PhoneNumber
from tests.broadcasts.answering import Square
from tests.broadcasts.drafting import reach_of
from tests.support.cast import CARMEN, CATALOG, MAYA, Stage


def answer(stage: Stage, session: Session, broadcast_id: int, choice: int, language: str, count: int) -> None:
    """So many families have taken the choice."""
    message = stage.text_in(MAYA, "as many have said")
    for number in range(count):
        e164 = f"+1206{broadcast_id:02}{choice}{ord(language[1])}{number:02}"
        phone = PhoneNumber(school_id=stage.cast.school.id, e164=e164, created_at=stage.now)
        session.add(phone)
        session.flush()
        session.add(
            BroadcastAnswer(
                school_id=stage.cast.school.id,
                broadcast_id=broadcast_id,
                phone_number_id=phone.id,
                choice=choice,
                language=language,
                message_id=message.id,
                answered_at=stage.now,
            )
        )
    session.flush()


def test_every_answer_counts_once_and_the_sums_are_those_of_the_languages(
    square: Square, stage: Stage
) -> None:
    poll, other = (square.announce(MAYA, CARMEN, asks=Asks.POLL) for _ in range(2))
    for choice, language, count in ((1, "en", 6), (2, "en", 2), (1, "es", 5)):
        answer(stage, stage.session, poll, choice, language, count)
    answer(stage, stage.session, other, 2, "es", 7)
    results = results_of(stage.session, stage.session.get_one(Broadcast, poll))
    assert (results.asked, results.answered) == (2, 13)
    assert [(choice.number, choice.families) for choice in results.choices] == [(1, 11), (2, 2)]
    assert [(g.language, g.asked, g.by_choice) for g in results.groups] == [
        ("en", 1, (6, 2)),
        ("es", 1, (5, 0)),
    ]
    assert results.hidden == 0


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        ((40, 5), [40, 5]),
        ((40, 4), []),
        ((40, 12, 4), [40]),
        ((40, 3, 2), [40]),
        ((4,), []),
        ((40, 0), [40]),
    ],
)
def test_small_groups_are_hidden_and_cannot_be_reckoned_from_the_rest(
    answered: tuple[int, ...], shown: list[int]
) -> None:
    groups = [GroupResult(str(at), 50, count, (count,)) for at, count in enumerate(answered)]
    assert [group.answered for group in large_enough(groups)] == shown


def test_a_sign_up_tells_who_has_a_place_and_who_waits(square: Square, stage: Stage) -> None:
    signs_up = square.announce(MAYA, CARMEN, asks=Asks.SIGN_UP, places=1)
    square.say(MAYA, "1")
    square.say(CARMEN, "1")
    first, second = results_of(stage.session, stage.session.get_one(Broadcast, signs_up)).choices
    assert (first.places, first.taken, first.waiting, first.families) == (1, 1, 1, 2)
    assert (second.taken, second.waiting) == (0, 0)


def test_what_came_of_a_poll_is_drafted_for_its_families(square: Square, stage: Stage) -> None:
    poll_id = square.announce(MAYA, asks=Asks.POLL, audience={"kind": "school", "ids": []})
    poll = stage.session.get_one(Broadcast, poll_id)
    with pytest.raises(Conflict, match="not answered"):
        draft_feedback(stage.session, poll, reach=reach_of(stage), catalog=CATALOG, now=stage.now)
    square.say(MAYA, "2")
    answer(stage, stage.session, poll_id, 1, "es", 4)
    poll = stage.session.get_one(Broadcast, poll_id)
    later = stage.now + timedelta(days=3)
    draft = draft_feedback(stage.session, poll, reach=reach_of(stage), catalog=CATALOG, now=later)
    assert (draft.follows_id, draft.audience, draft.inbox_id) == (poll.id, poll.audience, poll.inbox_id)
    assert draft.words["es"] == (
        "{school}: ¡Gracias por sus respuestas! 5 familias nos dijeron: 1) Martes: 4, 2) Jueves: 1."
        " Lo que vamos a hacer:"
    )
    again = draft_feedback(stage.session, poll, reach=reach_of(stage), catalog=CATALOG, now=later)
    assert again.id == draft.id
