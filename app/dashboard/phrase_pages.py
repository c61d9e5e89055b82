"""The phrase bank: found while typing in any language, filled in, put into a composer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from app.dashboard.composer import draft_texts
from app.dashboard.composer_pages import wants_json
from app.dashboard.fields import AskedWords, Id, SlotsHere, TextsHere, Words
from app.dashboard.inbox_pages import read_queue
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.said import MAKERS
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.thread_pages import back_to, keep_texts
from app.foundation.errors import Invalid, NotFound
from app.foundation.i18n import _l
from app.foundation.web import http_number
from app.inbox.queries import OpenThread, look_at_thread, sight_of
from app.interpreting.phrases import OWN, phrases_of_school
from app.interpreting.slot_words import word_phrase
from app.interpreting.translation import Maker
from app.roster.language import known_language
from app.roster.queries import Family, families_of
from app.sms.languages import family_languages
from app.sms.phrase_bank import Phrase, PhraseBank, search

LONGEST_QUERY = 80
MOST_FOUND = 40

router = APIRouter()


@dataclass(frozen=True)
class Group:
    """Phrases under one heading."""

    title: str
    phrases: list[Phrase]


@dataclass(frozen=True)
class Addressee:
    """Whom a phrase is for."""

    open: OpenThread
    family: Family
    languages: tuple[str, ...]
    """Those of its composer, the reader's own first."""

    @property
    def children(self) -> list[str]:
        return [student.first_name for student in self.family.students]

    @property
    def adults(self) -> list[str]:
        return [guardian.name for guardian in self.family.guardians]


@router.get("/threads/{thread_id}/phrases")
def phrases_for_thread(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    thread_id: Id,
    q: AskedWords = "",
    queue: AskedWords = "",
) -> Response:
    words = q.strip()[:LONGEST_QUERY]
    with parts.database.reading() as session:
        addressee = _addressee(session, staff, thread_id)
        own = phrases_of_school(session, staff.school, parts.desk.trust.bank)
    groups = list(_groups(staff, own, parts.desk.trust.bank, words))
    return page(
        request,
        "phrases.html",
        staff.reader,
        staff=staff,
        strip=None,
        addressee=addressee,
        thread_id=thread_id,
        groups=groups,
        found=sum(len(group.phrases) for group in groups),
        q=words,
        queue=queue,
        may_add=staff.person.languages.issuperset(family_languages()),
    )


@router.post("/threads/{thread_id}/phrases")
def leave_for_phrases(
    parts: PartsHere, staff: ActingStaff, thread_id: Id, texts: TextsHere, queue: Words = ""
) -> Response:
    """The way to the bank without a script: what stands in the composer is kept."""
    keep_texts(parts, staff, thread_id, texts.fresh(staff.person.language))
    known = read_queue(queue)
    return see_other(f"/threads/{thread_id}/phrases", queue=known.value if known else None)


@router.get("/threads/{thread_id}/phrases/{phrase_id}")
def phrase_to_fill(
    request: Request,
    parts: PartsHere,
    staff: CurrentStaff,
    thread_id: Id,
    phrase_id: str,
    queue: AskedWords = "",
) -> Response:
    """The places of the phrase, to be filled in."""
    return _phrase_page(request, parts, staff, thread_id, phrase_id, queue=queue)


@router.post("/threads/{thread_id}/phrases/{phrase_id}")
def use_phrase(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    thread_id: Id,
    phrase_id: str,
    slots: SlotsHere,
    queue: Words = "",
) -> Response:
    """The phrase stands in every field of the composer, behind what was there."""
    with parts.database.reading() as session:
        addressee = _addressee(session, staff, thread_id)
        phrase = _get_phrase(session, parts, staff, phrase_id)
    try:
        texts = word_phrase(
            phrase,
            slots,
            addressee.languages,
            currency=parts.settings.currency,
            today=staff.now.astimezone(staff.school.zone).date(),
        )
    except Invalid as refusal:
        complaint = staff.reader.say(refusal.sentence, refusal.values)
        if wants_json(request):
            return JSONResponse({"complaint": complaint}, status_code=http_number(refusal))
        return _phrase_page(
            request,
            parts,
            staff,
            thread_id,
            phrase_id,
            queue=queue,
            status=http_number(refusal),
            complaint=complaint,
            typed=slots,
        )
    if wants_json(request):
        return JSONResponse({"texts": texts, "label": staff.reader.gettext(MAKERS[Maker.PHRASE])})
    before = draft_texts(addressee.open.draft, staff.person.language)
    keep_texts(parts, staff, thread_id, before | _added(before, texts, staff.person.language))
    return back_to(thread_id, queue)


def _added(before: Mapping[str, str], texts: Mapping[str, str], own: str) -> dict[str, str]:
    """The phrase behind what was there; but not alone in a language that lacks what was there, or it would say less."""
    is_begun = bool(before.get(own, "").strip())
    return {
        language: f"{before.get(language, '')} {text}".strip()
        for language, text in texts.items()
        if not is_begun or before.get(language, "").strip()
    }


def _addressee(session: Session, staff: SignedIn, thread_id: int) -> Addressee:
    opened = look_at_thread(session, sight_of(session, staff.school, staff.person), thread_id)
    family = families_of(session, staff.school, {opened.number.id}).get(opened.number.id, Family())
    known = known_language(opened.number, family.guardians)
    leaving = known.texted_in
    return Addressee(opened, family, tuple(dict.fromkeys((staff.person.language, *leaving))))


def _groups(staff: SignedIn, own: list[Phrase], bank: PhraseBank, words: str) -> Iterator[Group]:
    """The school's own first, then by topic; while somebody looks for words, the topic of the best first."""
    ours = search(own, words, limit=MOST_FOUND) if words else own
    if ours:
        yield Group(staff.reader.gettext(_l("Our school's own")), ours)
    among = bank.search(words, limit=MOST_FOUND) if words else bank.phrases
    groups: dict[str, Group] = {}
    for phrase in among:
        title = phrase.topic.title(staff.person.language) if phrase.topic else ""
        groups.setdefault(title, Group(title, [])).phrases.append(phrase)
    yield from groups.values()


def _get_phrase(session: Session, parts: Parts, staff: SignedIn, phrase_id: str) -> Phrase:
    bank = parts.desk.trust.bank
    if not phrase_id.startswith(OWN):
        return bank.get(phrase_id)
    own = phrases_of_school(session, staff.school, bank)
    found = next((phrase for phrase in own if phrase.id == phrase_id), None)
    if found is None:
        raise NotFound(_l("There is no such phrase."))
    return found


def _phrase_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    thread_id: int,
    phrase_id: str,
    *,
    queue: str,
    status: int = 200,
    complaint: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:
    with parts.database.reading() as session:
        addressee = _addressee(session, staff, thread_id)
        phrase = _get_phrase(session, parts, staff, phrase_id)
    return page(
        request,
        "phrase.html",
        staff.reader,
        status=status,
        staff=staff,
        strip=None,
        addressee=addressee,
        thread_id=thread_id,
        phrase=phrase,
        typed=typed or {},
        complaint=complaint,
        queue=queue,
    )
