"""Families as authors: what a family wrote is offered to its class, agreed to, approved, shared, or withdrawn."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.fields import AskedWords, ChosenId, Id, TextsHere, Words
from app.dashboard.frame import framed_page
from app.dashboard.inbox_pages import read_queue
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price, counting
from app.dashboard.tips.deed import REFUSALS, done_or_told
from app.dashboard.tips.idea_offer_view import classes_for, look_at_offer
from app.dashboard.tips.idea_view import get_seen_idea, look_at_idea
from app.foundation.errors import DomainError, Invalid, NotFound
from app.foundation.i18n import _l
from app.inbox.queries import get_message, sight_of
from app.messages.message import Direction
from app.tips.ideas.idea import Consent
from app.tips.ideas.offer import (
    approve_idea,
    ask_again,
    find_idea_of,
    offer_idea,
    read_as_answer,
    reword_idea,
)
from app.tips.ideas.share import When, let_idea_go, withdraw_idea

router = APIRouter()


@router.get("/messages/{message_id}/idea")
def offer_page(
    request: Request, parts: PartsHere, staff: CurrentStaff, *, message_id: Id, queue: AskedWords = ""
) -> Response:
    """Both languages side by side; a text that was offered before leads to its idea."""
    with parts.database.reading() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        idea = find_idea_of(session, message)
        idea_id = idea.id if idea else None
    if idea_id is not None:
        return see_other(f"/tips/ideas/{idea_id}")
    return _offer_page(request, parts, staff, message_id, queue=queue)


@router.post("/messages/{message_id}/idea")
def offer(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    texts: TextsHere,
    *,
    message_id: Id,
    section: ChosenId = None,
    queue: Words = "",
) -> Response:
    """The family is asked at once; nothing goes to the class before it agrees."""
    try:
        with parts.database.writing() as session:
            message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
            to = classes_for(session, staff, message).get(section or 0)
            if to is None:
                raise Invalid(_l("Choose the class that the idea is for."))
            idea = offer_idea(
                session,
                staff.school,
                message,
                to,
                texts.typed,
                by=staff.person,
                catalog=parts.catalog,
                now=staff.now,
            )
            idea_id = idea.id
    except REFUSALS as refusal:
        return _offer_page(
            request, parts, staff, message_id, queue=queue, chosen=section, typed=texts.typed, refusal=refusal
        )
    return see_other(f"/tips/ideas/{idea_id}")


@router.get("/tips/ideas/{idea_id}")
def idea_page(request: Request, parts: PartsHere, staff: CurrentStaff, idea_id: Id) -> Response:
    return _idea_page(request, parts, staff, idea_id)


@router.post("/tips/ideas/{idea_id}/words")
def word_idea(
    request: Request, parts: PartsHere, staff: ActingStaff, idea_id: Id, texts: TextsHere
) -> Response:
    """What the family can read of them it is asked about anew."""
    return _done_or_told(
        request,
        parts,
        staff,
        idea_id,
        lambda session: reword_idea(
            session, staff.school, idea_id, texts.typed, by=staff.person, catalog=parts.catalog, now=staff.now
        ),
        typed=texts.typed,
    )


@router.post("/tips/ideas/{idea_id}/approve")
def approve(
    request: Request, parts: PartsHere, staff: ActingStaff, idea_id: Id, *, language: Words = ""
) -> Response:
    """For everybody who reads the language, also those who see nothing else of the idea."""
    with parts.database.reading() as session:
        get_seen_idea(session, staff, idea_id)
    try:
        with parts.database.writing() as session:
            approve_idea(session, staff.school, idea_id, language, by=staff.person)
    except REFUSALS as refusal:
        return _idea_page(request, parts, staff, idea_id, refusal)
    return see_other(f"/tips/ideas/{idea_id}" if _is_seen(parts, staff, idea_id) else "/tips")


@router.post("/tips/ideas/{idea_id}/ask")
def ask_family_again(request: Request, parts: PartsHere, staff: ActingStaff, idea_id: Id) -> Response:
    return _done_or_told(
        request,
        parts,
        staff,
        idea_id,
        lambda session: ask_again(
            session, staff.school, idea_id, by=staff.person, catalog=parts.catalog, now=staff.now
        ),
    )


@router.post("/tips/ideas/{idea_id}/answer")
def read_answer(
    request: Request,
    parts: PartsHere,
    staff: ActingStaff,
    idea_id: Id,
    *,
    message: ChosenId = None,
    answer: Words = "",
) -> Response:
    """A person has read what the family wrote as its answer: one who may read it."""

    def read_it(session: Session) -> None:
        text = get_message(session, sight_of(session, staff.school, staff.person), message or 0)
        read_as_answer(
            session,
            staff.school,
            idea_id,
            text.id,
            _consent(answer),
            by=staff.person,
            catalog=parts.catalog,
            now=staff.now,
        )

    return _done_or_told(request, parts, staff, idea_id, read_it)


@router.post("/tips/ideas/{idea_id}/share")
def share(
    request: Request, parts: PartsHere, staff: ActingStaff, idea_id: Id, *, when: Words = ""
) -> Response:
    return _done_or_told(
        request,
        parts,
        staff,
        idea_id,
        lambda session: let_idea_go(
            session,
            staff.school,
            idea_id,
            When(when) if when in set(When) else When.USUAL,
            by=staff.person,
            now=staff.now,
        ),
    )


@router.post("/tips/ideas/{idea_id}/withdraw")
def withdraw(request: Request, parts: PartsHere, staff: ActingStaff, idea_id: Id) -> Response:
    return _done_or_told(
        request,
        parts,
        staff,
        idea_id,
        lambda session: withdraw_idea(session, staff.school, idea_id, by=staff.person, now=staff.now),
    )


def _is_seen(parts: Parts, staff: SignedIn, idea_id: int) -> bool:
    """False for a colleague whom nobody needs any more."""
    with parts.database.reading() as session:
        try:
            get_seen_idea(session, staff, idea_id)
        except NotFound:
            return False
    return True


def _consent(answer: str) -> Consent:
    if answer not in set(Consent):
        raise Invalid(_l("Say what the family answered."))
    return Consent(answer)


def _done_or_told(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    idea_id: int,
    deed: Callable[[Session], object],
    *,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """After the deed the idea's page; a refusal shows it with what was typed still in its fields."""

    def seen_and_done(session: Session) -> None:
        get_seen_idea(session, staff, idea_id, to_act=True)
        deed(session)

    return done_or_told(
        parts,
        seen_and_done,
        there=f"/tips/ideas/{idea_id}",
        told=lambda refusal: _idea_page(request, parts, staff, idea_id, refusal, typed=typed),
    )


def _offer_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    message_id: int,
    *,
    queue: str,
    chosen: int | None = None,
    typed: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Response:
    price = Price.of(parts.settings, staff.reader)
    known = read_queue(queue)
    with parts.database.reading() as session:
        message = get_message(session, sight_of(session, staff.school, staff.person), message_id)
        if message.direction is not Direction.IN:
            raise Invalid(_l("Only what a family wrote can be offered as its idea."))
        view = look_at_offer(session, staff, message, price, parts.catalog, typed or {})
    return framed_page(
        request,
        parts,
        staff,
        "idea_offer.html",
        refusal,
        offer=view,
        chosen=chosen or view.classes[0].id,
        queue=known.value if known else "",
        **counting(staff.reader, price),
    )


def _idea_page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    idea_id: int,
    refusal: DomainError | None = None,
    *,
    typed: Mapping[str, str] | None = None,
) -> Response:
    price = Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        line = get_seen_idea(session, staff, idea_id)
        view = look_at_idea(session, staff, line, price, parts.catalog, typed or {})
    return framed_page(
        request,
        parts,
        staff,
        "idea.html",
        refusal,
        idea=view,
        **counting(staff.reader, price),
    )
