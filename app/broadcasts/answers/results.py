"""What families have answered to a poll or a sign-up: in all, and by language where that tells nobody apart."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.broadcasts.answer import BroadcastAnswer, Place
from app.broadcasts.broadcast import Asks, Broadcast, Words
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message

SMALLEST_GROUP = 5
"""What fewer families have answered would tell who they are."""
_ASKED = (
    *(DeliveryStatus.ACCEPTED, DeliveryStatus.SENT, DeliveryStatus.DELIVERED),
    *(DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN),
)


@dataclass(frozen=True)
class ChoiceResult:
    """One choice, and so many families that took it."""

    number: int
    words: Words
    """By language; empty for the one choice of a drill."""
    families: int
    places: int | None
    """None where there is no limit."""
    taken: int
    waiting: int


@dataclass(frozen=True)
class GroupResult:
    """The families that were asked in one language; None for those asked in every one."""

    language: str | None
    asked: int
    answered: int
    by_choice: tuple[int, ...]
    """In the order of the choices."""


@dataclass(frozen=True)
class Results:
    """The answers as they stand now, one for each family."""

    asked: int
    answered: int
    choices: tuple[ChoiceResult, ...]
    groups: tuple[GroupResult, ...]
    """Those that are large enough to be shown, the largest first."""
    hidden: int
    """So many families have answered whose groups are not shown."""


def results_of(session: Session, broadcast: Broadcast) -> Results:
    """In two statements, however many families have answered."""
    asked = _asked(session, broadcast)
    by_language: dict[str | None, Counter[int]] = defaultdict(Counter)
    places: dict[Place, Counter[int]] = defaultdict(Counter)
    for language, choice, place, families in session.execute(
        select(BroadcastAnswer.language, BroadcastAnswer.choice, BroadcastAnswer.place, func.count())
        .where(BroadcastAnswer.broadcast_id == broadcast.id)
        .group_by(BroadcastAnswer.language, BroadcastAnswer.choice, BroadcastAnswer.place)
    ):
        by_language[language][choice] += families
        if place is not None:
            places[place][choice] += families
    numbers = range(1, _count_of_choices(broadcast) + 1)
    groups = [
        GroupResult(language, asked[language], answers.total(), tuple(answers[number] for number in numbers))
        for language, answers in by_language.items()
    ]
    shown = large_enough(groups)
    answered = sum(group.answered for group in groups)
    return Results(
        asked=asked.total(),
        answered=answered,
        choices=tuple(
            ChoiceResult(
                number,
                {} if broadcast.asks is Asks.NOTHING else broadcast.choices[number - 1]["words"],
                sum(answers[number] for answers in by_language.values()),
                None if broadcast.asks is Asks.NOTHING else broadcast.choices[number - 1].get("places"),
                places[Place.HAS][number],
                places[Place.WAITING][number],
            )
            for number in numbers
        ),
        groups=tuple(shown),
        hidden=answered - sum(group.answered for group in shown),
    )


def large_enough(groups: list[GroupResult]) -> list[GroupResult]:
    """The groups that may be shown apart, the largest first.

    Where a single small one would be left over, it could be told by taking the others from the sum: then the smallest
    of the others is hidden with it.
    """
    ordered = sorted(groups, key=lambda group: (-group.answered, group.language or ""))
    shown = [group for group in ordered if group.answered >= SMALLEST_GROUP]
    hidden = sum(group.answered for group in ordered[len(shown) :])
    return shown[:-1] if 0 < hidden < SMALLEST_GROUP else shown


def _asked(session: Session, broadcast: Broadcast) -> Counter[str | None]:
    """By language, how many texts have left."""
    left: Counter[str | None] = Counter()
    if broadcast.batch_id is None:  # as of all texts that stand alone
        return left
    for language, families in session.execute(
        select(Message.language, func.count())
        .where(Message.batch_id == broadcast.batch_id, Message.status.in_(_ASKED))
        .group_by(Message.language)
    ):
        left[language] = families
    return left


def _count_of_choices(broadcast: Broadcast) -> int:
    return 1 if broadcast.is_drill else len(broadcast.choices)
