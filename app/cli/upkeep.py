"""Commands that keep an installation well: its database's shape, what waits to leave, what went wrong."""

from typing import Annotated

import typer
from rich.table import Table

from app.cli.database import opened_database, writing
from app.cli.terminal import console
from app.foundation.clock import SharedClock
from app.foundation.migrations import migrate as migrate_database

LATE_SECONDS = 300
"""A text that could have left so long ago means that no worker runs, or none keeps up."""


def migrate() -> None:
    """Bring the database to the shape that this version expects."""
    with opened_database() as database:
        migrate_database(database)
    console.print("The database is up to date.")


def outbox(
    resume: Annotated[str, typer.Option(help="A paused line that may send again, or 'all'.")] = "",
) -> None:
    """Show what waits to leave, and which lines are paused and why."""
    from sqlalchemy import func, select

    from app.messages.delivery_status import ENDS
    from app.messages.message import Direction, Message
    from app.schools.phone_line import PhoneLine

    with writing() as (session, _):
        if resume:
            for line in session.scalars(select(PhoneLine).where(PhoneLine.paused_at.is_not(None))):
                if resume in {"all", line.e164}:
                    line.resume()
        table = Table("line", "status", "texts", "oldest due")
        rows = session.execute(
            select(
                PhoneLine.e164, PhoneLine.paused_code, Message.status, func.count(), func.min(Message.due_at)
            )
            .join(Message, Message.line_id == PhoneLine.id)
            .where(Message.direction == Direction.OUT, Message.status.not_in(ENDS))
            .group_by(PhoneLine.e164, PhoneLine.paused_code, Message.status)
            .order_by(PhoneLine.e164)
        )
        for e164, paused_code, status, count, oldest in rows:
            paused = f" (paused: {paused_code})" if paused_code else ""
            table.add_row(e164 + paused, status, str(count), f"{oldest:%Y-%m-%d %H:%M} UTC" if oldest else "")
    console.print(table)


def replay() -> None:
    """Work again on the provider's calls that our code had failed on."""
    from app.main import build_front
    from app.messages.provider_event import ProviderEvent
    from app.messages.queries import unprocessed_events
    from app.webhooks.twilio import replay_event

    front = build_front()
    with opened_database() as database:
        clock = SharedClock(database.time)
        with database.reading() as session:
            waiting = [event.id for event in unprocessed_events(session)]
        done = 0
        for event_id in waiting:
            with database.writing() as session:
                problem = replay_event(
                    session, session.get_one(ProviderEvent, event_id), front=front, now=clock()
                )
            done += problem is None
            if problem is not None:
                console.print(f"Event {event_id} fails still: {problem}", markup=False)
    console.print(f"{done} of {len(waiting)} calls have been worked on.")
    if done < len(waiting):
        raise SystemExit(1)


def health() -> None:
    """Say in one screen whether texts flow; exit code 1 when something needs a person."""
    from app.interpreting.queries import waiting_translations
    from app.messages.queries import health as read_health
    from app.schools.queries import all_schools

    needs_person = False
    with opened_database() as database:
        clock = SharedClock(database.time)
        with database.reading() as session:
            for school in all_schools(session):
                state = read_health(session, school, now=clock())
                late = (clock() - state.oldest_due_at).total_seconds() if state.oldest_due_at else 0.0
                seen = f"{state.webhook_seen_at:%Y-%m-%d %H:%M} UTC" if state.webhook_seen_at else "never"
                console.print(
                    f"[bold]{school.name}[/bold]: webhook last seen {seen}; {state.queued} due texts,"
                    f" the oldest since {late:.0f} s; {state.unprocessed} unprocessed calls"
                )
                for line in state.paused_lines:
                    console.print(f"  line {line.e164} is paused: {line.paused_code}")
                for problem in state.problems_today:
                    console.print(f"  today {problem.count} x {problem.reason.value} {problem.code}")
                needs_person |= bool(state.unprocessed or state.paused_lines or late > LATE_SECONDS)
            untranslated, asked_at = waiting_translations(session)
            if asked_at is not None:
                owed = (clock() - asked_at).total_seconds()
                console.print(
                    f"{untranslated} translations wait for the engine, the oldest since {owed:.0f} s"
                )
                needs_person |= owed > LATE_SECONDS
    if needs_person:
        raise SystemExit(1)
