"""What the software itself answers a family, always in the family's language and always through the outbox."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.consent.standing import standing
from app.interpreting.worded import Worded, let_staff_read
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.text_to_send import LONGEST_BODY
from app.messages.thread import Thread
from app.roster.language import known_language_of
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages
from app.sms.template import Template


def answer_with_wording(
    session: Session,
    school: School,
    thread: Thread,
    name: str,
    *,
    catalog: Catalog,
    now: datetime,
    language: str | None = None,
    kind: MessageKind = MessageKind.AUTO_REPLY,
    due_at: datetime | None = None,
    **slots: str,
) -> Message | None:
    """A wording of `message_templates/` is on its way; None when the number may not be texted.

    An answer leaves at once, at any hour; where a person has made it wait, `due_at` says until when.

    It speaks the language that the phone reads; when that is unknown it speaks `language`, and when that is None too,
    or one in which nobody has worded it, every language at once: a missing wording must never keep a family's STOP from
    being obeyed.
    """
    e164 = session.get_one(PhoneNumber, thread.phone_number_id).e164
    if kind is not MessageKind.OPT_OUT_CONFIRMATION and not standing(session, school, e164).may_be_texted:
        return None
    wished = known_language_of(session, thread.phone_number_id).language or language
    spoken = wished if wished and catalog.speaks(name, wished) else None
    words = catalog.wording(name, spoken)
    offered = {"school": school.name, "office_phone": school.office_phone, **slots}
    body = _filled(words, offered)
    message = enqueue(session, school, thread, body, kind=kind, now=now, due_at=due_at, language=spoken)
    if spoken is not None:
        _stand_beside(session, school, message, name, spoken, offered, catalog=catalog, now=now)
    return message


def answer_in_words(
    session: Session,
    school: School,
    thread: Thread,
    texts: Mapping[str, str],
    *,
    now: datetime,
    due_at: datetime | None = None,
    not_after: datetime | None = None,
) -> Message | None:
    """The same of what a practice has put together, by language; None when the number may not be texted.

    It speaks the language that the phone reads, or every one where none is known or it is not among them: then in as
    many texts as it takes, of which the last is returned, because what a family has said must never be lost over it.
    """
    e164 = session.get_one(PhoneNumber, thread.phone_number_id).e164
    if not standing(session, school, e164).may_be_texted:
        return None
    known = known_language_of(session, thread.phone_number_id).language
    spoken = known if known in texts else None
    bodies = [texts[spoken]] if spoken else ["\n".join(texts.values())]
    if len(bodies[0]) > LONGEST_BODY:
        bodies = list(texts.values())
    for body in bodies:
        message = enqueue(
            session,
            school,
            thread,
            body,
            kind=MessageKind.AUTO_REPLY,
            now=now,
            due_at=due_at,
            not_after=not_after,
            language=spoken,
        )
    let_staff_read(session, school, [Worded(message.id, spoken, texts)], now=now)
    return message


def _stand_beside(
    session: Session,
    school: School,
    message: Message,
    name: str,
    spoken: str,
    offered: Mapping[str, str],
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    """What the software has said stands beside it as it is worded in the other languages, or goes to the engine."""
    others = [other for other in family_languages() if other != spoken]
    alike = [other for other in others if catalog.says_the_same(name, spoken, other)]
    if alike != others:
        message.translate_at = now
    texts = {other: _filled(catalog.wording(name, other), offered) for other in alike}
    let_staff_read(session, school, [Worded(message.id, spoken, texts)], now=now)


def _filled(words: Template, offered: Mapping[str, str]) -> str:
    return words.fill(**{slot: offered[slot] for slot in words.slots})
