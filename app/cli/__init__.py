"""The `puente` command: everything an operator types."""

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.cli.schools import add_line, create_school, invite_staff, text_in
from app.cli.servers import demo, simulator, web, worker
from app.cli.terminal import stop_with
from app.cli.upkeep import health, migrate, outbox, replay
from app.cli.wordings import check_templates
from app.foundation.errors import DomainError
from app.foundation.logging import configure_logging
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

for command in (
    web,
    worker,
    migrate,
    create_school,
    add_line,
    invite_staff,
    text_in,
    outbox,
    replay,
    health,
    simulator,
    demo,
):
    cli.command()(command)
templates.command("check")(check_templates)


def main() -> None:
    """Run a command; an expected refusal is one sentence and exit code 1."""
    configure_logging(load_settings().log_level)
    try:
        cli()
    except DomainError as refusal:
        stop_with(str(refusal))
    except SQLAlchemyError as trouble:
        stop_with(f"The database does not answer as it should: {type(trouble).__name__}.")
