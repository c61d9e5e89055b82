"""Replies to an invitation that need a person: what was asked, what the family wrote, and why it needs one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dashboard.events.guest_view import conversation_url, names_of
from app.dashboard.events.words import DOUBTS
from app.dashboard.session import SignedIn
from app.events.board.board import ReplyToRead
from app.foundation.i18n import _l
from app.inbox.queries import sight_of
from app.interpreting.queries import NOTHING, beside

ELSEWHERE = _l("The family wrote this in another team's conversation. Please ask the family, or that team.")
"""Instead of words that are not this reader's to read."""


@dataclass(frozen=True)
class DoubtCard:
    """A reply that needs a person, with the question it answers."""

    id: int
    name: str
    guardians: str
    question: str
    words: str
    translation: str
    why: str
    when: str
    url: str
    people: int | None
    is_understood: bool
    """What it says of coming is written down already."""


def doubt_cards(session: Session, staff: SignedIn, replies: list[ReplyToRead]) -> list[DoubtCard]:
    inboxes = sight_of(session, staff.school, staff.person).inboxes
    ids = {reply.message_id for reply in replies if reply.inbox_id in inboxes}
    ids |= {reply.question_message_id for reply in replies if reply.question_message_id}
    besides = beside(session, ids)
    reader = staff.reader

    def read(message_id: int | None, words: str) -> str:
        """Other words for it, where there are any that this person reads better."""
        translation = besides.get(message_id or 0, NOTHING).translations.get(reader.language)
        return translation.body if translation is not None and translation.body != words else ""

    cards = []
    for reply in replies:
        name, guardians = names_of(reader, reply.line, staff.school.region)
        question = reply.question or ""
        is_seen = reply.inbox_id in inboxes
        cards.append(
            DoubtCard(
                id=reply.reply_id,
                name=name,
                guardians=guardians,
                question=read(reply.question_message_id, question) or question,
                words=reply.words if is_seen else reader.gettext(ELSEWHERE),
                translation=read(reply.message_id, reply.words) if is_seen else "",
                why=reader.gettext(
                    DOUBTS[reply.doubt]
                    if reply.doubt
                    else _l(
                        "It was understood and written down; it asks something too, or there is not room for all."
                    )
                ),
                when=reader.when(reply.received_at),
                url=conversation_url(reply.line.thread_id),
                people=reply.line.people,
                is_understood=reply.doubt is None,
            )
        )
    return cards
