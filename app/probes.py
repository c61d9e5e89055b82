"""What machines ask: alive, ready, and how much is waiting."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.migrations import is_migrated
from app.interpreting.queries import waiting_translations
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.messages.provider_event import ProviderEvent
from app.schools.phone_line import PhoneLine


def probes_router(database: Database, clock: Clock) -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics`; none of them tells anything about a person."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> Response:
        return Response("alive", media_type="text/plain")

    @router.get("/readyz")
    def readyz() -> Response:
        try:
            ready = is_migrated(database)
        except SQLAlchemyError:
            return Response("The database does not answer.", 503, media_type="text/plain")
        if not ready:
            return Response(
                "The database must be migrated first: puente migrate", 503, media_type="text/plain"
            )
        return Response("ready", media_type="text/plain")

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(_metrics(database, clock), media_type=CONTENT_TYPE_LATEST)

    return router


def _metrics(database: Database, clock: Clock) -> bytes:
    registry = CollectorRegistry()
    with database.reading() as session:
        now = clock()
        oldest, waiting = session.execute(
            select(func.min(Message.due_at), func.count()).where(
                Message.status == DeliveryStatus.QUEUED, Message.due_at <= now
            )
        ).one()
        untranslated, asked_at = waiting_translations(session)
        readings = {
            "puente_outbox_due": ("Texts that could leave now.", waiting),
            "puente_outbox_age_seconds": (
                "How long the longest waiting of them has waited.",
                (now - oldest).total_seconds() if oldest else 0,
            ),
            "puente_texts_unknown": (
                "Texts of which the provider has not told whether they went out.",
                session.scalar(
                    select(func.count()).select_from(Message).where(Message.ask_provider_at.is_not(None))
                ),
            ),
            "puente_events_unprocessed": (
                "Webhook calls that wait for puente replay.",
                session.scalar(
                    select(func.count()).select_from(ProviderEvent).where(ProviderEvent.problem.is_not(None))
                ),
            ),
            "puente_translations_waiting": (
                "Texts and drafts that the translation engine still owes.",
                untranslated,
            ),
            "puente_translations_age_seconds": (
                "How long the longest waiting of them has waited.",
                (now - asked_at).total_seconds() if asked_at else 0,
            ),
            "puente_lines_paused": (
                "Lines on which nothing leaves until a person resumes them.",
                session.scalar(
                    select(func.count()).select_from(PhoneLine).where(PhoneLine.paused_at.is_not(None))
                ),
            ),
        }
    for name, (meaning, value) in readings.items():
        Gauge(name, meaning, registry=registry).set(value or 0)
    return generate_latest(registry)
