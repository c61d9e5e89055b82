"""What tips will leave in the coming weeks as things stand now, and which of them already cannot, and why.

Weeks that are planned are counted by their rows; later ones as the planner will plan them. Families whose phones are
treated alike are counted together, so that it costs little more for a large school than for a small one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session, selectinload

from app.messages.ahead import PhonesNow
from app.messages.allowance import texts_of_everybody
from app.messages.recipients import Obstacle
from app.roster.student import Student
from app.schools.school import School
from app.schools.school_calendar import find_calendar, monday_of
from app.sms.encoding import Encoding
from app.sms.languages import family_languages
from app.sms.listed_names import any_of_names
from app.sms.segments import measure
from app.tips.delivery import DeliveryState, PlannedWeek, Reason, TipDelivery
from app.tips.grades import age_of
from app.tips.homes import homes_of
from app.tips.tally import STRANGER, Place, Tally, TipsOfDay, Treatment, WeekAhead
from app.tips.track import PLACES, Tip, Track
from app.tips.week import USUAL, Rhythm, Week, WeekBand, band_of
from app.tips.wishes import TipWish

_REASONS = {
    Obstacle.STOPPED: Reason.STOPPED,
    Obstacle.IN_REVIEW: Reason.IN_REVIEW,
    Obstacle.UNREACHABLE: Reason.UNREACHABLE,
}
_WEEK = timedelta(days=7)

KeptRoom = Mapping[date, Mapping[int, int]]
"""By the Monday of a week and by phone, how much of the allowance is kept for what goes before tips."""
NO_ROOM_KEPT: KeptRoom = {}
_Standing = Mapping[DeliveryState, set[tuple[int, int]]]
"""By state, the texts that have rows in it, each with the school year."""


def tips_ahead(
    session: Session,
    school: School,
    phones: PhonesNow,
    kept: KeptRoom = NO_ROOM_KEPT,
    *,
    until: date,
    now: datetime,
) -> list[TipsOfDay]:
    """By day and track, up to and with that day; days without any are left out."""
    today = now.astimezone(school.zone).date()
    tracks = _tracks(session, school)
    if not tracks:
        return []
    weeks = _weeks(session, school, today, until)
    tally = Tally(school, weeks, tracks, _tips(session, tracks, weeks), today, until)
    families, rhythms = _families(session, school, tracks, phones, kept)
    _count_planned(session, tally, families, kept, now=now)
    _count_foreseen(session, tally, families, rhythms, now=now)
    return tally.in_order()


def _count_planned(
    session: Session, tally: Tally, families: Mapping[int, Treatment], kept: KeptRoom, *, now: datetime
) -> None:
    school = tally.school
    rows = session.execute(
        select(
            TipDelivery.tip_id,
            TipDelivery.due_at,
            TipDelivery.rank,
            func.aggregate_strings(cast(TipDelivery.phone_number_id, String), ","),
        )
        .where(
            TipDelivery.school_id == school.id,
            TipDelivery.state == DeliveryState.PLANNED,
            TipDelivery.not_after > now,
        )
        .group_by(TipDelivery.tip_id, TipDelivery.due_at, TipDelivery.rank)
        .order_by(TipDelivery.due_at, TipDelivery.tip_id)
    )
    texts = [
        (
            tally.tips[tip_id],
            max(due_at.astimezone(school.zone).date(), tally.today),
            rank,
            [*map(int, phones.split(","))],
        )
        for tip_id, due_at, rank, phones in rows
        if tip_id in tally.tips
    ]
    weeks: dict[date, Counter[int]] = defaultdict(Counter)
    weeks[monday_of(tally.today)].update(texts_of_everybody(session, school, tally.today))
    for monday in {monday_of(day) for _, day, _, _ in texts}:
        weeks[monday].update(kept.get(monday, {}))
    taken = {monday: Counter(counts) for monday, counts in weeks.items()}
    for _, day, _, phones in texts:
        weeks[monday_of(day)].update(phones)
    for tip, day, rank, phones in texts:
        week, used = weeks[monday_of(day)], taken.setdefault(monday_of(day), Counter())
        # Most have room whatever the others of the week do; of the rest, the order decides.
        tight = [phone for phone in phones if week[phone] > school.weekly_allowance]
        easy = set(phones).difference(tight)
        place = tally.place(tip, day)
        for family, count in Counter(families.get(phone, STRANGER) for phone in easy).items():
            place.add(family, rank, count, has_room=True)
        for phone in tight:
            has_room = used[phone] < school.weekly_allowance
            used[phone] += place.add(families.get(phone, STRANGER), rank, 1, has_room=has_room)


def _count_foreseen(
    session: Session,
    tally: Tally,
    families: Mapping[int, Treatment],
    rhythms: Mapping[int, Rhythm],
    *,
    now: datetime,
) -> None:
    """Weeks as the planner will plan them; of those that are planned, only tracks that began to run since."""
    alike: dict[tuple[tuple[int, ...], Rhythm], Counter[Treatment]] = defaultdict(Counter)
    for phone, family in families.items():
        alike[tuple(family.reads), rhythms.get(phone, USUAL)][family] += 1
    planned = _planned_weeks(session, tally.school, tally.weeks)
    stand = _texts_that_stand(session, tally)
    for ahead in tally.weeks:
        for bands in _bands(tally, ahead, planned.get(ahead.monday), stand, now=now):
            week = Week(tally.school, ahead.calendar, ahead.monday, ahead.number, bands, now)
            for (track_ids, rhythm), phones in alike.items():
                rows = week.rows_of(0, {track: [] for track in track_ids}, rhythm, {})
                _count_rows(tally, ahead.monday, rows, phones, now=now)


def _count_rows(
    tally: Tally,
    monday: date,
    rows: Iterable[Mapping[str, object]],
    phones: Counter[Treatment],
    *,
    now: datetime,
) -> None:
    places: list[tuple[Place, int]] = []
    for row in rows:
        due_at, not_after, tip_id, rank = row["due_at"], row["not_after"], row["tip_id"], row["rank"]
        assert isinstance(due_at, datetime) and isinstance(not_after, datetime)  # noqa: S101, PT018 - columns
        assert isinstance(tip_id, int) and isinstance(rank, int)  # noqa: S101, PT018
        reason = row["reason"]
        assert reason is None or isinstance(reason, Reason)  # noqa: S101
        if not_after > now:
            day = max(due_at.astimezone(tally.school.zone).date(), tally.today)
            place = tally.place(tally.tips[tip_id], day)
            if reason is None:
                places.append((place, rank))
            else:
                place.line.left_out[reason] += phones.total()
    places.sort(key=lambda one: one[0].line.day)
    allowance = tally.school.weekly_allowance
    for family, count in phones.items():
        used = family.kept.get(monday, 0)
        for place, rank in places:
            used += place.add(family, rank, count, has_room=used < allowance)


def _bands(
    tally: Tally, week: WeekAhead, planned_at: datetime | None, stand: _Standing, *, now: datetime
) -> Iterator[dict[int, WeekBand]]:
    """The texts of the tracks that run, and apart from them those of tracks that are held: these change no days.

    Left aside is what families have had, and of a week that is planned what is counted by its rows.
    """
    year = week.calendar.first_day_on.year
    over = stand[DeliveryState.SENT] | (stand[DeliveryState.PLANNED] if planned_at else set())
    running: dict[int, WeekBand] = {}
    held: dict[int, WeekBand] = {}
    for track in tally.tracks:
        texts = [
            (tip.id, tip.place, tip.step)
            for tip in tally.tips.values()
            if tip.track_id == track.id
            and tip.week == week.number
            and tip.skipped_at is None
            and (tip.id, year) not in over
        ]
        since = track.running_since
        is_counted = planned_at is not None and since is not None and since <= planned_at
        if is_counted:
            continue
        if not track.is_running or since is None:
            held[track.id] = band_of(track, texts, since=now)
        else:
            running[track.id] = band_of(track, texts, since=max(since, now) if planned_at else since)
    yield from (bands for bands in (running, held) if bands)


def _tracks(session: Session, school: School) -> list[Track]:
    tracks = session.scalars(select(Track).where(Track.school_id == school.id))
    return sorted(tracks, key=lambda track: min(map(age_of, track.grades)))


def _weeks(session: Session, school: School, today: date, until: date) -> list[WeekAhead]:
    found: dict[date, WeekAhead] = {}
    for calendar in {find_calendar(session, school, day) for day in (today, until)}:
        for number, monday in enumerate(calendar.weeks if calendar else (), 1):
            if calendar is not None and monday_of(today) <= monday <= until:
                found.setdefault(monday, WeekAhead(monday, number, calendar))
    return [found[monday] for monday in sorted(found)]


def _tips(session: Session, tracks: Iterable[Track], weeks: Iterable[WeekAhead]) -> dict[int, Tip]:
    found = session.scalars(
        select(Tip)
        .where(Tip.track_id.in_([t.id for t in tracks]), Tip.week.in_({week.number for week in weeks}))
        .options(selectinload(Tip.wordings))
    )
    return {tip.id: tip for tip in found}


def _planned_weeks(session: Session, school: School, weeks: Sequence[WeekAhead]) -> dict[date, datetime]:
    mondays = [week.monday for week in weeks]
    rows = session.execute(
        select(PlannedWeek.monday_on, PlannedWeek.planned_at).where(
            PlannedWeek.school_id == school.id, PlannedWeek.monday_on.in_(mondays)
        )
    )
    return {monday: at for monday, at in rows}  # noqa: C416 - typed rows, not pairs


def _texts_that_stand(session: Session, tally: Tally) -> _Standing:
    found: dict[DeliveryState, set[tuple[int, int]]] = defaultdict(set)
    rows = session.execute(
        select(TipDelivery.tip_id, TipDelivery.year, TipDelivery.state)
        .distinct()
        .where(
            TipDelivery.tip_id.in_(tally.tips),
            TipDelivery.state.in_([DeliveryState.SENT, DeliveryState.PLANNED]),
        )
    )
    for tip_id, year, state in rows:
        found[state].add((tip_id, year))
    return found


def _families(
    session: Session, school: School, tracks: Sequence[Track], phones: PhonesNow, kept: KeptRoom
) -> tuple[dict[int, Treatment], dict[int, Rhythm]]:
    wishes = {
        wish.phone_number_id: wish
        for wish in session.scalars(select(TipWish).where(TipWish.school_id == school.id))
    }
    names = dict(
        session.execute(select(Student.id, Student.first_name).where(Student.school_id == school.id)).all()
    )
    families: dict[int, Treatment] = {}
    shared: dict[object, Treatment] = {}
    for phone, children in homes_of(session, school, tracks).items():
        wish = wishes.get(phone)
        known = phones.languages.get(phone)
        spoken = (known,) if known else family_languages()
        reads = tuple(
            (track, tuple((language, _stand_in(language, _names(names, ids))) for language in spoken))
            for track, ids in children.items()
        )
        per_week, paused_until = (wish.per_week, wish.paused_until) if wish else (PLACES, None)
        obstacle = phones.obstacles.get(phone)
        room = tuple((monday, texts[phone]) for monday, texts in kept.items() if phone in texts)
        key = reads, per_week, paused_until, obstacle, room
        if key not in shared:
            reason = _REASONS[obstacle] if obstacle else None
            shared[key] = Treatment(dict(reads), per_week, paused_until, reason, dict(room))
        families[phone] = shared[key]
    return families, {phone: Rhythm(wish.weekdays, wish.at) for phone, wish in wishes.items()}


def _names(names: Mapping[int, str], children: Iterable[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[child] for child in children))


@lru_cache(maxsize=8192)
def _stand_in(language: str, names: tuple[str, ...]) -> str:
    """One name that takes as much room as these do together: most families share theirs with many others."""
    size = measure(any_of_names(language, names) if len(names) > 1 else names[0])
    return ("x" if size.encoding is Encoding.GSM7 else "í") * size.units
