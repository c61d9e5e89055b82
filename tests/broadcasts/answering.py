"""An announcement that families of the demo's school have been sent, by a clock that a test turns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer, BroadcastReply
from app.broadcasts.answers.change_answer import answered_at, ask_again, has_answered
from app.broadcasts.answers.follow_up import are_thanks, is_nod, keep_follow_up
from app.broadcasts.answers.question import KIND, read_broadcast_answer
from app.broadcasts.answers.take_answer import take_broadcast_answer
from app.broadcasts.broadcast import Asks, BroadcastState, Urgency
from app.broadcasts.sending.fan_out import hand_over
from app.events.answers.change_answer import ask_anew, is_invited, spoke_of_invitation_at
from app.inbox.follow_up import FollowUps
from app.inbox.keyword import PracticeKeyword
from app.inbox.receive import receive_text
from app.inbox.shared_keyword import of_whichever_was_last
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Direction, Message, MessageKind
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.sms.keywords import Keyword
from tests.events.party import EVENTS_FRONT
from tests.support.announcement import POST, released
from tests.support.cast import CATALOG, OFFICE, RUIZ, incoming, look_up
from tests.support.village import Village

BROADCASTS_FRONT = replace(
    EVENTS_FRONT,
    handlers={**EVENTS_FRONT.handlers, KIND: partial(take_broadcast_answer, catalog=CATALOG)},
    readers={**EVENTS_FRONT.readers, KIND: read_broadcast_answer},
    keywords={
        Keyword.CHANGE: of_whichever_was_last(
            (spoke_of_invitation_at, PracticeKeyword(is_invited, partial(ask_anew, catalog=CATALOG))),
            (answered_at, PracticeKeyword(has_answered, partial(ask_again, catalog=CATALOG))),
        )
    },
    follow_ups=FollowUps(are_thanks, is_nod, keep_follow_up),
)
TUESDAY_OR_THURSDAY = ({"en": "Tuesday", "es": "Martes"}, {"en": "Thursday", "es": "Jueves"})
TWO_DAYS = timedelta(days=2)


@dataclass
class Square(Village):
    """Where the school announces something, families hear it and answer."""

    def announce(
        self,
        *numbers: str,
        asks: Asks = Asks.NOTHING,
        choices: Sequence[dict[str, str]] = TUESDAY_OR_THURSDAY,
        places: int | None = None,
        inbox: str | None = OFFICE,
        **other: Any,  # noqa: ANN401 - as the table has it
    ) -> int:
        """These phones have been sent an announcement; returns it."""
        with self.opens() as session:
            cast = look_up(session)
            asked = asks is not Asks.NOTHING
            told = {
                "inbox_id": cast.inboxes[inbox].id if inbox else None,
                "title": "Garden day",
                "asks": asks,
                "choices": [{"words": words, "places": places} for words in choices] if asked else [],
                "answers_until": self.now + TWO_DAYS if asked else None,
                "words": {"en": "We plant the garden.", "es": "Sembramos el jardín."},
                "state": BroadcastState.SENDING,
                **other,
            }
            broadcast = released(session, cast.staff[RUIZ], now=self.now, **told)
            homes: dict[int, list[int]] = {cast.phones[number].id: [] for number in numbers}
            hand_over(session, cast.school, broadcast, homes, post=POST, now=self.now)
            session.flush()
            self._leave(session, Message.batch_id == broadcast.batch_id)
            return broadcast.id

    def drill(self, *numbers: str) -> int:
        return self.announce(*numbers, urgency=Urgency.EMERGENCY, is_drill=True)

    def _leave(self, session: Session, which: Any) -> None:  # noqa: ANN401 - a condition
        session.execute(
            update(Message)
            .where(which, Message.status == DeliveryStatus.QUEUED)
            .values(status=DeliveryStatus.SENT, claimed_at=self.now)
        )

    def say(self, number: str, body: str, *, line: str | None = None, media: Sequence[str] = ()) -> int:
        """The phone texts, to the line that wrote to it last unless told; what is answered leaves at once."""
        with self.opens() as session:
            to = (
                line
                or session.scalars(
                    select(PhoneLine.e164)
                    .join(Message, Message.line_id == PhoneLine.id)
                    .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
                    .where(PhoneNumber.e164 == number, Message.direction == Direction.OUT)
                    .order_by(Message.id.desc())
                    .limit(1)
                ).one()
            )
            text = incoming(number, body, line=to, media=media)
            message_id = receive_text(session, text, front=BROADCASTS_FRONT, now=self.now)
            assert message_id is not None
            self._leave(session, Message.kind == MessageKind.AUTO_REPLY)
            self.now += timedelta(seconds=1)
            return message_id

    def stands(self, broadcast_id: int) -> dict[str, tuple[int, str | None]]:
        """By phone, its choice and how it stands with that."""
        with self.opens() as session:
            rows = session.execute(
                select(PhoneNumber.e164, BroadcastAnswer.choice, BroadcastAnswer.place)
                .join(BroadcastAnswer, BroadcastAnswer.phone_number_id == PhoneNumber.id)
                .where(BroadcastAnswer.broadcast_id == broadcast_id)
            )
            return {number: (choice, place.value if place else None) for number, choice, place in rows}

    def replies(self) -> list[tuple[str, bool]]:
        """What came after announcements and was no answer: its words, and whether it was thanks."""
        with self.opens() as session:
            rows = session.execute(
                select(Message.body, BroadcastReply.is_thanks)
                .join(BroadcastReply, BroadcastReply.message_id == Message.id)
                .order_by(BroadcastReply.id)
            )
            return [(body, is_thanks) for body, is_thanks in rows]

    def words(self, broadcast_id: int) -> list[str]:
        with self.opens() as session:
            return list(
                session.scalars(
                    select(BroadcastAnswer.words).where(BroadcastAnswer.broadcast_id == broadcast_id)
                )
            )
