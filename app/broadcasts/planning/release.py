"""Letting a broadcast go: its author, whoever checks its words, a second person, and taking it back in time."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.broadcasts.audience import Selection
from app.broadcasts.broadcast import Asks, Broadcast, BroadcastState, Words
from app.broadcasts.homes_without_number import count_families
from app.broadcasts.planning.hold import changed, hold, moved_on
from app.broadcasts.planning.moments import worth_until
from app.broadcasts.planning.needs import (
    Awaits,
    Facts,
    Need,
    Step,
    awaited,
    can_agree,
    can_check,
    missing,
    must_type_count,
    unchecked_languages,
)
from app.broadcasts.planning.queries import find_overdue_poll, last_drill_at
from app.broadcasts.planning.reach import Reach, check_families, check_inbox
from app.broadcasts.sending.post import BroadcastPost
from app.broadcasts.sending.wording import check_words
from app.foundation.errors import Conflict, Forbidden, Invalid
from app.foundation.i18n import _l
from app.interpreting.names import Around, names_of_school
from app.messages.batch import Batch
from app.messages.text_to_send import clean_body
from app.schools.school import School
from app.staff.permissions import may_send_emergencies
from app.staff.queries import get_staff_member
from app.staff.staff_member import StaffMember
from app.translation.memory import learn


def release(
    session: Session,
    school: School,
    broadcast: Broadcast,
    *,
    version: int,
    typed_count: int | None,
    post: BroadcastPost,
    reach: Reach,
    now: datetime,
) -> None:
    """It leaves at its moment; or it is submitted, and leaves when the last of those it waits for has agreed.

    Raises Invalid for the first thing that is missing and for another number of families than it is for, Forbidden
    for what is not theirs to send.
    """
    by = reach.person
    hold(session, broadcast, BroadcastState.DRAFT, version=version)
    families = _check(session, school, broadcast, post=post, by=by, now=now)
    check_inbox(reach, broadcast.inbox_id)
    check_families(reach, Selection.from_json(broadcast.audience))
    if broadcast.is_emergency:
        _check_may_send_emergencies(by)
    if must_type_count(school, families) and typed_count != families:
        raise Invalid(_l("It is for %(families)s families. Please type that number."), families=families)
    if unchecked_languages(broadcast) and can_check(broadcast, by):
        broadcast.checked_by, broadcast.checked_at = by.id, now
    broadcast.submitted_at, broadcast.scheduled_by, broadcast.scheduled_at = now, by.id, now
    _go_on(session, school, broadcast, families, now=now)


def approve_words(
    session: Session,
    school: School,
    broadcast: Broadcast,
    words: Words,
    *,
    version: int,
    post: BroadcastPost,
    by: StaffMember,
    now: datetime,
) -> None:
    """A colleague who reads both languages says that the words are right, as they stood or as corrected here.

    `words` are what `needs.sayings` calls them; only those that are to be checked count. What waited only for that
    leaves. Raises Forbidden for somebody who does not read them all.
    """
    hold(session, broadcast, BroadcastState.SUBMITTED, version=version)
    unchecked = unchecked_languages(broadcast)
    if not unchecked:
        raise Conflict(_l("Somebody has already decided this."))
    if not can_check(broadcast, by):
        raise Forbidden(_l("Only somebody who reads both languages can check this."))
    if _correct(broadcast, {key: typed for key, typed in words.items() if key in broadcast.machine_words}):
        changed(session, broadcast, now=now)
    broadcast.checked_by, broadcast.checked_at = by.id, now
    families = _check(
        session, school, broadcast, post=post, by=_releaser(session, school, broadcast), now=now
    )
    _remember(session, school, broadcast, unchecked, by=by, now=now)
    _go_on(session, school, broadcast, families, now=now)


def agree(
    session: Session,
    school: School,
    broadcast: Broadcast,
    *,
    version: int,
    post: BroadcastPost,
    by: StaffMember,
    now: datetime,
) -> None:
    """A second person agrees; what waited only for that leaves.

    Raises Forbidden for those who wrote or released it, and Conflict where it waits for no second person.
    """
    hold(session, broadcast, BroadcastState.SUBMITTED, version=version)
    if not can_agree(broadcast, by):
        raise Forbidden(_l("Somebody else must agree to this announcement."))
    families = _check(
        session, school, broadcast, post=post, by=_releaser(session, school, broadcast), now=now
    )
    if Awaits.SECOND_PERSON not in awaited(school, broadcast, families=families):
        raise Conflict(_l("This announcement does not wait for a second person."))
    broadcast.second_by, broadcast.second_at = by.id, now
    _go_on(session, school, broadcast, families, now=now)


def take_back(session: Session, school: School, broadcast: Broadcast, *, version: int, now: datetime) -> None:
    """What waits for a colleague, or for its moment, is a draft again. Raises Conflict once it has begun to leave."""
    hold(session, broadcast, BroadcastState.SUBMITTED, BroadcastState.SCHEDULED, version=version)
    batch = session.get(Batch, broadcast.batch_id) if broadcast.batch_id is not None else None
    if broadcast.state is BroadcastState.SCHEDULED:
        assert broadcast.send_at is not None  # noqa: S101 - a table constraint
        if broadcast.not_after == worth_until(school, broadcast, broadcast.send_at):
            broadcast.not_after = None
        if broadcast.send_at <= now:
            broadcast.send_at = None
    broadcast.state, broadcast.batch_id, broadcast.expected = BroadcastState.DRAFT, None, None
    broadcast.submitted_at = broadcast.scheduled_by = broadcast.scheduled_at = None
    changed(session, broadcast, now=now)
    if batch is not None:
        session.delete(batch)
        session.flush()


def facts_of(
    session: Session, school: School, broadcast: Broadcast, *, post: BroadcastPost, now: datetime
) -> Facts:
    """What `needs.missing` measures it by."""
    families = 0
    if broadcast.audience:
        selection = Selection.from_json(broadcast.audience)
        families = count_families(session, school, selection, guests=post.guests)
    is_poll = broadcast.asks is Asks.POLL
    owed = find_overdue_poll(session, school, broadcast.inbox_id, now=now) if is_poll else None
    return Facts(
        families=families,
        words_problem=_problem_of_words(school, broadcast, post),
        owed_title=owed.title if owed else None,
        last_drill_at=last_drill_at(session, school, now=now) if broadcast.is_drill else None,
    )


def _check(
    session: Session,
    school: School,
    broadcast: Broadcast,
    *,
    post: BroadcastPost,
    by: StaffMember,
    now: datetime,
) -> int:
    """For how many families it is; raises Invalid for the first thing that is missing."""
    facts = facts_of(session, school, broadcast, post=post, now=now)
    for need in missing(broadcast, facts, by=by, now=now):
        raise Invalid(need.sentence, **need.values)
    return facts.families


def _problem_of_words(school: School, broadcast: Broadcast, post: BroadcastPost) -> Need | None:
    try:
        check_words(broadcast, school, post.catalog)
    except Invalid as refusal:
        return Need(Step.WHAT, refusal.sentence, refusal.values)
    return None


def _check_may_send_emergencies(by: StaffMember) -> None:
    if not may_send_emergencies(by):
        raise Forbidden(_l("Emergencies are announced by the office and the principal."))


def _releaser(session: Session, school: School, broadcast: Broadcast) -> StaffMember:
    return get_staff_member(session, school, broadcast.scheduled_by or broadcast.author_id)


def _go_on(session: Session, school: School, broadcast: Broadcast, families: int, *, now: datetime) -> None:
    """It is scheduled if it waits for nobody; a moment that has passed meanwhile is this one."""
    broadcast.expected = families
    if awaited(school, broadcast, families=families):
        broadcast.state = BroadcastState.SUBMITTED
    else:
        batch = Batch(school_id=school.id)
        session.add(batch)
        session.flush()
        send_at = max(broadcast.send_at or now, now)
        broadcast.send_at, broadcast.batch_id = send_at, batch.id
        broadcast.not_after = broadcast.not_after or worth_until(school, broadcast, send_at)
        broadcast.state = BroadcastState.SCHEDULED
    moved_on(session, broadcast, now=now)


def _correct(broadcast: Broadcast, corrections: Words) -> bool:
    """Whether anything has changed by them."""
    words, choices = dict(broadcast.words), [{**one, "words": {**one["words"]}} for one in broadcast.choices]
    for key, typed in corrections.items():
        if not typed.strip():
            continue
        language, _, number = key.partition(" ")
        said = choices[int(number) - 1]["words"] if number else words
        said[language] = clean_body(typed)
    is_changed = words != broadcast.words or choices != broadcast.choices
    broadcast.words, broadcast.choices = words, choices
    return is_changed


def _remember(
    session: Session,
    school: School,
    broadcast: Broadcast,
    languages: tuple[str, ...],
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    """The school knows the approved words again in other texts."""
    written = [language for language in broadcast.words if language in by.languages.difference(languages)]
    around = Around(names_of_school(session, school.id))
    for source in written[:1]:
        for language in languages:
            learn(
                session,
                school.id,
                around.mask(broadcast.words[source], source),
                around.mask(broadcast.words[language], language),
                by_id=by.id,
                now=now,
            )
