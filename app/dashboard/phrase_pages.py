"""The phrase bank: found while typing in any language, filled in, put into a composer; and a school's own phrases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session

from app.dashboard.composer import MAKERS, draft_texts
from app.dashboard.composer_pages import wants_json
from app.dashboard.fields import AskedWords, ChosenId, Id, MaybeId, SlotsHere, TextsHere, Words
from app.dashboard.inbox_pages import read_queue
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.thread_pages import back_to, keep_texts
from app.foundation.errors import Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.foundation.web import http_number
from app.inbox.queries import OpenThread, look_at_thread, sight_of
from app.interpreting.phrases import add_phrase, phrases_of_school, retire_phrase
from app.interpreting.slot_words import word_phrase
from app.interpreting.translation import Maker
from app.roster.language import known_language
from app.roster.queries import Family, families_of
from app.sms.languages import family_languages
from app.sms.phrase_bank import Phrase, PhraseBank, search

LONGEST_QUERY = 80
MOST_FOUND = 40
OWN = "school."

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
