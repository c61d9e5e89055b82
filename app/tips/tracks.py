"""A school's own copies of the years of tips that come with Puente: opened, let run, held, and found."""

from datetime import datetime, time
from typing import cast

from sqlalchemy import Table, exists, insert, select
from sqlalchemy.orm import Session

from app.foundation.errors import Conflict, Invalid, NotFound
from app.foundation.i18n import _l
from app.messages.batch import Batch
from app.schools.school import School
from app.staff.staff_member import StaffMember
from app.tips.curriculum import Band
from app.tips.retime import retime
from app.tips.track import Tip, TipWording, Track


def open_track(
    session: Session, school: School, band: Band, *, by: StaffMember | None, now: datetime
) -> Track:
    """The school has its own copy of the band, held until somebody lets it run. Raises Conflict when it has one."""
    if session.scalar(select(exists().where(Track.school_id == school.id, Track.band == band.id))):
        raise Conflict(_l("The school has these tips already."))
    track = Track(
        school_id=school.id,
        band=band.id,
        title=dict(band.title),
        grades=sorted(band.grades),
        opened_by=by.id if by else None,
        opened_at=now,
        held_by=by.id if by else None,
        held_at=now,
    )
    session.add(track)
    session.flush()
    tips = [
        Tip(
            school_id=school.id,
            track_id=track.id,
            week=week.number,
            place=place,
            step=shipped.step,
            skill=week.skill,
            topic=dict(week.topic),
            finding=shipped.finding,
            created_at=now,
        )
        for week in band.weeks
        for place, shipped in enumerate(week.tips, 1)
    ]
    session.add_all(tips)
    session.flush()
    shipped_tips = [shipped for week in band.weeks for shipped in week.tips]
    session.execute(
        insert(cast("Table", TipWording.__table__)),
        [
            {"tip_id": tip.id, "language": language, "words": wording.text, "is_shipped": True}
            for tip, shipped in zip(tips, shipped_tips, strict=True)
            for language, wording in shipped.wordings.items()
        ],
    )
    return track


def run_track(session: Session, school: School, track_id: int, *, by: StaffMember, now: datetime) -> Track:
    """Its texts go out from now on, also those that waited in the outbox while it was held and are still fresh."""
    track = _hold_still(session, school, track_id)
    if not track.is_running:
        track.held_at, track.held_by, track.running_since = None, by.id, now
        if track.batch_id is not None:
            session.get_one(Batch, track.batch_id).resume()
    return track


def hold_track(session: Session, school: School, track_id: int, *, by: StaffMember, now: datetime) -> Track:
    """Nothing of it goes out until somebody lets it run again, not even what waits in the outbox."""
    track = _hold_still(session, school, track_id)
    if track.is_running:
        track.held_at, track.held_by = now, by.id
        batch_of(session, track).pause(by=by.id, now=now)
    return track


def batch_of(session: Session, track: Track) -> Batch:
    """What the texts of a track leave with, made when it is wanted first; the track must be nobody else's."""
    if track.batch_id is not None:
        return session.get_one(Batch, track.batch_id)
    batch = Batch(school_id=track.school_id)
    session.add(batch)
    session.flush()
    track.batch_id = batch.id
    return batch


def _hold_still(session: Session, school: School, track_id: int) -> Track:
    """A sender that makes the first texts of it leave meanwhile is waited for, or sees what was decided."""
    track = get_track(session, school, track_id)
    session.refresh(track, with_for_update={"key_share": True})
    return track


def choose_time(session: Session, school: School, track_id: int, at: time, *, now: datetime) -> Track:
    """All its texts leave at that time by the school's clock; raises Invalid outside texting hours."""
    track = get_track(session, school, track_id)
    if not school.texting_from <= at < school.texting_until:
        raise Invalid(_l("The school does not text at that time."))
    track.sent_at = at
    session.flush()
    retime(session, school, now=now)
    return track


def get_track(session: Session, school: School, track_id: int) -> Track:
    """Raises NotFound for one of another school."""
    track = session.scalar(select(Track).where(Track.id == track_id, Track.school_id == school.id))
    if track is None:
        raise NotFound(_l("There is no such track of tips."))
    return track
