"""What a family told a staff member about its language, on the phone or at the door."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.foundation.errors import Invalid
from app.foundation.i18n import _l, language_word, translator
from app.inbox.assignment import add_note
from app.messages.thread import Thread
from app.roster.language import confirm_language
from app.roster.phone_number import PhoneNumber
from app.sms.languages import family_languages
from app.staff.staff_member import StaffMember


def record_language(
    session: Session, thread: Thread, language: str, *, by: StaffMember, now: datetime
) -> None:
    """From now on the phone is texted in that language, and a note tells who has recorded it.

    Raises Invalid for a language in which no family is texted.
    """
    if language not in family_languages():
        raise Invalid(_l("Families are not texted in that language yet."))
    phone = session.get_one(PhoneNumber, thread.phone_number_id)
    if phone.language == language:
        return
    confirm_language(session, phone, language, now=now)
    # Whoever has another conversation with this phone open must not go on writing to it in the language of before.
    session.execute(
        update(Thread)
        .where(Thread.phone_number_id == thread.phone_number_id, Thread.id != thread.id)
        .values(version=Thread.version + 1, touched_at=now)
    )
    told = translator(by.language)(_l("The family said that it reads %(language)s."))
    add_note(session, thread, told % {"language": language_word(language, by.language)}, by=by, now=now)
