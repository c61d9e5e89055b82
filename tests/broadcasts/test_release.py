"""Letting a broadcast go: what must be there first, who must agree, when it leaves, and taking it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.broadcasts.answer import BroadcastAnswer
from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState, Topic, Urgency
from app.broadcasts.planning.draft import ChoiceForm, MomentForm, WordsForm
from app.broadcasts.planning.needs import Awaits, awaited
from app.broadcasts.planning.queries import (
    broadcasts_of,
    get_broadcast,
    get_waiting,
    owed_feedback,
    waiting_for,
)
from app.broadcasts.planning.release import agree, approve_words, facts_of, release, take_back
from app.broadcasts.sending.cancel import cancel_rest
from app.foundation.database import Database
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.interpreting.names import names_of_school
from app.messages.batch import Batch
from app.messages.message import Message
from app.schools.school import School
from app.translation.locks import mask
from app.translation.memory import recall
from tests.broadcasts.drafting import (
    PIZZA_OR_SOUP,
    SNOW,
    draft,
    emergency,
    let_go,
    poll,
    reach_of,
)
from tests.support.announcement import POST
from tests.support.cast import DIAZ, LEE, MAYA, MS_LEE, NOON, OFFICE, OKAFOR, RUIZ, Stage, look_up

HOUR = timedelta(hours=1)
ICE = "Ice on every road"
FAMILIES = 9
"""Of the demo's school: as many phones hear of its children."""


def engine_wrote_spanish(stage: Stage, broadcast: Broadcast) -> Broadcast:
    """Nobody has put the engine's words into their own."""
    broadcast.machine_words = {"es": broadcast.words["es"]}
    stage.session.flush()
    return broadcast


def say_yes(stage: Stage, broadcast: Broadcast, *, by: str) -> None:
    agree(
        stage.session,
        stage.cast.school,
        broadcast,
        version=broadcast.version,
        post=POST,
        by=stage.cast.staff[by],
        now=stage.now,
    )


def check(stage: Stage, broadcast: Broadcast, words: dict[str, str], *, by: str) -> None:
    approve_words(
        stage.session,
        stage.cast.school,
        broadcast,
        words,
        version=broadcast.version,
        post=POST,
        by=stage.cast.staff[by],
        now=stage.now,
    )


def back(stage: Stage, broadcast: Broadcast) -> None:
    take_back(stage.session, stage.cast.school, broadcast, version=broadcast.version, now=stage.now)


def waits(stage: Stage, person: str) -> list[frozenset[Awaits]]:
    return [
        one.awaits for one in waiting_for(stage.session, stage.cast.school, reach=reach_of(stage, person))
    ]


# What must be there


@pytest.mark.parametrize(
    ("unfinished", "says"),
    [
        (lambda stage: draft(stage, to=None), "Choose whose families"),
        (lambda stage: draft(stage, to=Selection(SelectionKind.GRADES, ("12",))), "Nobody would be told"),
        (lambda stage: draft(stage, says={"en": "No school."}), "not worded yet in: español"),
        (lambda stage: draft(stage, says=SNOW | {"es": "{nino} se queda."}), "{nino}"),
        (lambda stage: draft(stage, says=WordsForm(SNOW, Asks.POLL)), "at least 2 answers"),
        (lambda stage: draft(stage, says=WordsForm(SNOW, Asks.SIGN_UP, PIZZA_OR_SOUP)), "how many places"),
        (lambda stage: draft(stage, says=WordsForm(SNOW, Asks.POLL, PIZZA_OR_SOUP)), "until when"),
        (
            lambda stage: draft(
                stage, says=WordsForm(SNOW, Asks.POLL, (ChoiceForm({"en": "A"}),) * 2, NOON + HOUR)
            ),
            "not worded yet in: español",
        ),
        (
            lambda stage: draft(
                stage,
                says=WordsForm(SNOW, Asks.POLL, PIZZA_OR_SOUP, NOON + HOUR),
                moment=MomentForm(send_at=NOON + 2 * HOUR),
            ),
            "no time to answer",
        ),
    ],
    ids=[
        *("no families", "nobody", "a language", "a slot", "one answer", "no places", "no end", "an answer"),
        "no time to answer",
    ],
)
def test_nothing_leaves_before_it_is_finished(
    stage: Stage, unfinished: Callable[[Stage], Broadcast], says: str
) -> None:
    broadcast = unfinished(stage)
    with pytest.raises(Invalid, match=says):
        let_go(stage, broadcast)
    assert (broadcast.state, stage.all(Batch)) == (BroadcastState.DRAFT, [])


def test_a_moment_that_has_passed_since_it_was_chosen_is_refused(stage: Stage) -> None:
    broadcast = draft(stage, moment=MomentForm(send_at=stage.now + HOUR))
    stage.wait(hours=2)
    with pytest.raises(Invalid, match="is past"):
        let_go(stage, broadcast)


def test_above_a_limit_the_number_of_families_is_typed(stage: Stage) -> None:
    stage.cast.school.count_typed_above = 3
    broadcast = draft(stage)
    count = facts_of(stage.session, stage.cast.school, broadcast, post=POST, now=stage.now).families
    for typed in (None, count - 1):
        with pytest.raises(Invalid, match=f"for {count} families"):
            let_go(stage, broadcast, typed_count=typed)
    assert let_go(stage, broadcast, typed_count=count).expected == count == FAMILIES
    stage.cast.school.count_typed_above = count
    assert let_go(stage, draft(stage)).expected == count, "at the limit nobody counts"


def test_a_teacher_in_the_offices_team_lets_nothing_go_to_the_whole_school(stage: Stage) -> None:
    broadcast = draft(stage, inbox_id=stage.cast.inboxes[OFFICE].id)
    reach = replace(reach_of(stage, LEE), inbox_ids={stage.cast.inboxes[OFFICE].id})
    with pytest.raises(Forbidden):
        let_go(stage, broadcast, reach=reach)


# When it leaves


@pytest.mark.parametrize(
    ("kind", "moment", "send_at", "not_after"),
    [
        ({}, None, NOON, NOON + 24 * HOUR),
        ({"urgency": Urgency.URGENT}, None, NOON, NOON + 12 * HOUR),
        (
            {"urgency": Urgency.EMERGENCY, "topic": Topic.WEATHER, "reason": ICE},
            MomentForm(send_at=NOON + 10 * HOUR),
            NOON + 10 * HOUR,
            NOON + 22 * HOUR,
        ),
        ({}, MomentForm(send_at=NOON + 24 * HOUR), NOON + 24 * HOUR, NOON + 48 * HOUR),
        ({}, MomentForm(not_after=NOON + HOUR), NOON, NOON + HOUR),
    ],
    ids=["now", "urgent", "an emergency at night", "tomorrow", "within the hour"],
)
def test_it_leaves_at_its_moment_and_not_after_it_is_stale(
    stage: Stage, kind: dict[str, Any], moment: MomentForm | None, send_at: datetime, not_after: datetime
) -> None:
    broadcast = let_go(stage, draft(stage, moment=moment, **kind))
    assert broadcast.state is BroadcastState.SCHEDULED
    assert (broadcast.send_at, broadcast.not_after, broadcast.expected) == (send_at, not_after, FAMILIES)
    assert [batch.id for batch in stage.all(Batch)] == [broadcast.batch_id]
    assert broadcast.scheduled_by == stage.cast.staff[RUIZ].id


def test_what_is_let_go_at_night_is_as_fresh_in_the_morning(stage: Stage) -> None:
    stage.wait(hours=11)
    broadcast = let_go(stage, draft(stage))
    opens = stage.cast.school.texting_hours.next_moment(stage.now)
    assert (broadcast.send_at, broadcast.not_after) == (stage.now, opens + 24 * HOUR)


def test_a_poll_is_not_sent_when_it_cannot_be_answered_any_more(stage: Stage) -> None:
    ends = stage.now + 3 * HOUR
    broadcast = draft(stage, says=WordsForm(SNOW, Asks.POLL, PIZZA_OR_SOUP, ends))
    assert let_go(stage, broadcast).not_after == ends


# Who must agree


def test_words_of_an_engine_wait_for_somebody_who_reads_both_languages(stage: Stage) -> None:
    inbox = stage.cast.inboxes[MS_LEE]
    own = Selection(SelectionKind.SECTIONS, (inbox.section_id,))
    broadcast = engine_wrote_spanish(stage, draft(stage, by=LEE, inbox_id=inbox.id, to=own))
    let_go(stage, broadcast, by=LEE)
    assert (broadcast.state, stage.all(Batch)) == (BroadcastState.SUBMITTED, [])
    assert waits(stage, LEE) == waits(stage, OKAFOR) == []
    assert waits(stage, DIAZ) == waits(stage, RUIZ) == [frozenset({Awaits.CHECK})]
    with pytest.raises(Forbidden):
        check(stage, broadcast, {}, by=OKAFOR)

    check(
        stage, broadcast, {"es": "Hoy no hay escuela. {child} se queda en casa.", "en": "Ignored."}, by=DIAZ
    )
    assert broadcast.state is BroadcastState.SCHEDULED
    assert broadcast.checked_by == stage.cast.staff[DIAZ].id
    assert broadcast.words == SNOW | {"es": "Hoy no hay escuela. {child} se queda en casa."}
    assert waits(stage, RUIZ) == []


def test_whoever_checks_words_out_of_their_sight_sees_no_more_than_them(stage: Stage) -> None:
    broadcast = engine_wrote_spanish(stage, draft(stage, by=OKAFOR))
    let_go(stage, broadcast, by=OKAFOR)
    reach = reach_of(stage, DIAZ)
    assert get_waiting(stage.session, stage.cast.school, broadcast.id, reach=reach).broadcast is broadcast
    with pytest.raises(NotFound):
        get_broadcast(stage.session, stage.cast.school, broadcast.id, reach=reach)
    check(stage, broadcast, {}, by=DIAZ)
    with pytest.raises(NotFound):
        get_waiting(stage.session, stage.cast.school, broadcast.id, reach=reach)


def test_approved_words_are_known_again(stage: Stage) -> None:
    broadcast = engine_wrote_spanish(stage, draft(stage, by=OKAFOR))
    let_go(stage, broadcast, by=OKAFOR)
    check(stage, broadcast, {}, by=DIAZ)
    names = names_of_school(stage.session, stage.cast.school.id)
    text = mask("School is closed today because of snow. Oliver stays home.", language="en", names=names)
    assert recall(stage.session, stage.cast.school.id, text, language="es") == (
        "Hoy no hay clases por la nieve. Oliver se queda en casa."
    )


def test_an_author_who_reads_both_languages_has_checked_the_words_by_letting_them_go(stage: Stage) -> None:
    broadcast = let_go(stage, engine_wrote_spanish(stage, draft(stage)))
    assert (broadcast.state, broadcast.checked_by) == (BroadcastState.SCHEDULED, stage.cast.staff[RUIZ].id)


def test_before_it_goes_its_author_is_told_whom_it_would_wait_for(stage: Stage) -> None:
    broadcast, school = engine_wrote_spanish(stage, draft(stage)), stage.cast.school

    def would_wait(person: str) -> frozenset[Awaits]:
        return awaited(school, broadcast, families=FAMILIES, by=stage.cast.staff[person])

    assert would_wait(OKAFOR) == {Awaits.CHECK}
    assert would_wait(RUIZ) == set()
    broadcast.machine_words = {"es": "Words that nobody has kept."}
    assert would_wait(OKAFOR) == set()


def test_words_that_no_family_could_be_sent_are_not_approved(stage: Stage) -> None:
    broadcast = engine_wrote_spanish(stage, draft(stage, by=OKAFOR))
    let_go(stage, broadcast, by=OKAFOR)
    with pytest.raises(Invalid):
        check(stage, broadcast, {"es": "{nieve}"}, by=DIAZ)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ({"urgency": Urgency.EMERGENCY, "topic": Topic.WEATHER}, True),
        ({"urgency": Urgency.EMERGENCY, "topic": Topic.WEATHER, "reason": "Ice!"}, True),
        ({"urgency": Urgency.EMERGENCY, "topic": Topic.WEATHER, "reason": ICE}, False),
        ({"urgency": Urgency.EMERGENCY, "is_drill": True}, False),
        ({"urgency": Urgency.URGENT}, False),
    ],
    ids=["no reason", "a short one", "a reason", "a drill", "urgent"],
)
def test_an_emergency_needs_a_reason_or_a_second_person(
    stage: Stage, kind: dict[str, Any], asked: bool
) -> None:
    broadcast = let_go(stage, draft(stage, **kind))
    assert (broadcast.state is BroadcastState.SUBMITTED) == asked


def test_many_families_need_a_second_person_where_the_school_asks_for_one(stage: Stage) -> None:
    stage.cast.school.second_person_above = FAMILIES
    assert let_go(stage, draft(stage)).state is BroadcastState.SCHEDULED
    stage.cast.school.second_person_above = FAMILIES - 1
    assert let_go(stage, draft(stage)).state is BroadcastState.SUBMITTED


def test_a_second_person_lets_an_emergency_go(stage: Stage) -> None:
    broadcast = let_go(stage, emergency(stage, topic=Topic.SAFETY))
    assert waits(stage, OKAFOR) == [frozenset({Awaits.SECOND_PERSON})]
    assert waits(stage, RUIZ) == waits(stage, LEE) == []
    for person in (RUIZ, LEE):
        with pytest.raises(Forbidden):
            say_yes(stage, broadcast, by=person)
    stage.wait(minutes=5)
    say_yes(stage, broadcast, by=OKAFOR)
    assert (broadcast.state, broadcast.send_at) == (BroadcastState.SCHEDULED, stage.now)
    assert broadcast.second_by == stage.cast.staff[OKAFOR].id


def test_whoever_let_it_go_is_no_second_person(stage: Stage) -> None:
    broadcast = let_go(stage, emergency(stage, topic=Topic.SAFETY), by=OKAFOR)
    assert waits(stage, OKAFOR) == waits(stage, RUIZ) == []
    with pytest.raises(Forbidden):
        say_yes(stage, broadcast, by=OKAFOR)


def test_both_a_check_and_a_second_person_come_in_any_order(stage: Stage) -> None:
    stage.cast.school.second_person_above = 0
    broadcast = engine_wrote_spanish(stage, draft(stage, by=OKAFOR))
    let_go(stage, broadcast, by=OKAFOR)
    assert waits(stage, RUIZ) == [frozenset(Awaits)]
    say_yes(stage, broadcast, by=RUIZ)
    assert waits(stage, RUIZ) == [frozenset({Awaits.CHECK})]
    with pytest.raises(Conflict, match="does not wait for a second person"):
        say_yes(stage, broadcast, by=RUIZ)
    check(stage, broadcast, {}, by=DIAZ)
    assert broadcast.state is BroadcastState.SCHEDULED
    with pytest.raises(Conflict):
        say_yes(stage, broadcast, by=RUIZ)


def test_a_second_person_has_not_agreed_to_words_that_were_corrected_afterwards(stage: Stage) -> None:
    stage.cast.school.second_person_above = 0
    broadcast = engine_wrote_spanish(stage, draft(stage, by=OKAFOR))
    let_go(stage, broadcast, by=OKAFOR)
    say_yes(stage, broadcast, by=RUIZ)
    check(stage, broadcast, {"es": "Hoy no hay escuela."}, by=DIAZ)
    assert waits(stage, RUIZ) == [frozenset({Awaits.SECOND_PERSON})]
    say_yes(stage, broadcast, by=RUIZ)
    assert broadcast.state is BroadcastState.SCHEDULED


def test_an_answer_is_corrected_by_its_number_and_agreed_to_anew(stage: Stage) -> None:
    stage.cast.school.second_person_above = 0
    broadcast = poll(stage, by=OKAFOR)
    broadcast.machine_words = {"es 2": "Sopa"}
    stage.session.flush()
    let_go(stage, broadcast, by=OKAFOR)
    say_yes(stage, broadcast, by=RUIZ)
    check(stage, broadcast, {"es 2": "Sopa de pollo", "es 1": "Ignored."}, by=DIAZ)
    assert [choice["words"] for choice in broadcast.choices] == [
        {"en": "Pizza", "es": "Pizza"},
        {"en": "Soup", "es": "Sopa de pollo"},
    ]
    assert waits(stage, RUIZ) == [frozenset({Awaits.SECOND_PERSON})]


def test_a_teacher_lets_no_emergency_go_however_it_became_one(stage: Stage) -> None:
    inbox = stage.cast.inboxes[MS_LEE]
    own = Selection(SelectionKind.SECTIONS, (inbox.section_id,))
    broadcast = draft(stage, by=LEE, inbox_id=inbox.id, to=own)
    broadcast.urgency, broadcast.topic, broadcast.reason = Urgency.EMERGENCY, Topic.SAFETY, ICE
    with pytest.raises(Forbidden, match="by the office and the principal"):
        let_go(stage, broadcast, by=LEE)


def test_what_was_agreed_to_late_leaves_at_once_but_never_stale(stage: Stage) -> None:
    moment = MomentForm(send_at=stage.now + HOUR, not_after=stage.now + 3 * HOUR)
    stage.cast.school.second_person_above = 0
    late, stale = (let_go(stage, draft(stage, moment=moment)) for _ in range(2))
    stage.wait(hours=2)
    say_yes(stage, late, by=OKAFOR)
    assert (late.send_at, late.not_after) == (stage.now, stage.now + HOUR)
    stage.wait(hours=2)
    with pytest.raises(Invalid, match="worth sending"):
        say_yes(stage, stale, by=OKAFOR)


# Two at once, and taking it back


@pytest.mark.parametrize("moment", [None, MomentForm(send_at=NOON + HOUR, not_after=NOON + 2 * HOUR)])
def test_what_waits_for_its_moment_can_be_taken_back(stage: Stage, moment: MomentForm | None) -> None:
    broadcast = let_go(stage, draft(stage, moment=moment))
    back(stage, broadcast)
    assert (broadcast.state, broadcast.batch_id, broadcast.expected) == (BroadcastState.DRAFT, None, None)
    assert (broadcast.submitted_at, broadcast.scheduled_by, broadcast.scheduled_at) == (None, None, None)
    wanted = moment or MomentForm()
    assert (broadcast.send_at, broadcast.not_after) == (wanted.send_at, wanted.not_after)
    assert stage.all(Batch) == []
    assert let_go(stage, broadcast).state is BroadcastState.SCHEDULED


def test_what_waits_for_a_colleague_can_be_taken_back(stage: Stage) -> None:
    broadcast = let_go(stage, emergency(stage, topic=Topic.SAFETY))
    back(stage, broadcast)
    assert (broadcast.state, waits(stage, OKAFOR)) == (BroadcastState.DRAFT, [])


def test_what_has_begun_to_leave_is_not_taken_back(stage: Stage) -> None:
    broadcast = let_go(stage, draft(stage))
    broadcast.state = BroadcastState.SENDING
    with pytest.raises(Conflict, match="begun to leave"):
        back(stage, broadcast)


def test_of_two_who_let_it_go_at_once_one_is_told(town: Database) -> None:
    with town.writing() as session:
        stage = Stage(session, look_up(session))
        broadcast_id = draft(stage).id
    with town.reading() as session:
        seen = session.get_one(Broadcast, broadcast_id).version
    refusals: list[DomainError] = []
    for person in (RUIZ, OKAFOR):
        try:
            with town.writing() as session:
                stage = Stage(session, look_up(session))
                release(
                    session,
                    stage.cast.school,
                    session.get_one(Broadcast, broadcast_id),
                    version=seen,
                    typed_count=None,
                    post=POST,
                    reach=reach_of(stage, person),
                    now=NOON,
                )
        except Conflict as refusal:
            refusals.append(refusal)
    assert len(refusals) == 1
    with town.reading() as session:
        assert len(session.scalars(select(Batch)).all()) == 1


# What one sees


def test_one_sees_ones_own_and_those_of_ones_inboxes(stage: Stage) -> None:
    inbox = stage.cast.inboxes[MS_LEE]
    own = Selection(SelectionKind.SECTIONS, (inbox.section_id,))
    lees = draft(stage, by=LEE, inbox_id=inbox.id, to=own)
    everyones = let_go(stage, draft(stage))
    seen = {
        person: broadcasts_of(stage.session, stage.cast.school, reach=reach_of(stage, person))
        for person in (LEE, DIAZ, RUIZ, OKAFOR)
    }
    assert {person: (found.drafts, found.ahead) for person, found in seen.items()} == {
        LEE: ([lees], []),
        DIAZ: ([], []),
        RUIZ: ([], [everyones]),
        OKAFOR: ([lees], [everyones]),
    }
    with pytest.raises(NotFound):
        get_broadcast(stage.session, stage.cast.school, lees.id, reach=reach_of(stage, DIAZ))


# What is owed, and what is practised


def answered_poll(stage: Stage, **other: object) -> Broadcast:
    """A family has chosen, and two days later it is over."""
    broadcast = let_go(stage, poll(stage, **other))
    broadcast.state = BroadcastState.SENT
    maya = stage.cast.phones[MAYA]
    answer: Message = stage.text_in(MAYA, "1")
    stage.session.add(
        BroadcastAnswer(
            school_id=broadcast.school_id,
            broadcast_id=broadcast.id,
            phone_number_id=maya.id,
            choice=1,
            message_id=answer.id,
            answered_at=stage.now,
        )
    )
    stage.look_again()
    return broadcast


def test_families_hear_what_came_of_a_poll_before_they_are_asked_again(stage: Stage) -> None:
    first = answered_poll(stage)
    stage.wait(days=3)
    (owed,) = owed_feedback(stage.session, stage.cast.school, reach=reach_of(stage), now=stage.now)
    assert (owed.poll, owed.is_overdue(stage.now)) == (first, False)
    assert let_go(stage, poll(stage)).state is BroadcastState.SCHEDULED

    stage.wait(days=14)
    asked_again = poll(stage)
    with pytest.raises(Invalid, match="Lunch"):
        let_go(stage, asked_again)
    elsewhere = poll(stage, inbox_id=stage.cast.inboxes[OFFICE].id)
    assert let_go(stage, elsewhere).state is BroadcastState.SCHEDULED

    told = draft(stage)
    told.follows_id = first.id
    let_go(stage, told)
    assert let_go(stage, asked_again).state is BroadcastState.SCHEDULED


def test_nobody_is_owed_anything_for_a_poll_that_nobody_answered(stage: Stage) -> None:
    let_go(stage, poll(stage)).state = BroadcastState.SENT
    stage.wait(days=30)
    assert owed_feedback(stage.session, stage.cast.school, reach=reach_of(stage), now=stage.now) == []


def test_the_office_practises_once_a_year_and_the_principal_whenever(stage: Stage) -> None:
    let_go(stage, emergency(stage, is_drill=True))
    stage.wait(days=299)
    again = emergency(stage, is_drill=True)
    with pytest.raises(Invalid, match="drill"):
        let_go(stage, again)
    assert let_go(stage, again, by=OKAFOR).state is BroadcastState.SCHEDULED
    stage.wait(days=300)
    assert let_go(stage, emergency(stage, is_drill=True)).state is BroadcastState.SCHEDULED


def test_a_drill_that_was_cancelled_after_it_had_gone_out_was_one(stage: Stage) -> None:
    drill = let_go(stage, emergency(stage, is_drill=True))
    drill.handed_over_at = stage.now
    stage.session.flush()
    cancel_rest(stage.session, stage.cast.school, drill, by=stage.cast.staff[RUIZ], now=stage.now)
    with pytest.raises(Invalid, match="drill"):
        let_go(stage, emergency(stage, is_drill=True))


def test_what_another_school_announces_is_not_there(stage: Stage) -> None:
    broadcast = draft(stage)
    other = School(id=987, name="Another", time_zone="America/Denver")
    with pytest.raises(NotFound):
        get_broadcast(stage.session, other, broadcast.id, reach=reach_of(stage))
