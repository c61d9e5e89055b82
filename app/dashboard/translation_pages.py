"""Words in two languages that a person must look at: calling a translation wrong, and checking one."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.check_view import Attempt, checks_of, look_at_checks
from app.dashboard.fields import AskedWords, Id, Words, written_languages
from app.dashboard.health_view import strip_of
from app.dashboard.inbox_pages import read_queue
from app.dashboard.labels import Labels
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price, counting
from app.foundation.errors import Conflict, Forbidden, Invalid
from app.foundation.i18n import _l
from app.foundation.web import http_number
from app.inbox.queries import get_message, sight_of
from app.inbox.translation_check import approve_check, send_back_check
from app.interpreting.reviews import doubt, live_translation, original_of
from app.staff.queries import who_read

router = APIRouter()


@router.get("/messages/{message_id}/doubt")
def doubt_page(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    *,
    message_id: Id,
    language: AskedWords = "",
    queue: AskedWords = "",
) -> Response:
    """Asks what seems wrong, on a page of its own or in the conversation."""
    language = _known(language)
    with parts.database.reading() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        source_language, source = original_of(session, message)
        if source_language is None or source_language == language:
            raise Invalid(_l("This text has no translation that could be wrong."))
        translation = live_translation(session, message, language)
        checkers = who_read(session, staff.school, source_language, language)
        strip, to_check = strip_of(session, staff), checks_of(session, staff)
    labels = Labels(staff.reader, {person.id: person for person in checkers})
    return page(
        request,
        "doubt.html",
        staff.reader,
        staff=staff,
        strip=strip,
        to_check=to_check,
        message=message,
        queue=read_queue(queue),
        language=language,
        source=source,
        source_language=source_language,
        translation=translation,
        made=labels.made(translation) if translation else "",
        checkers=staff.reader.listed([person.name for person in checkers if person.id != staff.person.id]),
    )


@router.post("/messages/{message_id}/doubt")
def doubt_translation(
    parts: PartsHere,
    staff: ActingStaff,
    message_id: Id,
    *,
    language: Words = "",
    note: Words = "",
    queue: Words = "",
) -> Response:
    with parts.database.writing() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        doubt(session, staff.school, message, _known(language), note, by=staff.person, now=staff.now)
    known = read_queue(queue)
    return see_other("/inbox", queue=known.value if known else None, thread=message.thread_id)


@router.get("/translations")
def translations_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    return _checks(request, parts, staff, None)


@router.post("/translations/{review_id}/approve")
def approve_translation(
    request: Request, parts: PartsHere, staff: ActingStaff, *, review_id: Id, body: Words = ""
) -> Response:
    """The words are right as they stand in the field; a refusal shows the page with them still in it."""
    try:
        with parts.database.writing() as session:
            approve_check(session, staff.school, review_id, body, by=staff.person, now=staff.now)
    except (Conflict, Forbidden, Invalid) as refusal:
        complaint = staff.reader.say(refusal.sentence, refusal.values)
        attempt = Attempt(review_id, complaint, body=body)
        return _checks(request, parts, staff, attempt, status=http_number(refusal))
    return see_other("/translations")


@router.post("/translations/{review_id}/send-back")
def send_translation_back(
    request: Request, parts: PartsHere, staff: ActingStaff, *, review_id: Id, reason: Words = ""
) -> Response:
    try:
        why = _reason(reason)
        with parts.database.writing() as session:
            send_back_check(session, staff.school, review_id, why, by=staff.person, now=staff.now)
    except (Conflict, Forbidden, Invalid) as refusal:
        complaint = staff.reader.say(refusal.sentence, refusal.values)
        attempt = Attempt(review_id, complaint, reason=reason)
        return _checks(request, parts, staff, attempt, status=http_number(refusal))
    return see_other("/translations")


def _known(language: str) -> str:
    if language not in written_languages():
        raise Invalid(_l("Puente does not speak that language yet."))
    return language


def _reason(typed: str) -> str:
    if not typed.strip():
        raise Invalid(_l("Say in a few words why, so that the writer can help."))
    return typed


def _checks(
    request: Request, parts: Parts, staff: SignedIn, attempt: Attempt | None, *, status: int = 200
) -> Response:
    price = Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        sight = sight_of(session, staff.school, staff.person)
        checks = look_at_checks(session, staff, sight, price, attempt)
        strip, to_check = strip_of(session, staff), checks_of(session, staff)
    return page(
        request,
        "translations.html",
        staff.reader,
        status=status,
        staff=staff,
        strip=strip,
        to_check=to_check,
        checks=checks,
        **counting(staff.reader, price),
    )
