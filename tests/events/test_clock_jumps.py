"""Tips and events under a clock that jumps, with two senders: nothing twice, nothing stale, everything listed."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.events.board.not_gone import texts_not_gone
from app.events.mailing import EventText, TextState
from app.foundation.database import Database
from app.messages.allowance import week_span
from app.messages.claim import claim
from app.messages.message import LEAVES_WITH_OTHERS, Message
from app.schools.phone_line import PhoneLine
from app.tips.delivery import DeliveryState, TipDelivery
from app.tips.not_gone import tips_not_gone
from tests.events.gathering import THURSDAY, WEEK, Gathering
from tests.support.together import together
from tests.tips.year import K_TO_2, Year, at

MONDAY = date(2026, 3, 9)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

Jump = Callable[[int], timedelta]


def steady(_: int) -> timedelta:
    return timedelta(0)


def hour_forward_and_back(step: int) -> timedelta:
    """Every third look is an hour ahead, every fifth an hour behind."""
    return HOUR if step % 3 == 0 else -HOUR if step % 5 == 0 else timedelta(0)


def asleep_on_wednesday(step: int) -> timedelta:
    """Looks that should have been Wednesday's are Thursday morning's."""
    moment = at(MONDAY, 9) + step * 3 * HOUR
    woken = at(MONDAY + 3 * DAY, 10)
    is_asleep = at(MONDAY + 2 * DAY, 8) < moment < woken
    return woken - moment if is_asleep else timedelta(0)


@pytest.mark.parametrize("jump", [steady, hour_forward_and_back, asleep_on_wednesday])
def test_whatever_the_clock_does_each_text_goes_once_in_time_or_is_listed(
    postgres_town: Database, jump: Jump
) -> None:
    year = Year(postgres_town, at(MONDAY, 8)).begin(K_TO_2)
    gathering = Gathering(postgres_town, at(MONDAY, 10)).plan(THURSDAY + WEEK)
    year.change(PhoneLine, segments_per_second=1000)
    left: dict[int, datetime] = {}
    for step in range(36):
        year.now = gathering.now = at(MONDAY, 9) + step * 3 * HOUR + jump(step)
        together(year.plan, gathering.send, year.send, year.send, gathering.send)
        with postgres_town.writing() as session:
            for line in range(10):
                for text in claim(session, worker=f"w{line}", limit=50, now=year.now):
                    assert text.message_id not in left
                    left[text.message_id] = year.now
    year.now = gathering.now = at(MONDAY + 6 * DAY, 22)
    year.send()
    gathering.send()
    with postgres_town.reading() as session:
        texts = {
            t.id: t for t in session.scalars(select(Message).where(Message.kind.in_(LEAVES_WITH_OTHERS)))
        }
        tips = session.scalars(select(TipDelivery).where(TipDelivery.due_at < year.now)).all()
        invitations = session.scalars(select(EventText).where(EventText.due_at < year.now)).all()
        for message_id, moment in left.items():
            not_after = texts[message_id].not_after
            assert not_after is not None
            assert moment <= not_after
        twice = Counter((t.tip_id, t.phone_number_id) for t in tips).values()
        assert set(twice) == {1}
        assert max(Counter((t.mailing_id, t.phone_number_id) for t in invitations).values()) == 1
        assert len({text.body + str(text.phone_number_id) for text in texts.values()}) == len(texts)
        promised = {row.message_id for row in tips} | {row.message_id for row in invitations}
        assert promised - {None} == texts.keys()
        assert all(row.state is not DeliveryState.PLANNED for row in tips)
        assert all(row.state is not TextState.PLANNED for row in invitations)

        school = year.do(lambda _, c: c.school)
        since, _ = week_span(school, MONDAY)
        gone_tips = sum(row.message_id in left for row in tips)
        gone_invitations = sum(row.message_id in left for row in invitations)
        not_gone = sum(one.texts for one in tips_not_gone(session, school, since=since, now=year.now))
        assert gone_tips + not_gone == len(tips)
        not_gone = sum(one.texts for one in texts_not_gone(session, school, since=since, now=year.now))
        assert gone_invitations + not_gone == len(invitations)
        assert gone_tips > 5
        assert session.scalar(select(func.count()).select_from(EventText)) == len(invitations)
