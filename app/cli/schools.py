"""Commands that set a school up: its lines, its staff, a first text to try it."""

from typing import Annotated

import typer

from app.cli.database import writing
from app.cli.terminal import console, stop_with
from app.foundation.ids import new_token
from app.foundation.settings import load_settings


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

    with writing() as (session, clock):
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


def add_line(
    school_id: int,
    number: str,
    label: Annotated[str, typer.Option(help="What staff call it.")] = "",
    rate: Annotated[float, typer.Option(help="Segments per second that the carriers let it send.")] = 1.0,
    purpose: Annotated[
        str, typer.Option(help="conversations, or emergencies for a line that carries nothing else")
    ] = "conversations",
    service: Annotated[str, typer.Option(help="The Twilio messaging service that it sends through.")] = "",
) -> None:
    """Give a school one more line to text from, or one of its own for emergencies."""
    from app.schools import add_line as adding
    from app.schools.phone_line import LinePurpose
    from app.schools.queries import get_school

    if purpose not in list(LinePurpose):
        stop_with(f"A line cannot be for {purpose!r}. Choose one of: {', '.join(LinePurpose)}.")
    with writing() as (session, clock):
        line = adding.add_line(
            session,
            get_school(session, school_id),
            number,
            label=label,
            segments_per_second=rate,
            purpose=LinePurpose(purpose),
            messaging_service_sid=service,
            now=clock(),
        )
        console.print(f"The school texts from {line.e164} too, for {line.purpose}.")


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
        stop_with(f"There is no role {role!r}. Choose one of: {', '.join(Role)}.")
    with writing() as (session, clock):
        school = get_school(session, school_id)
        person, token = invite(
            session, school, email=email, name=name, role=Role(role), language=language, now=clock()
        )
        welcome(session, school, person)
    console.print(f"{load_settings().public_url}/invitations/{token}", soft_wrap=True)


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
    with writing() as (session, clock):
        receive_text(session, text, front=build_front(), now=clock())
    console.print("The text has been filed.")
