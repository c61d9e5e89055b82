"""The baseline of the inbound path: a bare endpoint that checks the same signature and inserts one row.

It is as good as it can be made: the same pragmas, one writer at a time on SQLite, a statement built once.
"""

import os
from contextlib import nullcontext
from datetime import UTC, datetime
from threading import Lock

from anyio import to_thread
from fastapi import FastAPI, Request, Response
from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, Text, insert

from app.foundation.database import Database
from app.webhooks.signature import is_signed, parse_form, signed_url

metadata = MetaData()
calls = Table(
    "bare_calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sid", String(64), unique=True),
    Column("sender", String(20)),
    Column("line", String(20)),
    Column("body", Text),
    Column("received_at", DateTime),
)


def create_app() -> FastAPI:
    """The bare application."""
    database = Database(os.environ["PUENTE_DATABASE_URL"])
    metadata.create_all(database.engine)
    turn = Lock() if database.is_sqlite else nullcontext()
    tokens = (os.environ["PUENTE_TWILIO_AUTH_TOKENS"],)
    public_url = os.environ["PUENTE_PUBLIC_URL"]
    statement = insert(calls)
    app = FastAPI()

    def keep(fields: dict[str, str]) -> None:
        row = {
            "sid": fields["MessageSid"],
            "sender": fields["From"],
            "line": fields["To"],
            "body": fields["Body"],
            "received_at": datetime.now(UTC).replace(tzinfo=None),
        }
        with turn, database.engine.begin() as connection:
            connection.execute(statement, row)

    @app.post("/webhooks/twilio/inbound")
    async def inbound(request: Request) -> Response:
        form = parse_form(await request.body())
        url = signed_url(public_url, request.url.path, request.url.query)
        if not is_signed(url, form, request.headers.get("X-Twilio-Signature"), None, tokens):
            return Response(status_code=403)
        await to_thread.run_sync(keep, dict(form))
        return Response("<Response/>", media_type="text/xml")

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("alive")

    return app
