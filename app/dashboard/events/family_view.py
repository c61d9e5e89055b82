"""One family of an event: what it was asked, what it has said of every date, what it needs and how it is reached."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.events.guest_view import GuestRow, guest_row, needs_said, people_words
from app.dashboard.events.words import STANDS, in_reader_language, short_date_words
from app.dashboard.reader import Reader
from app.dashboard.session import SignedIn
from app.events.board.guest_list import GuestLine, Stand, guests_of
from app.events.event import Event, EventDate
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.sms.languages import family_languages
from app.sms.phone_number import display


@dataclass(frozen=True)
class FamilyView:
    """All that its page shows."""

    title: str
    row: GuestRow
    number: str
    language: str
    answers: list[tuple[str, str]]
    """By date, where it stands, in words."""
    needs: list[str]
    people: int | None


def look_at_family(session: Session, staff: SignedIn, event: Event, guest_id: int) -> FamilyView:
    """Raises NotFound for a guest of another event."""
    line = next((line for line in guests_of(session, event) if line.guest_id == guest_id), None)
    if line is None:
        raise NotFound(_l("There is no such guest."))
    reader = staff.reader
    every = reader.listed([reader.language_name(code) for code in family_languages()])
    return FamilyView(
        title=in_reader_language(reader, event.title),
        row=guest_row(reader, line, None, staff.school.region),
        number=display(line.phone, staff.school.region),
        language=reader.language_name(line.language) if line.language else every,
        answers=[(short_date_words(reader, each), _stand_words(reader, line, each)) for each in event.dates],
        needs=needs_said(reader, line),
        people=line.people,
    )


def _stand_words(reader: Reader, line: GuestLine, date: EventDate) -> str:
    """As in "Coming, 3 people, said Mon, Nov 23"."""
    stand, answer = line.stand(date.id), line.answers.get(date.id)
    words = reader.gettext(STANDS[stand][0])
    if answer is None:
        return words
    if stand in {Stand.COMING, Stand.WAITING, Stand.BY_PHONE}:
        words = f"{words}, {people_words(reader, answer.people)}"
    by = (
        _l("%(words)s (written down by staff, %(when)s)")
        if answer.is_by_staff
        else _l("%(words)s (%(when)s)")
    )
    return reader.say(by, {"words": words, "when": reader.when(answer.said_at)})
