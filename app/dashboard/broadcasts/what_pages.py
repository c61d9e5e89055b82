"""The second step of an announcement: its words in every language, a picture, and what it asks."""

import json
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Asks, Broadcast, Urgency
from app.broadcasts.planning.draft import (
    LONGEST_CHOICE,
    MOST_CHOICES,
    MOST_PLACES,
    ChoiceForm,
    WordsForm,
    write_words,
)
from app.dashboard.broadcasts.eyes import Eyes
from app.dashboard.broadcasts.fields import ChoiceTyped, WhatTyped, WhatTypedHere
from app.dashboard.broadcasts.frame import broadcast_page, refuse_what_is_no_draft
from app.dashboard.broadcasts.what_view import fills, sides_of, typed_words
from app.dashboard.broadcasts.words import ASKS, today_of
from app.dashboard.fields import Id, Name, whole_number
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.rendering import page, see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.text_size import Price, counting
from app.foundation.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.interpreting.drafting import Typed, propose
from app.messages.outgoing_pictures import (
    LONGEST_DESCRIPTION,
    MOST_MEGABYTES,
    PictureToSend,
    add_picture,
    addresses_of,
    picture_to_send,
)
from app.sms.languages import family_languages

TRANSLATE = "translate_"
"""Begins the name of the button that asks for a translation; the language ends it."""

MOST_UPLOADED = 3 * MOST_MEGABYTES * 1_000_000
"""Far more than a picture may have, so that one which is too large is refused in words, with all that was typed."""

router = APIRouter()


@router.get("/announcements/{broadcast_id}/what")
def what_page(request: Request, parts: PartsHere, staff: CurrentStaff, broadcast_id: Id) -> Response:
    with parts.database.reading() as session:
        broadcast = Eyes(session, staff).see(broadcast_id)
        refuse_what_is_no_draft(broadcast)
        typed = typed_words(broadcast, staff.reader)
    return _page(request, parts, staff, broadcast_id, typed)


@router.post("/announcements/{broadcast_id}/what", max_body_size=MOST_UPLOADED)
def save_what(
    request: Request, parts: PartsHere, staff: ActingStaff, broadcast_id: Id, typed: WhatTypedHere
) -> Response:
    """Everything as typed or, where anything cannot be meant, nothing."""
    wanted = typed.step.removeprefix(TRANSLATE) if typed.step.startswith(TRANSLATE) else ""
    try:
        # Before the unit of work: nobody else's writing waits until it is drawn.
        picture = picture_to_send(typed.picture, described=typed.described) if typed.picture else None
        with parts.database.writing() as session:
            broadcast = Eyes(session, staff).see(broadcast_id)
            form = _read(session, staff, broadcast, _without(typed, wanted), picture)
            write_words(
                session,
                staff.school,
                broadcast,
                form,
                version=typed.version,
                by=staff.person,
                now=staff.now,
            )
            if wanted:
                _ask_for_translation(session, parts, staff, broadcast, wanted)
            # Who is in a hurry has nothing to choose about the moment.
            onward = "review" if broadcast.is_emergency else "when"
    except (Invalid, Conflict, Forbidden) as refusal:
        return _page(request, parts, staff, broadcast_id, typed, refusal)
    if wanted:
        return see_other(f"/announcements/{broadcast_id}/what#text-{wanted}")
    return see_other(f"/announcements/{broadcast_id}/{'review' if typed.step == 'review' else onward}")


@router.get("/announcements/{broadcast_id}/what/{language}")
def translated_side(
    request: Request, parts: PartsHere, staff: CurrentStaff, broadcast_id: Id, language: Name
) -> Response:
    """One language of the words, once its translation is there; until then nothing."""
    price = Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        broadcast = Eyes(session, staff).see(broadcast_id)
        typed = typed_words(broadcast, staff.reader)
        sides = sides_of(session, staff, broadcast, typed, price, parts.desk.trust)
    side = next((each for each in sides if each.language == language), None)
    if side is None:
        raise NotFound(_l("There is no such language here."))
    if side.said.state == "waiting":
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return page(request, "announcement_side.html", staff.reader, broadcast=broadcast, side=side)


def _without(typed: WhatTyped, language: str) -> WhatTyped:
    """Without the words that are to be translated anew."""
    return replace(typed, words={code: said for code, said in typed.words.items() if code != language})


def _ask_for_translation(
    session: Session, parts: Parts, staff: SignedIn, broadcast: Broadcast, language: str
) -> None:
    """Of the writer's own words, as they are kept now; raises Invalid where there are none."""
    own = staff.person.language
    source = broadcast.words.get(own, "")
    if not source or language == own or language not in family_languages():
        raise Invalid(_l("Write something first."))
    typed = Typed(staff.school, None, source, own, language)
    propose(session, typed, trust=parts.desk.trust, now=staff.now)


def _read(
    session: Session,
    staff: SignedIn,
    broadcast: Broadcast,
    typed: WhatTyped,
    picture: PictureToSend | None,
) -> WordsForm:
    """Raises Invalid, naming the first thing that cannot be meant."""
    if typed.asks not in set(Asks):
        raise Invalid(_l("Choose what it asks."))
    asks = Asks(typed.asks)
    until = staff.reader.from_local(typed.answers_until) if typed.answers_until else None
    if asks is not Asks.NOTHING and typed.answers_until and until is None:
        raise Invalid(_l("Choose until when families may answer."))
    choices = () if asks is Asks.NOTHING else tuple(_choice(choice, asks) for choice in typed.choices)
    picture_id = None if typed.without_picture else broadcast.picture_id
    if picture is not None:
        picture_id = add_picture(session, staff.school, picture, by=staff.person, now=staff.now).id
    return WordsForm(
        words={language: words for language, words in typed.words.items() if words},
        asks=asks,
        choices=choices,
        answers_until=until,
        picture_id=picture_id,
    )


def _choice(typed: ChoiceTyped, asks: Asks) -> ChoiceForm:
    places = None
    if asks is Asks.SIGN_UP and typed.places:
        places = whole_number(typed.places)
        if places is None:
            raise Invalid(_l("Say in a number how many places there are."))
    return ChoiceForm({language: words for language, words in typed.words.items() if words}, places)


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    broadcast_id: int,
    typed: WhatTyped,
    refusal: DomainError | None = None,
) -> Response:
    reader, price = staff.reader, Price.of(parts.settings, staff.reader)
    with parts.database.reading() as session:
        broadcast = Eyes(session, staff).see(broadcast_id)
        sides = sides_of(session, staff, broadcast, typed, price, parts.desk.trust)
        pictures = addresses_of(session, [broadcast.picture_id] if broadcast.picture_id else [])
    return broadcast_page(
        request,
        parts,
        staff,
        "announcement_what.html",
        refusal,
        broadcast=broadcast,
        here="what",
        typed=typed,
        sides=sides,
        languages=family_languages(),
        asks=[(asks.value, reader.gettext(name)) for asks, name in ASKS.items()],
        is_emergency=broadcast.urgency is Urgency.EMERGENCY,
        picture=pictures.get(broadcast.picture_id or 0),
        picture_lost=bool(refusal and typed.picture),
        fills=json.dumps(fills(staff.school)),
        today=today_of(reader).isoformat(),
        longest_choice=LONGEST_CHOICE,
        most_choices=MOST_CHOICES,
        most_places=MOST_PLACES,
        longest_description=LONGEST_DESCRIPTION,
        most_megabytes=MOST_MEGABYTES,
        **counting(reader, price),
    )
