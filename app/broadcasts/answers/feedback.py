"""What came of a poll goes back to the families that were asked: you said, we did."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.answers.results import SMALLEST_GROUP, Results, results_of
from app.broadcasts.answers.wording import choice_in_words
from app.broadcasts.broadcast import LONGEST_TITLE, Asks, Broadcast, BroadcastState
from app.broadcasts.planning.draft import KindForm, begin_draft
from app.broadcasts.planning.reach import Reach
from app.broadcasts.sending.cancel import hold
from app.foundation.errors import Conflict
from app.foundation.i18n import _l
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.languages import family_languages

_SCHOOL = "{school}"
"""Filled in when it leaves."""
_NOT_YET_TOLD = (BroadcastState.DRAFT, BroadcastState.SUBMITTED)


def draft_feedback(
    session: Session, poll: Broadcast, *, reach: Reach, catalog: Catalog, now: datetime
) -> Broadcast:
    """A draft for the families of the poll that begins with what they have said; a person adds what comes of it.

    One that somebody has begun already is gone on with, and after one that was cancelled another is begun. Raises
    Conflict for what is no poll, has not been answered, or has been told already.
    """
    hold(session, poll)  # of two people who begin at once, one goes on with what the other has begun
    begun = session.scalars(
        select(Broadcast)
        .where(Broadcast.follows_id == poll.id, Broadcast.state != BroadcastState.CANCELLED)
        .order_by(Broadcast.id.desc())
        .limit(1)
    ).first()
    if begun is not None:
        if begun.state not in _NOT_YET_TOLD:
            raise Conflict(_l("Somebody has told families what came of it, or is about to."))
        return begun
    results = results_of(session, poll)
    if poll.asks is not Asks.POLL or not results.answered:
        raise Conflict(_l("Families have not answered this yet, so there is nothing to tell them."))
    form = KindForm(poll.title[:LONGEST_TITLE], poll.inbox_id)
    draft = begin_draft(session, session.get_one(School, poll.school_id), form, reach=reach, now=now)
    draft.follows_id, draft.audience = poll.id, dict(poll.audience)
    draft.words = {language: _opening(poll, results, language, catalog) for language in family_languages()}
    session.flush()
    return draft


def _opening(poll: Broadcast, results: Results, language: str, catalog: Catalog) -> str:
    """Of very few answers it tells no numbers: families know one another."""
    if results.answered < SMALLEST_GROUP:
        return catalog.wording("broadcast_you_said_few", language).fill(school=_SCHOOL)
    wording = catalog.wording("broadcast_you_said", language)
    said = _said(poll, results, language)
    return wording.fill(school=_SCHOOL, families=str(results.answered), results=said)


def _said(poll: Broadcast, results: Results, language: str) -> str:
    """Each choice with how many took it: "1) Tuesday: 40, 2) Thursday: 21"."""
    return ", ".join(
        f"{choice_in_words(poll, choice.number, language)}: {choice.families}" for choice in results.choices
    )
