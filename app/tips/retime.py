"""Planned tips leave by what holds now: the school's texting hours and zone, the track's hour, the family's own."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.schools.school import School
from app.tips.days import moment_on
from app.tips.delivery import DeliveryState, TipDelivery
from app.tips.track import Tip, Track
from app.tips.wishes import TipWish


def retime(session: Session, school: School, *, now: datetime) -> None:
    """What is still to come keeps its day, and leaves at the hour that has been chosen for it since.

    Where that hour has passed today, the old one stands as long as the school texts then.
    """
    hours = school.texting_hours
    to_come = (
        TipDelivery.school_id == school.id,
        TipDelivery.state == DeliveryState.PLANNED,
        TipDelivery.due_at > now,
    )
    alike = (TipDelivery.due_at, TipDelivery.not_after, Tip.track_id, Track.sent_at, TipWish.at)
    groups = session.execute(
        select(*alike)
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .join(Track, Track.id == Tip.track_id)
        .outerjoin(TipWish, TipWish.phone_number_id == TipDelivery.phone_number_id)
        .where(*to_come)
        .group_by(*alike)
    ).all()
    for due_at, not_after, track_id, sent_at, wished in groups:
        moment = moment_on(hours, due_at.astimezone(school.zone).date(), wished or sent_at)
        is_missed = moment.due_at <= now and hours.are_open(due_at)
        if is_missed or (moment.due_at, moment.not_after) == (due_at, not_after):
            continue
        with_wish = select(TipWish.phone_number_id).where(TipWish.school_id == school.id)
        is_theirs = (
            TipDelivery.phone_number_id.not_in(with_wish.where(TipWish.at.is_not(None)))
            if wished is None
            else TipDelivery.phone_number_id.in_(with_wish.where(TipWish.at == wished))
        )
        session.execute(
            update(TipDelivery)
            .where(
                *to_come,
                TipDelivery.due_at == due_at,
                TipDelivery.not_after == not_after,
                TipDelivery.tip_id.in_(select(Tip.id).where(Tip.track_id == track_id)),
                is_theirs,
            )
            .values(due_at=moment.due_at, not_after=moment.not_after)
        )
