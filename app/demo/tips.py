"""The demo's weekly tips: the school's year, which always goes on around today, and the track of its two rooms."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from app.demo.cast import LEE, MAYA, OKAFOR
from app.demo.deeds import Happening, LetsTipsRun, TipsGoOut, from_family
from app.demo.moments import LastWeekday, day
from app.events.sending.reserved import reserved
from app.inbox.inboxes_of_students import inboxes_of_students
from app.schools.school import School
from app.schools.school_calendar import monday_of, set_calendar
from app.sms.catalog import Catalog
from app.staff.staff_member import StaffMember
from app.tips.curriculum import Curriculum
from app.tips.plan import plan_small_week
from app.tips.send_due import TipPost, send_some
from app.tips.tracks import open_track, run_track

BAND = "kindergarten_to_2"
WEEKS_BEHIND, WEEKS_OF_A_YEAR = 8, 40
"""Of the weeks around the ninth, all but the facts may be answered."""
BREAKS = (("Staff learning day", 2, 4, 1), ("Break", 6, 0, 5), ("Spring break", 18, 0, 5))
"""Each so many weeks ahead, from that day of the week on, for so many days."""
MOST = 100
WEDNESDAY, FRIDAY = 2, 4

TIPS: tuple[Happening, ...] = (
    (day(4, "16:45"), LetsTipsRun(OKAFOR)),
    *((day(days_ago, "17:30"), TipsGoOut()) for days_ago in (4, 3, 2, 1)),
    # Maya has tried the one that she could answer.
    (LastWeekday((WEDNESDAY, FRIDAY), time(19, 5)), from_family(MAYA, LEE, "1")),
)


def let_tips_run(session: Session, school: School, *, by: StaffMember, now: datetime) -> None:
    """The school's year is known, and the tips for the grades of its two rooms go out from now on."""
    monday = monday_of(now.astimezone(school.zone).date())
    first = monday - timedelta(weeks=WEEKS_BEHIND)
    breaks = []
    for name, weeks, weekday, days in BREAKS:
        begins = monday + timedelta(weeks=weeks, days=weekday)
        breaks.append((begins, begins + timedelta(days=days - 1), name))
    set_calendar(session, school, first, first + timedelta(weeks=WEEKS_OF_A_YEAR, days=-3), breaks)
    band = next(band for band in Curriculum.load().bands if band.id == BAND)
    track = open_track(session, school, band, by=by, now=now)
    run_track(session, school, track.id, by=by, now=now)


def send_tips(session: Session, school: School, catalog: Catalog, *, now: datetime) -> None:
    """What a worker does in an evening: the week is planned, and what is due waits in the outbox."""
    today = now.astimezone(school.zone).date()
    plan_small_week(session, school, monday_of(today), now=now)
    send_some(session, school, TipPost(catalog, inboxes_of_students, reserved), limit=MOST, now=now)
