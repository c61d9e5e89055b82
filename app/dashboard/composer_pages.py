"""What a composer asks for while somebody writes: words in another language, what those say, and written dates."""

from collections.abc import Mapping
from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.dashboard.composer import Attempt
from app.dashboard.fields import AskedWords, Id, TextsHere, Words, written_languages
from app.dashboard.inbox_pages import inbox_page, read_queue
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.said import Said, say, say_reading_back
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.thread_pages import back_to, keep_texts
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.web import http_number
from app.inbox.queries import get_thread, look_at_thread, sight_of
from app.interpreting.drafting import Typed, find_proposal, find_reading_back, propose, propose_reading_back
from app.interpreting.slot_words import date_words, read_date, read_time, time_words
from app.messages.text_to_send import clean_body

router = APIRouter()


@router.post("/threads/{thread_id}/proposal")
def translate_draft(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    thread_id: Id,
    texts: TextsHere,
    *,
    language: Words = "",
    queue: Words = "",
) -> Response:
    """What has been typed, in that language, as soon as anybody knows it; a script may ask again and again.

    Without a script the words stand in their field when the page is shown again.
    """
    own = staff.person.language
    try:
        said = _proposed(parts, staff, thread_id, texts.typed.get(own, ""), language)
    except Invalid as refusal:
        return _refused(request, parts, staff, refusal, texts.typed, thread_id=thread_id, queue=queue)
    if wants_json(request):
        return JSONResponse(asdict(said), headers={"Cache-Control": "no-store"})
    typed = texts.fresh(own)
    if said.state == "ready":
        typed[language] = said.body
    keep_texts(parts, staff, thread_id, typed)
    return back_to(thread_id, queue)


@router.post("/threads/{thread_id}/read-back")
def read_back(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    thread_id: Id,
    texts: TextsHere,
    *,
    language: Words = "",
    queue: Words = "",
) -> Response:
    """What the words in that language say in the writer's own."""
    try:
        said = _read_back(parts, staff, thread_id, texts.typed.get(language, ""), language)
    except Invalid as refusal:
        return _refused(request, parts, staff, refusal, texts.typed, thread_id=thread_id, queue=queue)
    if wants_json(request):
        return JSONResponse(asdict(said), headers={"Cache-Control": "no-store"})
    keep_texts(parts, staff, thread_id, texts.typed)
    return back_to(thread_id, queue)


@router.get("/words/date")
def words_of_date(staff: CurrentStaff, on: AskedWords = "") -> Response:
    """A day as every language writes it, always with the month's name."""
    day, today = read_date(on), staff.now.astimezone(staff.school.zone).date()
    return JSONResponse(
        {language: date_words(day, language, today=today) for language in written_languages()}
    )


@router.get("/words/time")
def words_of_time(_staff: CurrentStaff, at: AskedWords = "") -> Response:
    """A time of day as every language writes it."""
    moment = read_time(at)
    return JSONResponse({language: time_words(moment, language) for language in written_languages()})


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _proposed(parts: Parts, staff: SignedIn, thread_id: int, text: str, language: str) -> Said:
    """Most askings are repeated ones, and those only read."""
    own, words = staff.person.language, clean_body(text)
    _refuse_unknown(language, own)
    with parts.database.reading() as session:
        thread = look_at_thread(session, sight_of(session, staff.school, staff.person), thread_id).thread
        typed = Typed(staff.school, thread, words, own, language)
        proposal = find_proposal(session, typed, trust=parts.desk.trust)
    if proposal is None:
        with parts.database.writing() as session:
            thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
            typed = Typed(staff.school, thread, words, own, language)
            proposal = propose(session, typed, trust=parts.desk.trust, now=staff.now)
    return say(staff.reader, proposal, language)


def _read_back(parts: Parts, staff: SignedIn, thread_id: int, text: str, language: str) -> Said:
    own, words = staff.person.language, clean_body(text)
    _refuse_unknown(language, own)
    with parts.database.reading() as session:
        thread = look_at_thread(session, sight_of(session, staff.school, staff.person), thread_id).thread
        proposal = find_reading_back(session, Typed(staff.school, thread, words, language, own))
    if proposal is None:
        with parts.database.writing() as session:
            thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
            typed = Typed(staff.school, thread, words, language, own)
            proposal = propose_reading_back(session, typed, now=staff.now)
    return say_reading_back(staff.reader, proposal)


def _refuse_unknown(language: str, own: str) -> None:
    if language == own or language not in written_languages():
        raise Invalid(_l("There is no such language here."))


def _refused(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    refusal: Invalid,
    texts: Mapping[str, str],
    *,
    thread_id: int,
    queue: str,
) -> Response:
    complaint = staff.reader.say(refusal.sentence, refusal.values)
    if wants_json(request):
        return JSONResponse(
            asdict(Said("problem", complaint)),
            status_code=http_number(refusal),
            headers={"Cache-Control": "no-store"},
        )
    return inbox_page(
        request,
        parts,
        staff,
        status=http_number(refusal),
        attempt=Attempt(texts, complaint),
        queue=read_queue(queue),
        thread_id=thread_id,
    )
