"""The school's languages: who reads what, what it costs, which words are important, what a family told by voice."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.check_view import checks_of
from app.dashboard.fields import Id, Words, whole_number
from app.dashboard.health_view import strip_of
from app.dashboard.inbox_pages import read_queue
from app.dashboard.language_view import look_at_languages
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price
from app.foundation.errors import Forbidden, Invalid
from app.foundation.i18n import _l
from app.foundation.web import http_number
from app.inbox.queries import get_thread, sight_of
from app.inbox.record_language import record_language
from app.interpreting.important_words import ImportantTopic, add_word, take_out_word
from app.schools.queries import get_school
from app.schools.school import LONGEST_PROMISE_HOURS
from app.staff.permissions import may_set_up_languages

router = APIRouter()


@router.get("/languages")
def languages_page(request: Request, parts: PartsHere, staff: CurrentStaff) -> Response:
    _only_those_who_set_up(staff)
    return _page(request, parts, staff)


@router.post("/languages/words")
def add_important_word(
    request: Request, parts: PartsHere, staff: ActingStaff, *, word: Words = "", topic: Words = ""
) -> Response:
    """The word makes texts important from now on; a refusal shows the page with it still in its field."""
    _only_those_who_set_up(staff)
    try:
        about = _topic(topic)
        with parts.database.writing() as session:
            add_word(session, staff.school, word, about, by=staff.person, now=staff.now)
    except Invalid as refusal:
        return _page(request, parts, staff, refusal, word=word)
    return see_other("/languages#words")


@router.post("/languages/words/take-out")
def take_out_important_word(parts: PartsHere, staff: ActingStaff, *, word: Words = "") -> Response:
    _only_those_who_set_up(staff)
    with parts.database.writing() as session:
        take_out_word(session, staff.school, word, by=staff.person, now=staff.now)
    return see_other("/languages#words")


@router.post("/languages/promise")
def promise_checks(request: Request, parts: PartsHere, staff: ActingStaff, *, hours: Words = "") -> Response:
    _only_those_who_set_up(staff)
    try:
        with parts.database.writing() as session:
            school = get_school(session, staff.school.id)
            school.promise_checks_within(whole_number(hours) or 0)
    except Invalid as refusal:
        return _page(request, parts, staff, refusal)
    return see_other("/languages#promise")


@router.post("/threads/{thread_id}/language")
def record_family_language(
    parts: PartsHere, staff: ActingStaff, thread_id: Id, *, language: Words = "", queue: Words = ""
) -> Response:
    """What the family said on the phone or at the door."""
    with parts.database.writing() as session:
        thread = get_thread(session, sight_of(session, staff.school, staff.person), thread_id)
        record_language(session, thread, language, by=staff.person, now=staff.now)
    known = read_queue(queue)
    return see_other("/inbox", queue=known.value if known else None, thread=thread_id, pane="family")


def _page(
    request: Request, parts: Parts, staff: SignedIn, refusal: Invalid | None = None, *, word: str = ""
) -> Response:
    price = Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        screen = look_at_languages(session, staff, sight_of(session, staff.school, staff.person), price)
        strip, to_check = strip_of(session, staff), checks_of(session, staff)
    return page(
        request,
        "languages.html",
        staff.reader,
        status=http_number(refusal) if refusal else 200,
        staff=staff,
        strip=strip,
        to_check=to_check,
        languages=screen,
        complaint=staff.reader.say(refusal.sentence, refusal.values) if refusal else "",
        word=word,
        longest_promise=LONGEST_PROMISE_HOURS,
    )


def _topic(words: str) -> ImportantTopic:
    if words not in set(ImportantTopic):
        raise Invalid(_l("Choose what the word is about."))
    return ImportantTopic(words)


def _only_those_who_set_up(staff: SignedIn) -> None:
    if not may_set_up_languages(staff.person):
        raise Forbidden(_l("The office and the principal look after languages."))
