"""What a staff member of the demo finds in the fields of the composer, and leaves there."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.demo.deeds import Replies
from app.demo.engine import DemoEngine
from app.interpreting.drafting import Typed, propose
from app.interpreting.engine_room import translate_in
from app.interpreting.incoming import settle_languages
from app.interpreting.outgoing import Desk, How, Outgoing, languages_for, word_for_family
from app.messages.thread import Thread
from app.schools.school import School
from app.staff.staff_member import StaffMember
from app.translation.detect import language_of

ENGINE = DemoEngine()


def word_reply(
    session: Session,
    school: School,
    thread: Thread,
    deed: Replies,
    *,
    by: StaffMember,
    desk: Desk,
    now: datetime,
) -> Outgoing:
    """What leaves when somebody types this and sends it with what stands in the other fields."""
    needed = languages_for(session, thread)
    typed_in = language_of(deed.body, among=[*dict.fromkeys((by.language, *needed))], hint=by.language)
    source_language = typed_in or by.language
    fields = {source_language: deed.body}
    for language in needed:
        if language not in fields:
            fields[language] = deed.also or _proposed(
                session, school, thread, deed.body, source_language, language, desk=desk, now=now
            )
    return word_for_family(session, school, thread, fields, by=by, how=How.TRANSLATED, desk=desk)


def translate_for_staff(session: Session, desk: Desk, *, now: datetime) -> None:
    """What a worker does about new texts, until each stands in every language of the staff."""
    while settle_languages(session, desk.trust, now=now):
        session.flush()
    while translate_in(session, ENGINE, now=now):
        session.flush()


def _proposed(
    session: Session,
    school: School,
    thread: Thread,
    body: str,
    source_language: str,
    language: str,
    *,
    desk: Desk,
    now: datetime,
) -> str:
    for _ in range(2):
        typed = Typed(school, thread, body, source_language, language)
        proposal = propose(session, typed, trust=desk.trust, now=now)
        if proposal.body is not None:
            return proposal.body
        translate_in(session, ENGINE, now=now)
    message = f"nobody can put this into {language}: {body}"
    raise RuntimeError(message)
