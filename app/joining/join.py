"""JOIN and LEAVE: a phone of the roster is in at once, of any other a person decides, and it is answered alike."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app.interpreting.auto_replies import answer_with_wording
from app.joining.child import ask_for_child
from app.joining.join_request import JoinRequest, JoinState
from app.joining.queries import find_waiting
from app.messages.thread import Thread
from app.roster.audience import Audience, AudienceKind
from app.roster.group_phones import is_in_group, is_known_family, put_phone_in, take_phones_out
from app.roster.homes import homes_of_audience
from app.roster.join_words import find_group_to_join, find_group_to_leave, is_any_group_joined_by_text
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import KeywordMatch


def may_be_joined(
    session: Session, school_id: int, _phone_number_id: int | None, _name: str, _now: datetime
) -> bool:
    """Whatever name follows, where families join anything by text: one that is wrong by a letter is answered too."""
    return is_any_group_joined_by_text(session, school_id)


def may_be_left(
    session: Session, school_id: int, phone_number_id: int | None, name: str, _now: datetime
) -> bool:
    """Only a name that we know: any other words that begin like this may ask for no more texts at all."""
    if phone_number_id is None:
        return False
    return find_group_to_leave(session, school_id, name, phone_number_id) is not None


def join(
    session: Session, thread: Thread, words: KeywordMatch, message_id: int, now: datetime, *, catalog: Catalog
) -> bool:
    """The phone is in the group, or a person decides, and the family has been told which.

    The answer to a phone that we do not know, and to one of which a person must decide because it is to be kept from a
    child, are the same: nobody learns from it whether a child is at the school. True for a word that no group has.
    """
    school = session.get_one(School, thread.school_id)
    say = partial(
        answer_with_wording, session, school, thread, catalog=catalog, language=words.language, now=now
    )
    group = find_group_to_join(session, school.id, words.name, now=now)
    if group is None:
        say("join_unknown_word")
        return True
    if is_in_group(session, group, thread.phone_number_id):
        say("join_already", group=group.name)
    elif find_waiting(session, group.id, thread.phone_number_id) is not None:
        say("join_waits", group=group.name)
    elif is_known_family(session, thread.phone_number_id):
        put_phone_in(session, group, thread.phone_number_id, now=now)
        say("join_done", group=group.name, word=words.name.upper())
    else:
        session.add(
            JoinRequest(
                school_id=school.id,
                group_id=group.id,
                phone_number_id=thread.phone_number_id,
                thread_id=thread.id,
                message_id=message_id,
                asked_at=now,
            )
        )
        question = say("join_question", group=group.name)
        if question is not None:
            ask_for_child(session, thread, question, now=now)
    return False


def leave(
    session: Session,
    thread: Thread,
    words: KeywordMatch,
    _message_id: int,
    now: datetime,
    *,
    catalog: Catalog,
) -> bool:
    """The phone is not in the group for itself any more, nor waits to be.

    True where it goes on hearing of the group because the school has put a child of theirs there: then a person helps.
    """
    school = session.get_one(School, thread.school_id)
    group = find_group_to_leave(session, school.id, words.name, thread.phone_number_id)
    assert group is not None  # noqa: S101 - `may_be_left` has found it in this unit of work
    take_phones_out(session, group, [thread.phone_number_id])
    request = find_waiting(session, group.id, thread.phone_number_id)
    if request is not None:
        request.state, request.decided_at = JoinState.REFUSED, now
    audience = Audience(AudienceKind.GROUPS, (group.id,))
    still_hears = bool(homes_of_audience(session, school, audience, phones=[thread.phone_number_id]))
    answer_with_wording(
        session,
        school,
        thread,
        "join_left_by_school" if still_hears else "join_left",
        catalog=catalog,
        language=words.language,
        now=now,
        group=group.name,
    )
    return still_hears
