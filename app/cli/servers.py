"""Commands that run until they are told to stop: the product's servers, the pretend provider, the demo."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.terminal import stop_with
from app.foundation.settings import load_settings

LOOPBACK = "127.0.0.1"


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


def worker() -> None:
    """Hand texts over to the provider until told to stop. Several may run at once."""
    from app.worker import run_worker

    _require_secrets()
    run_worker(load_settings())


def _require_secrets() -> None:
    settings = load_settings()
    if not settings.secret_key.get_secret_value():
        stop_with("PUENTE_SECRET_KEY must be set to a long random text (see .env.example).")
    if not settings.twilio_account_sid or not settings.auth_tokens:
        stop_with("PUENTE_TWILIO_ACCOUNT_SID and PUENTE_TWILIO_AUTH_TOKENS must be set (see .env.example).")


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
