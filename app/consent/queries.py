"""Reading the standing of numbers and the evidence for it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.consent.consent_log import ConsentEntry
from app.consent.opt_out import StopReview
from app.consent.standing import Standing, standing, standings
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.schools.school import School

__all__ = ["Standing", "consent_history", "get_open_review", "standing", "standings"]


def consent_history(session: Session, school: School, e164: str, *, limit: int = 20) -> list[ConsentEntry]:
    """What was asked and granted for a number, the newest first."""
    return list(
        session.scalars(
            select(ConsentEntry)
            .where(ConsentEntry.school_id == school.id, ConsentEntry.e164 == e164)
            .order_by(ConsentEntry.id.desc())
            .limit(limit)
        )
    )


def get_open_review(session: Session, school: School, review_id: int) -> StopReview:
    """A text that still waits for somebody to say whether it was a stop; raises NotFound."""
    review = session.scalar(
        select(StopReview)
        .where(StopReview.school_id == school.id, StopReview.id == review_id, StopReview.decided_at.is_(None))
        .with_for_update()
    )
    if review is None:
        raise NotFound(_l("Somebody has already decided this."))
    return review
