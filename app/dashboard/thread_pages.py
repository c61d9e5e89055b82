"""What staff do in a conversation: answer, note, assign, put off, close, and decide about a text."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.broadcasts.answers.count_as import count_as
from app.consent.opt_out import StopDecision
from app.consent.queries import get_open_review
from app.dashboard.composer import Attempt
from app.dashboard.fields import ChosenId, Id, TextsHere, Words
from app.dashboard.inbox_pages import inbox_page, read_queue
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, SignedIn
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid
from app.foundation.i18n import _l
from app.foundation.web import http_number
from app.inbox.assignment import add_note, assign, close, reopen, snooze
from app.inbox.drafts import keep_draft
from app.inbox.queries import get_message, get_thread, look_at_thread, sight_of
from app.inbox.reply import reply
from app.inbox.stop_review import decide_stop
from app.interpreting.moved import copy_wordings
from app.interpreting.outgoing import How, NotTranslated, word_for_family
from app.messages.decisions import cancel, dismiss, give_up, release, send_again
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.messages.queries import messages_of

SENT_TWICE_WITHIN = timedelta(minutes=2)

router = APIRouter()


@router.post("/threads/{thread_id}/reply")
def send_reply(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    thread_id: Id,
    texts: TextsHere,
    *,
    seen: ChosenId = None,
    when: Words = "now",
    send_at: Words = "",
    how: Words = "",
    queue: Words = "",
) -> Response:
    """Answers now or later; a refusal shows the page again with the words still in it."""
    fresh = texts.fresh(staff.person.language)
    try:
        moment = _moment(staff, send_at) if when == "later" else None
        with parts.database.writing() as session:
            thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
            outgoing = word_for_family(
                session, staff.school, thread, fresh, by=staff.person, how=_how(how), desk=parts.desk
            )
            newest = messages_of(session, thread, limit=1)
            if not (newest and _is_the_same_again(newest[0], outgoing.body, staff, seen or 0)):
                reply(
                    session,
                    staff.school,
                    thread,
                    outgoing.body,
                    outgoing=outgoing,
                    by=staff.person,
                    now=staff.now,
                    seen_message_id=seen or 0,
                    send_at=moment,
                )
    except (Conflict, Forbidden, Invalid) as refusal:
        keep_texts(parts, staff, thread_id, fresh)
        complaint = staff.reader.say(refusal.sentence, refusal.values)
        attempt = Attempt(fresh, complaint, is_stuck=isinstance(refusal, NotTranslated))
        return _again(request, parts, staff, refusal, attempt, thread_id=thread_id, queue=queue)
    return back_to(thread_id, queue)


@router.post("/threads/{thread_id}/notes")
def write_note(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    thread_id: Id,
    *,
    note: Words = "",
    queue: Words = "",
) -> Response:
    try:
        with parts.database.writing() as session:
            thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
            add_note(session, thread, note, by=staff.person, now=staff.now)
    except Invalid as refusal:
        complaint = staff.reader.say(refusal.sentence, refusal.values)
        attempt = Attempt(note=note, complaint=complaint, writes_note=True)
        return _again(request, parts, staff, refusal, attempt, thread_id=thread_id, queue=queue)
    return back_to(thread_id, queue)


@router.post("/threads/{thread_id}/draft")
def save_draft(parts: PartsHere, staff: ActingStaff, thread_id: Id, texts: TextsHere) -> Response:
    """What is in the composer stays for this person, on whatever machine."""
    keep_texts(parts, staff, thread_id, texts.fresh(staff.person.language))
    return Response(status_code=204)


@router.post("/threads/{thread_id}/assign")
def assign_thread(
    parts: PartsHere, staff: ActingStaff, thread_id: Id, to: ChosenId = None, queue: Words = ""
) -> Response:
    with parts.database.writing() as session:
        thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        assign(session, staff.school, thread, to, by=staff.person, now=staff.now)
    return back_to(thread_id, queue)


@router.post("/threads/{thread_id}/close")
def close_thread(parts: PartsHere, staff: ActingStaff, thread_id: Id, queue: Words = "") -> Response:
    with parts.database.writing() as session:
        thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        close(session, thread, by=staff.person, now=staff.now)
    return back_to(thread_id, queue)


@router.post("/threads/{thread_id}/reopen")
def reopen_thread(parts: PartsHere, staff: ActingStaff, thread_id: Id, queue: Words = "") -> Response:
    with parts.database.writing() as session:
        thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        reopen(session, thread, by=staff.person, now=staff.now)
    return back_to(thread_id, queue)


@router.post("/threads/{thread_id}/snooze")
def snooze_thread(
    parts: PartsHere, staff: ActingStaff, thread_id: Id, until: Words = "", queue: Words = ""
) -> Response:
    moment = _moment(staff, until)
    with parts.database.writing() as session:
        thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        snooze(session, thread, moment, by=staff.person, now=staff.now)
    return back_to(thread_id, queue)


@router.post("/stop-reviews/{review_id}")
def decide_review(
    parts: PartsHere,
    staff: ActingStaff,
    review_id: Id,
    decision: Annotated[StopDecision, Form()],
    queue: Words = "",
) -> Response:
    with parts.database.writing() as session:
        thread_id = get_open_review(session, staff.school, review_id).thread_id
        # Only looked at, not locked: whoever records a STOP takes the number first and the thread after it.
        look_at_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        decide_stop(
            session,
            staff.school,
            review_id,
            by=staff.person,
            decision=decision,
            catalog=parts.catalog,
            now=staff.now,
        )
    return back_to(thread_id, queue)


@router.post("/messages/{message_id}/send-again")
def send_message_again(parts: PartsHere, staff: ActingStaff, message_id: Id, queue: Words = "") -> Response:
    with parts.database.writing() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        again = send_again(session, message, by=staff.person, now=staff.now)
        copy_wordings(session, message, again)
    return back_to(message.thread_id, queue)


@router.post("/messages/{message_id}/leave")
def leave_message(parts: PartsHere, staff: ActingStaff, message_id: Id, queue: Words = "") -> Response:
    """It stays as it is and no longer asks for anybody's attention."""
    with parts.database.writing() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        if message.status is DeliveryStatus.UNKNOWN:
            give_up(session, message, now=staff.now)
        else:
            dismiss(session, message, now=staff.now)
    return back_to(message.thread_id, queue)


@router.post("/messages/{message_id}/release")
def release_message(parts: PartsHere, staff: ActingStaff, message_id: Id, queue: Words = "") -> Response:
    with parts.database.writing() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        release(session, message, now=staff.now)
    return back_to(message.thread_id, queue)


@router.post("/messages/{message_id}/cancel")
def cancel_message(parts: PartsHere, staff: ActingStaff, message_id: Id, queue: Words = "") -> Response:
    with parts.database.writing() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        cancel(session, message, now=staff.now)
    return back_to(message.thread_id, queue)


@router.post("/messages/{message_id}/count-as-{choice}")
def count_message_as(
    parts: PartsHere, staff: ActingStaff, message_id: Id, choice: Id, queue: Words = ""
) -> Response:
    """A person has read an answer to a poll in it."""
    with parts.database.writing() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        count_as(session, staff.school, message, choice, catalog=parts.catalog, now=staff.now)
    return back_to(message.thread_id, queue)


def _is_the_same_again(newest: Message, body: str, staff: SignedIn, seen: int) -> bool:
    """A button pressed twice: the page that posts had not yet shown the writer's own, equal text."""
    is_equal = newest.body.split() == body.split() and newest.author_id == staff.person.id
    return is_equal and newest.id > seen and staff.now - newest.created_at < SENT_TWICE_WITHIN


def _moment(staff: SignedIn, typed: str) -> datetime:
    moment = staff.reader.from_local(typed)
    if moment is None:
        raise Invalid(_l("Choose a day and a time."))
    if moment <= staff.now:
        raise Invalid(_l("Choose a moment that is still to come."))
    return moment


def _how(words: str) -> How:
    return How(words) if words in set(How) else How.TRANSLATED


def keep_texts(parts: Parts, staff: SignedIn, thread_id: int, texts: Mapping[str, str]) -> None:
    """The words, by language, stay in the composer of this person."""
    own = staff.person.language
    others = {language: words for language, words in texts.items() if language != own}
    with parts.database.writing() as session:
        thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        keep_draft(session, thread, texts.get(own, ""), translations=others, by=staff.person, now=staff.now)


def _again(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    refusal: DomainError,
    attempt: Attempt,
    *,
    thread_id: int,
    queue: str,
) -> Response:
    return inbox_page(
        request,
        parts,
        staff,
        status=http_number(refusal),
        attempt=attempt,
        queue=read_queue(queue),
        thread_id=thread_id,
    )


def back_to(thread_id: int, queue: str) -> Response:
    """The conversation, as it is now."""
    known = read_queue(queue)
    return see_other("/inbox", queue=known.value if known else None, thread=thread_id)
