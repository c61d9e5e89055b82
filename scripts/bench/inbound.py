"""Texts coming in: through the real web process, against a bare endpoint that checks the signature and inserts once."""

from datetime import UTC, datetime

from sqlalchemy import insert, select

from app.demo.cast import LINES, found_cast
from app.messages.open_thread import open_thread
from app.messages.thread import Thread
from app.roster.phone_number import NumberHealth, PhoneNumber
from scripts.bench.load import incoming_form, post_all, signed_call
from scripts.bench.measure import TOKEN, Figure, Place, median_ratio, migrated, serving

FAMILIES = 1000
ROUNDS = 9
CALLS = 600
GOAL = 0.5
PATH = "/webhooks/twilio/inbound"


def inbound(place: Place, factory: str = "app.main:create_app") -> list[Figure]:
    """How many texts a second the product takes, as a share of what a bare endpoint takes."""
    ours_url, bare_url = place.new_url("inbound"), place.new_url("bare")
    _seed(ours_url)
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    with (
        serving(factory, ours_url) as (ours, _),
        serving("scripts.bench.bare:create_app", bare_url) as (bare, _),
    ):
        for number in range(ROUNDS + 1):
            for name, url in (("bare", bare), ("ours", ours)):
                outcome = post_all(url, _calls(url + PATH, number))
                if outcome.refused:
                    raise RuntimeError(f"{outcome.refused} calls were refused")
                if number:  # the first round warms both up
                    rates[name].append(outcome.per_second)
    ratio = median_ratio(rates["ours"], rates["bare"])
    measured = f"{ratio:.2f} x ({max(rates['ours']):.0f}/s of {max(rates['bare']):.0f}/s at best)"
    return [Figure(f"inbound texts per second, {place.name}", measured, f">= {GOAL} x", ratio >= GOAL)]


def _calls(url: str, round_number: int) -> list[bytes]:
    first = round_number * CALLS
    return [
        signed_call(url, incoming_form(n, sender=_phone(n % FAMILIES), line=LINES[0]), TOKEN)
        for n in range(first, first + CALLS)
    ]


def _phone(number: int) -> str:
    return f"+1206220{number:04}"


def _seed(url: str) -> None:
    """A school with known families that have each written before, as on any ordinary day."""
    database, now = migrated(url), datetime.now(UTC)
    with database.writing() as session:
        cast = found_cast(session, now=now)
        common = {
            "school_id": cast.school.id,
            "health": NumberHealth.GOOD,
            "created_at": now,
            "verified_at": now,
        }
        session.execute(insert(PhoneNumber), [common | {"e164": _phone(n)} for n in range(FAMILIES)])
        inbox = cast.inboxes["Ms. Lee"]
        phones = session.scalars(select(PhoneNumber.id).where(PhoneNumber.e164.like("+1206220%"))).all()
        for phone in phones:
            open_thread(session, school_id=cast.school.id, phone_number_id=phone, inbox_id=inbox.id, now=now)
        for thread in session.scalars(select(Thread)):
            thread.last_message_id = 1
    database.close()
