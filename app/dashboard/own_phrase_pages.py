"""A school's own phrases: what it has added, one more, one out of use."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dashboard.composer import draft_texts
from app.dashboard.fields import ChosenId, Id, MaybeId, TextsHere, Words
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.foundation.errors import Forbidden, Invalid
from app.foundation.web import http_number
from app.inbox.queries import look_at_thread, sight_of
from app.interpreting.phrases import OWN, add_phrase, phrases_of_school, retire_phrase
from app.sms.languages import family_languages

router = APIRouter()


@router.get("/phrases")
def own_phrases(request: Request, parts: PartsHere, staff: CurrentStaff, thread: MaybeId = None) -> Response:
    """What the school has added; whoever reads every language adds more, perhaps what they have just written."""
    typed: dict[str, str] = {}
    if thread is not None:
        with parts.database.reading() as session:
            opened = look_at_thread(session, sight_of(session, staff.school, staff.person), thread)
        typed = draft_texts(opened.draft, staff.person.language)
    return _own_page(request, parts, staff, thread=thread, typed=typed)


@router.post("/phrases")
def add_own_phrase(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    texts: TextsHere,
    *,
    topic: Words = "",
    thread: ChosenId = None,
) -> Response:
    try:
        with parts.database.writing() as session:
            add_phrase(
                session,
                staff.school,
                topic,
                texts.typed,
                bank=parts.desk.trust.bank,
                by=staff.person,
                now=staff.now,
            )
    except (Invalid, Forbidden) as refusal:
        return _own_page(
            request,
            parts,
            staff,
            status=http_number(refusal),
            complaint=staff.reader.say(refusal.sentence, refusal.values),
            typed=texts.typed,
            topic=topic,
            thread=thread,
        )
    return see_other("/phrases", thread=thread)


@router.post("/phrases/{phrase_id}/retire")
def retire_own_phrase(
    parts: PartsHere, staff: ActingStaff, phrase_id: Id, thread: ChosenId = None
) -> Response:
    with parts.database.writing() as session:
        retire_phrase(session, staff.school, phrase_id, by=staff.person, now=staff.now)
    return see_other("/phrases", thread=thread)


def _own_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    *,
    typed: Mapping[str, str],
    thread: int | None,
    status: int = 200,
    complaint: str = "",
    topic: str = "",
) -> Response:
    bank = parts.desk.trust.bank
    with parts.database.reading() as session:
        phrases = phrases_of_school(session, staff.school, bank)
    slots = dict.fromkeys(slot for phrase in bank.phrases for slot in phrase.slots)
    return page(
        request,
        "own_phrases.html",
        staff.reader,
        status=status,
        staff=staff,
        strip=None,
        phrases=phrases,
        topics=bank.topics,
        slots=tuple(slots),
        languages=family_languages(),
        may_add=staff.person.languages.issuperset(family_languages()),
        typed=typed,
        topic=topic,
        complaint=complaint,
        thread=thread,
        number_of=lambda phrase: phrase.id.removeprefix(OWN),
    )
