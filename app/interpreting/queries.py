"""What stands beside texts: their translations, what is still on its way, and who has been asked to look."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import Problem, TranslationRequest
from app.interpreting.translation_review import TranslationReview
from app.messages.message import Message


@dataclass
class Beside:
    """What one text says in other languages, as far as anybody knows."""

    translations: dict[str, Translation] = field(default_factory=dict)
    """By language, those in use. The writer's own words are among them where something else travelled."""
    waiting: set[str] = field(default_factory=set)
    """The languages that the engine still owes."""
    problems: dict[str, Problem] = field(default_factory=dict)
    """Why there is nothing in a language."""
    reviews: dict[str, TranslationReview] = field(default_factory=dict)
    """By language, what a colleague has been asked to look at."""

    @property
    def original(self) -> Translation | None:
        """What its writer wrote, where something else travelled."""
        return next((t for t in self.translations.values() if t.maker is Maker.AUTHOR), None)


NOTHING = Beside()

_Row = tuple[int, Translation | None, str | None, Problem | None, int | None]


def beside(session: Session, message_ids: Collection[int]) -> dict[int, Beside]:
    """By text, what stands beside it; texts with nothing are left out.

    One statement, as a page may ask only so many, and a second where colleagues have been asked: looking for a whole
    review beside every text would take as long as all the rest.
    """
    if not message_ids:
        return {}
    rows: Iterable[_Row] = session.execute(
        select(
            Message.id,
            Translation,
            TranslationRequest.language,
            TranslationRequest.problem,
            TranslationReview.id,
        )
        .outerjoin(Translation, and_(Translation.message_id == Message.id, Translation.replaced_at.is_(None)))
        .outerjoin(TranslationRequest, TranslationRequest.message_id == Message.id)
        .outerjoin(
            TranslationReview,
            and_(TranslationReview.message_id == Message.id, TranslationReview.decided_at.is_(None)),
        )
        .where(Message.id.in_(message_ids))
    )
    found: dict[int, Beside] = {}
    asked: set[int] = set()
    for message_id, translation, requested, problem, review_id in rows:
        if translation is None and requested is None and review_id is None:
            continue
        one = found.setdefault(message_id, Beside())
        if translation is not None:
            one.translations[translation.language] = translation
        if requested is not None and problem is not None:
            one.problems[requested] = problem
        elif requested is not None:
            one.waiting.add(requested)
        if review_id is not None:
            asked.add(review_id)
    if asked:
        for review in session.scalars(select(TranslationReview).where(TranslationReview.id.in_(asked))):
            found[review.message_id].reviews[review.language] = review
    return found


def waiting_translations(session: Session) -> tuple[int, datetime | None]:
    """How much waits for the engine at all schools, and since when."""
    count, oldest = session.execute(
        select(func.count(), func.min(TranslationRequest.created_at)).where(
            TranslationRequest.done_at.is_(None)
        )
    ).one()
    return count, oldest
