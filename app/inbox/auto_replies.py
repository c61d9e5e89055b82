"""What the software itself answers a family, always in the family's language and always through the outbox."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.consent.standing import standing
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.thread import Thread
from app.roster.language import language_of_phone
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.sms.catalog import Catalog


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
    **slots: str,
) -> Message | None:
    """A wording of `message_templates/` is on its way; None when the number may not be texted.

    It speaks the language that the phone reads; when that is unknown it speaks `language`, and when that is None too,
    or one in which nobody has worded it, every language at once: a missing wording must never keep a family's STOP from
    being obeyed.
    """
    e164 = session.get_one(PhoneNumber, thread.phone_number_id).e164
    if kind is not MessageKind.OPT_OUT_CONFIRMATION and not standing(session, school, e164).may_be_texted:
        return None
    wished = language_of_phone(session, thread.phone_number_id) or language
    spoken = wished if wished and catalog.speaks(name, wished) else None
    words = catalog.wording(name, spoken)
    offered = {"school": school.name, "office_phone": school.office_phone, **slots}
    body = words.fill(**{slot: offered[slot] for slot in words.slots})
    return enqueue(session, school, thread, body, kind=kind, now=now, language=spoken)
