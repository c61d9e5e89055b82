"""The one conversation of a phone with an inbox, and the line it speaks from."""

import pytest

from app.inbox.inbox import Inbox
from app.messages.open_thread import Pair, open_thread, open_threads
from app.messages.thread import Thread
from tests.support.cast import (
    CARMEN,
    MAIN,
    MAYA,
    MR_DIAZ,
    MS_LEE,
    NOON,
    OFFICE,
    ROSA,
    SECOND,
    THIRD,
    Stage,
)


def opened(stage: Stage, inbox: str, *, arrived_on: str | None = None) -> Thread:
    return open_thread(
        stage.session,
        school_id=stage.cast.school.id,
        phone_number_id=stage.cast.phones[MAYA].id,
        inbox_id=stage.cast.inboxes[inbox].id,
        arrived_on=stage.line(arrived_on).id if arrived_on else None,
        now=NOON,
    )


@pytest.mark.parametrize("line", [MAIN, SECOND, THIRD])
def test_a_conversation_keeps_the_line_that_the_family_wrote_to(stage: Stage, line: str) -> None:
    assert opened(stage, MS_LEE, arrived_on=line).line_id == stage.line(line).id


def test_each_inbox_has_a_line_of_its_own_while_the_pool_lasts(stage: Stage) -> None:
    lines = [opened(stage, inbox, arrived_on=MAIN).line_id for inbox in (MS_LEE, MR_DIAZ, OFFICE)]
    assert lines == [stage.line(e164).id for e164 in (MAIN, SECOND, THIRD)]


def test_when_the_pool_is_used_up_the_line_that_was_written_to_serves_again(stage: Stage) -> None:
    for inbox in (MS_LEE, MR_DIAZ, OFFICE):
        opened(stage, inbox)
    extra = Inbox(school_id=stage.cast.school.id, kind="counselor", name="Counselor")
    stage.session.add(extra)
    stage.session.flush()
    stage.cast.inboxes["Counselor"] = extra
    assert opened(stage, "Counselor", arrived_on=SECOND).line_id == stage.line(SECOND).id


def test_opening_twice_is_opening_once(stage: Stage) -> None:
    first = opened(stage, MS_LEE, arrived_on=SECOND)
    assert opened(stage, MS_LEE, arrived_on=THIRD).id == first.id
    assert first.line_id == stage.line(SECOND).id, "the family may have saved it as a contact"


def test_without_a_text_the_oldest_free_line_is_taken(stage: Stage) -> None:
    assert opened(stage, MS_LEE).line_id == stage.line(MAIN).id
    assert opened(stage, MR_DIAZ).line_id == stage.line(SECOND).id


def test_many_are_opened_at_once_as_they_would_be_one_by_one(stage: Stage) -> None:
    known = opened(stage, MR_DIAZ, arrived_on=MAIN)
    numbers, inboxes = (MAYA, ROSA, CARMEN), (MS_LEE, MR_DIAZ, OFFICE)
    pairs = {(stage.cast.phones[n].id, stage.cast.inboxes[i].id) for n in numbers for i in inboxes}
    undo = stage.session.begin_nested()
    expected = {pair: _open(stage, pair).line_id for pair in sorted(pairs)}
    undo.rollback()
    stage.look_again()
    found = open_threads(stage.session, stage.cast.school.id, pairs, now=NOON)
    assert {pair: line_id for pair, (_, line_id) in found.items()} == expected
    assert found[known.phone_number_id, known.inbox_id] == (known.id, known.line_id)
    assert {pair: _open(stage, pair).id for pair in pairs} == {
        pair: thread for pair, (thread, _) in found.items()
    }


def _open(stage: Stage, pair: Pair) -> Thread:
    phone, inbox = pair
    return open_thread(
        stage.session, school_id=stage.cast.school.id, phone_number_id=phone, inbox_id=inbox, now=NOON
    )
