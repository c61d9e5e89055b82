"""The phones that a batch of texts to many is meant for: which of them may be texted now, in what, and how much."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consent.standing import CLEAR, Standing, number_key, stand_still, standings
from app.messages.allowance import texts_of_week
from app.messages.message import Message
from app.roster.homes import UNREACHABLE
from app.roster.language import known_language
from app.roster.phone_number import PhoneNumber
from app.roster.queries import Family, families_of
from app.roster.student import Student
from app.schools.school import School

_NOBODY = Family()


class Obstacle(StrEnum):
    """Why a phone is not texted, whatever there is to say."""

    STOPPED = "stopped"
    IN_REVIEW = "in_review"
    """A text from the phone looked like a stop, and nobody has decided yet."""
    UNREACHABLE = "unreachable"
    """The carriers say that no text reaches this number."""


@dataclass(frozen=True)
class Recipients:
    """What holds for some phones of a school until the unit of work ends that asked."""

    school: School
    phones: Mapping[int, PhoneNumber]
    families: Mapping[int, Family]
    standings: Mapping[tuple[int, str], Standing]
    taken: dict[int, int]
    """By phone, how much of this week's allowance is used."""
    greeted: set[int]
    """Those that the school has texted before, and that have been told how to stop it."""

    def obstacle(self, phone_id: int) -> Obstacle | None:
        """What speaks against any text to this phone; a line that refuses it is asked about by `is_blocked`."""
        known = self._standing(phone_id)
        if known.opt_out is not None:
            return Obstacle.STOPPED
        if known.review is not None:
            return Obstacle.IN_REVIEW
        if self.phones[phone_id].health in UNREACHABLE:
            return Obstacle.UNREACHABLE
        return None

    def is_blocked(self, phone_id: int, line_id: int) -> bool:
        return line_id in self._standing(phone_id).blocked_lines

    def has_room(self, phone_id: int) -> bool:
        """Whether this week's allowance holds one more text."""
        return self.taken.get(phone_id, 0) < self.school.weekly_allowance

    def take_room(self, phone_id: int) -> None:
        """One more text of this week goes to this phone."""
        self.taken[phone_id] = self.taken.get(phone_id, 0) + 1

    def keep_room(self, kept: Mapping[int, int]) -> None:
        """By phone, so many more texts are to come this week that go before what is sent now."""
        for phone_id, texts in kept.items():
            self.taken[phone_id] = self.taken.get(phone_id, 0) + texts

    def language_of(self, phone_id: int) -> str | None:
        """What the phone is texted in; None for every language, where nobody knows or those who share it differ."""
        family = self.families.get(phone_id, _NOBODY)
        return known_language(self.phones[phone_id], family.guardians).worded_in

    def children_of(self, phone_id: int) -> list[Student]:
        """The students whom a text to this phone may be about: none of whom anybody there must not hear."""
        family = self.families.get(phone_id, _NOBODY)
        ties = [tie for answerer in family.answerers for tie in answerer.ties]
        kept = {
            tie.student.id
            for tie in ties
            if tie.guardianship.has_court_order or not tie.guardianship.may_receive
        }
        return [child for child in family.students if child.id not in kept]

    def _standing(self, phone_id: int) -> Standing:
        return self.standings.get((self.school.id, self.phones[phone_id].e164), CLEAR)


def hold_recipients(
    session: Session, school: School, phone_ids: Collection[int], *, now: datetime
) -> Recipients:
    """What holds for the phones, which stay as they are until this unit of work ends.

    Nobody else records their standing or fills their week meanwhile. It takes the same few statements however many they
    are, one lock for each phone aside.
    """
    phones = session.scalars(select(PhoneNumber).where(PhoneNumber.id.in_(phone_ids))).all()
    stand_still(session, [number_key(school.id, phone.e164) for phone in phones])
    return Recipients(
        school=school,
        phones={phone.id: phone for phone in phones},
        families=families_of(session, school, phone_ids),
        standings=standings(session, [(school.id, phone.e164) for phone in phones]),
        taken=texts_of_week(session, school, phone_ids, now.astimezone(school.zone).date()),
        greeted=set(
            session.scalars(
                select(Message.phone_number_id)
                .distinct()
                .where(Message.phone_number_id.in_(phone_ids), Message.claimed_at.is_not(None))
            )
        ),
    )
