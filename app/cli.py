"""The `puente` command: everything an operator types."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.foundation.clock import SharedClock
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.ids import new_token
from app.foundation.logging import configure_logging
from app.foundation.migrations import is_migrated
from app.foundation.migrations import migrate as migrate_database
from app.foundation.settings import load_settings

cli = typer.Typer(
    name="puente",
    help="Text messages between families and their child's school.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
templates = typer.Typer(help="The wordings that the software itself sends to families.")
cli.add_typer(templates, name="templates")
console = Console()

LOOPBACK = "127.0.0.1"
LATE_SECONDS = 300
"""A text that could have left so long ago means that no worker runs, or none keeps up."""


def main() -> None:
    """Run a command; an expected refusal is one sentence and exit code 1."""
    configure_logging(load_settings().log_level)
    try:
        cli()
    except DomainError as refusal:
        _stop_with(str(refusal))
    except SQLAlchemyError as trouble:
        _stop_with(f"The database does not answer as it should: {type(trouble).__name__}.")


def _stop_with(sentence: str) -> None:
    Console(stderr=True).print(sentence, style="bold red", markup=False, highlight=False)
    raise SystemExit(1)


@contextmanager
def _database() -> Iterator[Database]:
    import app.tables  # noqa: F401 - a foreign key must find its table, whichever rooms a command uses

    database = Database(load_settings().database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _writing() -> Iterator[tuple[Session, SharedClock]]:
    with _database() as database:
        if not is_migrated(database):
            _stop_with("The database must be migrated first: puente migrate")
        clock = SharedClock(database.time)
        with database.writing() as session:
            yield session, clock


@cli.command()
def web(
    host: Annotated[
        str, typer.Option(help="Where to listen; put a TLS proxy in front of anything else.")
    ] = LOOPBACK,
    port: int = 8000,
) -> None:
    """Serve the dashboard and the provider's webhooks."""
    import uvicorn

    _require_secrets()
    uvicorn.run("app.main:create_app", factory=True, host=host, port=port, log_config=None, access_log=False)


@cli.command()
def worker() -> None:
    """Hand texts over to the provider until told to stop. Several may run at once."""
    from app.worker import run_worker

    _require_secrets()
    run_worker(load_settings())


def _require_secrets() -> None:
    settings = load_settings()
    if not settings.secret_key.get_secret_value():
        _stop_with("PUENTE_SECRET_KEY must be set to a long random text (see .env.example).")
    if not settings.twilio_account_sid or not settings.auth_tokens:
        _stop_with("PUENTE_TWILIO_ACCOUNT_SID and PUENTE_TWILIO_AUTH_TOKENS must be set (see .env.example).")


@cli.command()
def migrate() -> None:
    """Bring the database to the shape that this version expects."""
    with _database() as database:
        migrate_database(database)
    console.print("The database is up to date.")


@cli.command()
def create_school(
    name: str,
    line: Annotated[
        list[str], typer.Option(help="A number the school texts from; may be given several times.")
    ],
    office_phone: Annotated[str, typer.Option(help="Where a person answers, as families should read it.")],
    time_zone: Annotated[str, typer.Option(help="IANA name, such as America/Los_Angeles.")],
    rate: Annotated[float, typer.Option(help="Segments per second that the carriers let a line send.")] = 1.0,
) -> None:
    """Add a school with its lines and its front office's inbox."""
    from app.inbox.found_school import found_school

    with _writing() as (session, clock):
        school = found_school(
            session,
            name=name,
            lines=line,
            office_phone=office_phone,
            time_zone=time_zone,
            segments_per_second=rate,
            now=clock(),
        )
        console.print(f"School {school.id} is there: {school.name}, {len(line)} line(s).")


@cli.command()
def invite_staff(
    school_id: int,
    email: str,
    name: Annotated[str, typer.Option(help='As families know them: "Ms. Lee".')],
    role: Annotated[str, typer.Option(help="teacher, office, counselor or principal")] = "teacher",
    language: Annotated[str, typer.Option(help="What their screens speak: en or es.")] = "en",
) -> None:
    """Print a link, good once and for a week, with which a colleague chooses a password."""
    from app.inbox.found_school import welcome
    from app.schools.queries import get_school
    from app.staff.invitation import invite
    from app.staff.staff_member import Role

    if role not in list(Role):
        _stop_with(f"There is no role {role!r}. Choose one of: {', '.join(Role)}.")
    with _writing() as (session, clock):
        school = get_school(session, school_id)
        person, token = invite(
            session, school, email=email, name=name, role=Role(role), language=language, now=clock()
        )
        welcome(session, school, person)
    console.print(f"{load_settings().public_url}/invitations/{token}", soft_wrap=True)


@cli.command()
def text_in(sender: str, line: str, body: str) -> None:
    """Take a text as if a phone had sent it (FROM TO BODY), without the provider: for trying a school's set-up."""
    from app.gateway.port import IncomingText
    from app.inbox.receive import receive_text
    from app.main import build_front
    from app.sms.phone_number import parse_phone_number

    text = IncomingText(
        provider_sid=f"hand-{new_token()}"[:64],
        line=parse_phone_number(line),
        sender=parse_phone_number(sender),
        body=body,
        media=(),
        carrier_opt_out=None,
    )
    with _writing() as (session, clock):
        receive_text(session, text, front=build_front(), now=clock())
    console.print("The text has been filed.")


@cli.command()
def outbox(
    resume: Annotated[str, typer.Option(help="A paused line that may send again, or 'all'.")] = "",
) -> None:
    """Show what waits to leave, and which lines are paused and why."""
    from sqlalchemy import func, select

    from app.messages.delivery_status import ENDS
    from app.messages.message import Direction, Message
    from app.schools.phone_line import PhoneLine

    with _writing() as (session, _):
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


@cli.command()
def replay() -> None:
    """Work again on the provider's calls that our code had failed on."""
    from app.main import build_front
    from app.messages.provider_event import ProviderEvent
    from app.messages.queries import unprocessed_events
    from app.webhooks.twilio import replay_event

    front = build_front()
    with _database() as database:
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


@cli.command()
def health() -> None:
    """Say in one screen whether texts flow; exit code 1 when something needs a person."""
    from app.interpreting.queries import waiting_translations
    from app.messages.queries import health as read_health
    from app.schools.queries import all_schools

    needs_person = False
    with _database() as database:
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


@templates.command("check")
def check_templates(directory: Path | None = None) -> None:
    """Refuse wordings that lack a language, differ in slots, are long or hard to read, or offer a carrier word."""
    from app.sms.catalog import DEFAULT_DIRECTORY, Catalog
    from app.sms.phrase_bank import PhraseBank
    from app.tips.curriculum import Curriculum

    root = directory or DEFAULT_DIRECTORY
    # A folder of wordings is added here with its own check.
    readers: dict[str, Callable[[Path], PhraseBank | Curriculum]] = {
        "phrases": PhraseBank.load,
        "tips": Curriculum.load,
    }
    try:
        folders = [path for path in sorted(root.iterdir()) if path.is_dir() and any(path.rglob("*.toml"))]
        problems = Catalog.load(root).problems()
        for folder in folders:
            reader = readers.get(folder.name)
            found = reader(folder).problems() if reader else ["nothing reads this folder"]
            problems += (f"{folder.name}/{problem}" for problem in found)
    except (ValueError, LookupError, TypeError, OSError, DomainError) as wrong:
        _stop_with(", ".join([f"{type(wrong).__name__}: {wrong}", *getattr(wrong, "__notes__", [])]))
    for problem in problems:
        console.print(problem, markup=False, soft_wrap=True)
    if problems:
        raise SystemExit(1)
    console.print("All wordings are in order.")


@cli.command()
def simulator(
    host: str = LOOPBACK,
    port: int = 8001,
    product_url: Annotated[str, typer.Option(help="Where the product listens.")] = "http://127.0.0.1:8000",
    database: Annotated[
        Path | None, typer.Option(help="A file that keeps its texts; without one they are forgotten.")
    ] = None,
    fates: Annotated[
        bool, typer.Option(help="Let the last digits of a number choose what happens to it.")
    ] = True,
) -> None:
    """Run the pretend provider with its phones."""
    from app.demo.run import run_simulator

    run_simulator(host=host, port=port, product_url=product_url, database_path=database, fates=fates)


@cli.command()
def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Start over with fresh data.")] = False,
    port: Annotated[int, typer.Option(help="Where the dashboard listens.")] = 8000,
    phones_port: Annotated[int, typer.Option(help="Where the phones listen.")] = 8001,
    folder: Annotated[
        Path | None, typer.Option(help="Where its data is kept: var/demo, unless named.")
    ] = None,
) -> None:
    """Run everything on this machine with a small bilingual school: web, worker and phones one can see."""
    from app.demo.run import run_demo

    run_demo(reset=reset, port=port, phones_port=phones_port, folder=folder)
