"""Drafting a broadcast: who may announce what to whom, what it says, and two people at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.broadcasts.audience import Selection, SelectionKind
from app.broadcasts.broadcast import Asks, Broadcast, Topic, Urgency
from app.broadcasts.planning.draft import (
    ChoiceForm,
    KindForm,
    MomentForm,
    WordsForm,
    choose_families,
    choose_kind,
    discard_draft,
    set_moment,
    write_again,
)
from app.broadcasts.planning.needs import unchecked_languages
from app.broadcasts.planning.reach import check_families
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.interpreting.requests import request_proposal
from app.interpreting.translation_request import Purpose
from app.messages.outgoing_picture import OutgoingPicture
from app.roster.group import Group
from app.schools.school import School
from app.staff.staff_member import Role
from tests.broadcasts.drafting import (
    EVERYBODY,
    IN_TWO_DAYS,
    PIZZA_OR_SOUP,
    SNOW,
    draft,
    poll,
    reach_of,
    write,
)
from tests.support.cast import DIAZ, LEE, MR_DIAZ, MS_LEE, OFFICE, OKAFOR, RUIZ, Stage

FAR = datetime(9999, 12, 30, 20, tzinfo=UTC)

MADE_UP = "Mañana no hay clases."
ENGLISH = "No school tomorrow."


def class_of(stage: Stage, name: str) -> Selection:
    return Selection(SelectionKind.SECTIONS, (stage.cast.inboxes[name].section_id,))


def engine_says(stage: Stage, spanish: str = MADE_UP) -> None:
    """An engine has answered what somebody asked it while they drafted."""
    request = request_proposal(
        stage.session,
        stage.cast.school,
        None,
        ENGLISH,
        purpose=Purpose.SEND,
        source_language="en",
        language="es",
        now=stage.now,
    )
    request.done_at, request.result, request.engine = stage.now, spanish, "an engine"
    stage.session.flush()


# Who may announce what


def test_a_team_announces_to_its_own_class(stage: Stage) -> None:
    inbox = stage.cast.inboxes[MS_LEE].id
    broadcast = draft(stage, by=LEE, inbox_id=inbox, to=class_of(stage, MS_LEE))
    assert broadcast.audience["ids"] == list(class_of(stage, MS_LEE).ids)


@pytest.mark.parametrize(
    ("kind", "to", "refusal"),
    [
        ({"inbox": None}, None, Forbidden),
        ({"inbox": OFFICE}, None, NotFound),
        ({}, MR_DIAZ, Forbidden),
        ({}, EVERYBODY, Forbidden),
        ({}, Selection(SelectionKind.EVENT, (1,)), NotFound),
        ({"urgency": Urgency.EMERGENCY, "topic": Topic.WEATHER}, None, Forbidden),
    ],
    ids=["every class", "the office's inbox", "another class", "everybody", "an event", "an emergency"],
)
def test_a_teacher_announces_nothing_to_others(
    stage: Stage,
    kind: dict[str, Any],
    to: Selection | str | None,
    refusal: type[DomainError],
) -> None:
    inbox = {"inbox": MS_LEE, **kind}.pop("inbox")
    form = {name: value for name, value in kind.items() if name != "inbox"}
    form["inbox_id"] = stage.cast.inboxes[inbox].id if inbox else None
    families = class_of(stage, to) if isinstance(to, str) else to
    with pytest.raises(refusal):
        draft(stage, by=LEE, to=families, **form)


def test_the_office_announces_to_everybody(stage: Stage) -> None:
    assert draft(stage, by=RUIZ).audience["kind"] == "school"


@pytest.mark.parametrize(
    ("selection", "refusal"),
    [
        (Selection(SelectionKind.SECTIONS, (987,)), NotFound),
        (Selection(SelectionKind.GRADES), Invalid),
        (replace(EVERYBODY, languages=("fr",)), Invalid),
        (replace(EVERYBODY, without_groups=(987,)), NotFound),
    ],
)
def test_families_that_the_school_does_not_have_cannot_be_chosen(
    stage: Stage, selection: Selection, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        draft(stage, to=selection)


# What kind it is


@pytest.mark.parametrize(
    "form",
    [
        KindForm("   ", None),
        KindForm("x" * 121, None),
        KindForm("Snow", None, Urgency.EMERGENCY),
        KindForm("Snow", None, Urgency.EMERGENCY, topic=Topic.WEATHER, reason="Ice " * 200),
    ],
    ids=["no name", "too long a name", "no topic", "too long a reason"],
)
def test_a_kind_that_is_none_is_refused(stage: Stage, form: KindForm) -> None:
    broadcast = draft(stage)
    with pytest.raises(Invalid):
        choose_kind(
            stage.session, broadcast, form, version=broadcast.version, reach=reach_of(stage), now=stage.now
        )


def test_what_is_no_emergency_any_more_needs_no_reason(stage: Stage) -> None:
    broadcast = draft(stage, urgency=Urgency.EMERGENCY, topic=Topic.WEATHER, reason="Ice on every road")
    ordinary = KindForm("Snow day", None, topic=Topic.WEATHER, is_drill=True, reason="Ice")
    choose_kind(
        stage.session, broadcast, ordinary, version=broadcast.version, reach=reach_of(stage), now=stage.now
    )
    assert (broadcast.topic, broadcast.is_drill, broadcast.reason) == (None, False, "")


# What it says


def test_a_draft_keeps_what_is_there_and_may_lack_a_language(stage: Stage) -> None:
    broadcast = draft(stage, says={"en": "  School is “closed”.  ", "es": " "})
    assert broadcast.words == {"en": 'School is "closed".'}


@pytest.mark.parametrize(
    "form",
    [
        WordsForm({"fr": "Neige"}),
        WordsForm({"en": "x" * 1601}),
        WordsForm(SNOW, Asks.POLL, PIZZA_OR_SOUP * 3),
        WordsForm(SNOW, Asks.POLL, (ChoiceForm({"en": "x" * 61}),)),
        WordsForm(SNOW, Asks.SIGN_UP, (ChoiceForm({"en": "Soccer"}, places=0),)),
    ],
    ids=["a language of nobody", "too long", "six answers", "a long answer", "no places"],
)
def test_what_no_text_can_be_is_refused(stage: Stage, form: WordsForm) -> None:
    with pytest.raises(Invalid):
        draft(stage, says=form)


def test_a_picture_of_nobody_is_not_found(stage: Stage) -> None:
    with pytest.raises(NotFound):
        draft(stage, says=WordsForm(SNOW, picture_id=987))


def test_a_picture_of_another_school_is_not_found_and_nothing_changes(stage: Stage) -> None:
    broadcast, by = draft(stage), stage.cast.staff[RUIZ].id
    elsewhere = School(name="Cedar", time_zone="America/Denver", office_phone="", created_at=stage.now)
    stage.session.add(elsewhere)
    stage.session.flush()
    picture = OutgoingPicture(
        school_id=elsewhere.id, key="k", content=b"", content_type="image/png", made_by=by, made_at=stage.now
    )
    stage.session.add(picture)
    stage.session.flush()
    seen = broadcast.version
    with pytest.raises(NotFound):
        write(stage, broadcast, WordsForm({"en": "Look at this."}, picture_id=picture.id))
    stage.look_again()
    assert (broadcast.words, broadcast.picture_id, broadcast.version) == (SNOW, None, seen)


def test_only_a_poll_has_answers_and_only_a_sign_up_has_places(stage: Stage) -> None:
    broadcast = poll(stage)
    assert [choice["words"]["es"] for choice in broadcast.choices] == ["Pizza", "Sopa"]
    write(stage, broadcast, WordsForm(SNOW, Asks.POLL, (ChoiceForm(SNOW | {"en": "A"}, places=3),) * 2))
    assert [choice["places"] for choice in broadcast.choices] == [None, None]
    write(stage, broadcast, WordsForm(SNOW, choices=PIZZA_OR_SOUP, answers_until=stage.now + IN_TWO_DAYS))
    assert (broadcast.choices, broadcast.answers_until) == ([], None)


# The engine's words


def test_words_of_an_engine_are_marked_whoever_puts_them_there(stage: Stage) -> None:
    engine_says(stage)
    broadcast = draft(stage, says={"en": ENGLISH, "es": f" {MADE_UP} "})
    assert unchecked_languages(broadcast) == ("es",)
    stage.session.expire(broadcast)
    assert broadcast.machine_words == {"es": MADE_UP}


@pytest.mark.parametrize(
    ("writer", "spanish", "unchecked"),
    [
        (LEE, "Mañana no hay escuela.", ("es",)),
        (DIAZ, "Mañana no hay escuela.", ()),
        (DIAZ, MADE_UP, ("es",)),
    ],
    ids=["does not read Spanish", "has put it into words of their own", "has left it as it was"],
)
def test_only_somebody_who_reads_the_language_makes_the_engines_words_their_own(
    stage: Stage, writer: str, spanish: str, unchecked: tuple[str, ...]
) -> None:
    engine_says(stage)
    broadcast = draft(stage, says={"en": ENGLISH, "es": MADE_UP})
    write(stage, broadcast, WordsForm({"en": ENGLISH, "es": spanish}), by=writer)
    assert unchecked_languages(broadcast) == unchecked


def test_words_that_are_typed_wait_for_nobody(stage: Stage) -> None:
    assert unchecked_languages(draft(stage)) == ()


def test_an_answer_that_an_engine_proposed_is_marked_too(stage: Stage) -> None:
    engine_says(stage, "Sopa")
    assert unchecked_languages(poll(stage)) == ("es",)


def test_other_words_have_not_been_checked(stage: Stage) -> None:
    engine_says(stage)
    broadcast = draft(stage, says={"en": ENGLISH, "es": MADE_UP})
    broadcast.checked_by, broadcast.checked_at = stage.cast.staff[DIAZ].id, stage.now
    write(stage, broadcast, WordsForm({"en": ENGLISH, "es": MADE_UP}))
    assert unchecked_languages(broadcast) == ()
    write(stage, broadcast, WordsForm({"en": "No school on Monday.", "es": MADE_UP}))
    assert unchecked_languages(broadcast) == ("es",)


# When it leaves


@pytest.mark.parametrize(
    "form",
    [
        MomentForm(send_at=timedelta(minutes=-1)),  # type: ignore[arg-type]
        MomentForm(send_at=timedelta(hours=10)),  # type: ignore[arg-type]
        MomentForm(not_after=timedelta(minutes=-1)),  # type: ignore[arg-type]
        MomentForm(send_at=timedelta(hours=2), not_after=timedelta(hours=1)),  # type: ignore[arg-type]
        MomentForm(send_at=timedelta(hours=2), not_after=timedelta(hours=2)),  # type: ignore[arg-type]
    ],
    ids=["past", "at night", "stale", "stale before it leaves", "stale as it leaves"],
)
def test_a_moment_that_cannot_be_meant_is_refused(stage: Stage, form: MomentForm) -> None:
    broadcast = draft(stage)
    moments = {name: stage.now + span for name, span in vars(form).items() if isinstance(span, timedelta)}
    with pytest.raises(Invalid):
        set_moment(
            stage.session,
            stage.cast.school,
            broadcast,
            MomentForm(**moments),  # type: ignore[arg-type]
            version=broadcast.version,
            now=stage.now,
        )


def test_an_emergency_leaves_at_any_hour_and_asks_for_no_hours(stage: Stage) -> None:
    night = MomentForm(send_at=stage.now + timedelta(hours=10), in_own_hours=True)
    broadcast = draft(stage, urgency=Urgency.EMERGENCY, topic=Topic.SAFETY, moment=night)
    assert (broadcast.send_at, broadcast.in_own_hours) == (stage.now + timedelta(hours=10), False)


# Two at once, and after it


def test_of_two_who_change_the_same_draft_the_second_looks_again(stage: Stage) -> None:
    broadcast = draft(stage)
    seen = broadcast.version
    write(stage, broadcast, WordsForm(SNOW | {"en": "It snows."}))
    with pytest.raises(Conflict):
        choose_families(
            stage.session,
            stage.cast.school,
            broadcast,
            EVERYBODY,
            version=seen,
            reach=reach_of(stage),
            now=stage.now,
        )


def test_every_step_is_a_change_after_which_others_look_again(stage: Stage) -> None:
    broadcast, reach = draft(stage), reach_of(stage)
    session, school = stage.session, stage.cast.school
    kind, moment = KindForm("Ice", None), MomentForm(send_at=stage.now + timedelta(hours=1))

    def name(seen: int) -> None:
        choose_kind(session, broadcast, kind, version=seen, reach=reach, now=stage.now)

    def address(seen: int) -> None:
        choose_families(session, school, broadcast, EVERYBODY, version=seen, reach=reach, now=stage.now)

    def schedule(seen: int) -> None:
        set_moment(session, school, broadcast, moment, version=seen, now=stage.now)

    for step in (name, address, schedule):
        stage.wait(minutes=1)
        seen = broadcast.version
        step(seen)
        assert (broadcast.version, broadcast.changed_at) == (seen + 1, stage.now)
        with pytest.raises(Conflict):
            step(seen)


def test_an_answer_may_be_as_long_as_it_says(stage: Stage) -> None:
    longest = ChoiceForm({"en": "x" * 60, "es": "x" * 60})
    assert len(draft(stage, says=WordsForm(SNOW, Asks.POLL, (longest,))).choices) == 1


def test_a_draft_that_is_discarded_is_gone(stage: Stage) -> None:
    broadcast = draft(stage)
    seen = broadcast.version
    discard_draft(stage.session, broadcast, version=seen)
    assert stage.all(Broadcast) == []
    with pytest.raises(Conflict):
        discard_draft(stage.session, broadcast, version=seen)


def test_what_was_sent_can_be_written_again(stage: Stage) -> None:
    first = poll(stage, moment=MomentForm(send_at=stage.now + timedelta(hours=1)))
    again = write_again(stage.session, first, reach=reach_of(stage, OKAFOR), now=stage.now)
    assert again.author_id == stage.cast.staff[OKAFOR].id
    assert (again.words, again.choices, again.audience) == (first.words, first.choices, first.audience)
    assert (again.send_at, again.answers_until, again.state) == (None, None, "draft")


@pytest.mark.parametrize("email", [OKAFOR, RUIZ, LEE])
def test_a_counselors_group_is_not_there_to_be_chosen_or_left_out(stage: Stage, email: str) -> None:
    """By how many families are left over, anybody would learn who is in it."""
    counselor = stage.cast.staff[DIAZ]
    counselor.role = Role.COUNSELOR
    group = Group(school_id=stage.cast.school.id, name="Grief", created_by=counselor.id, created_at=stage.now)
    stage.session.add(group)
    stage.session.flush()
    without = replace(class_of(stage, MS_LEE), without_groups=(group.id,))
    for selection in (Selection(SelectionKind.GROUPS, (group.id,)), without):
        with pytest.raises(NotFound):
            check_families(reach_of(stage, email), selection)
    check_families(replace(reach_of(stage, LEE), group_ids={group.id}), without)


@pytest.mark.parametrize("form", [MomentForm(FAR), MomentForm(None, FAR)])
def test_nothing_is_planned_for_a_year_that_no_calendar_has(stage: Stage, form: MomentForm) -> None:
    broadcast = draft(stage)
    with pytest.raises(Invalid):
        set_moment(
            stage.session, stage.cast.school, broadcast, form, version=broadcast.version, now=stage.now
        )
