"""What goes back to the families of a poll: once, and again where it was cancelled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.broadcasts.answers.feedback import draft_feedback
from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.planning.draft import WordsForm
from app.broadcasts.planning.queries import owed_feedback
from app.broadcasts.sending.cancel import cancel_rest
from app.foundation.database import Database
from app.foundation.errors import Conflict
from tests.broadcasts.drafting import SNOW, let_go, reach_of, write
from tests.broadcasts.test_release import answered_poll
from tests.support.cast import CATALOG, OKAFOR, RUIZ, Stage, look_up
from tests.support.together import together


@contextmanager
def at_school(town: Database) -> Iterator[Stage]:
    with town.writing() as session:
        yield Stage(session, look_up(session))


def begin(stage: Stage, poll: Broadcast, *, by: str = RUIZ) -> Broadcast:
    return draft_feedback(
        stage.session, poll, reach=reach_of(stage, by), catalog=CATALOG, now=stage.now + timedelta(days=3)
    )


def tell(stage: Stage, poll: Broadcast) -> Broadcast:
    """It has been written, and is about to leave."""
    told = begin(stage, poll)
    write(stage, told, WordsForm(SNOW))
    return let_go(stage, told)


def test_two_who_begin_at_once_begin_one_draft(town: Database) -> None:
    with at_school(town) as stage:
        poll_id = answered_poll(stage).id

    def click(person: str) -> None:
        with at_school(town) as stage:
            begin(stage, stage.session.get_one(Broadcast, poll_id), by=person)

    together(lambda: click(RUIZ), lambda: click(OKAFOR))
    with town.reading() as session:
        assert len(session.scalars(select(Broadcast).where(Broadcast.follows_id == poll_id)).all()) == 1


def test_nobody_tells_families_a_second_time(stage: Stage) -> None:
    poll = answered_poll(stage)
    tell(stage, poll)
    with pytest.raises(Conflict, match="Somebody has told families"):
        begin(stage, poll)


def test_what_was_to_be_told_and_was_cancelled_is_owed_again(stage: Stage) -> None:
    poll = answered_poll(stage)
    school, reach, later = stage.cast.school, reach_of(stage), stage.now + timedelta(days=3)
    (owed,) = owed_feedback(stage.session, school, reach=reach, now=later)
    assert not owed.is_owed_again
    told = tell(stage, poll)
    assert owed_feedback(stage.session, school, reach=reach, now=later) == []
    cancel_rest(stage.session, school, told, by=stage.cast.staff[RUIZ], now=stage.now)
    (owed,) = owed_feedback(stage.session, school, reach=reach, now=later)
    assert (owed.poll, owed.is_owed_again) == (poll, True)
    again = begin(stage, poll)
    assert (again.state, again.id != told.id) == (BroadcastState.DRAFT, True)
