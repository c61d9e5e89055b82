"""What the demo says on the terminal, in both languages."""

from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from app.demo.cast import COLLEAGUES, DEMO_PASSWORD, SCHOOL_NAME
from app.staff.staff_member import Role

_ROLES = {
    Role.TEACHER: "teacher · docente",
    Role.OFFICE: "front office · oficina",
    Role.COUNSELOR: "counselor · consejería",
    Role.PRINCIPAL: "principal · dirección",
}

_FIRST_STEPS = (
    (
        "Sign in as Ms. Lee: Rosa is waiting for an answer.",
        "Entre como Ms. Lee: Rosa espera una respuesta.",
    ),
    (
        "Open the phones beside it and text as Rosa, in Spanish: it appears within two seconds, in English soon after.",
        "Abra los teléfonos al lado y escriba como Rosa: aparece en dos segundos, y enseguida en inglés.",
    ),
    (
        "Answer, and watch it arrive. Then text STOP or ALTO from a phone.",
        "Responda y vea cómo llega. Luego mande STOP o ALTO desde un teléfono.",
    ),
)

console = Console(highlight=False)


@dataclass(frozen=True)
class Places:
    """Where a person finds the demo."""

    dashboard: str
    phones: str
    folder: str


def show_preparing() -> None:
    """The first run takes a moment longer."""
    console.print("Preparing a small made-up school … · Preparando una pequeña escuela inventada …")


def show_start(places: Places, *, seconds: float, is_new: bool) -> None:
    """Everything a newcomer needs stands on one screen."""
    console.print(f"\n[bold]Puente[/bold] · {SCHOOL_NAME}   [green]ready · listo: {seconds:.1f} s[/green]\n")
    _show(
        ("Dashboard · Panel", f"[bold cyan]{places.dashboard}[/bold cyan]"),
        ("Phones · Teléfonos", f"[bold cyan]{places.phones}[/bold cyan]"),
        ("Password · Contraseña", f"[bold]{DEMO_PASSWORD}[/bold]"),
    )
    console.print("\n[bold]Accounts · Cuentas[/bold]")
    _show(*((c.email, c.name, _ROLES[c.role]) for c in COLLEAGUES))
    console.print("\n[bold]Try this first · Para empezar[/bold]")
    steps = enumerate(_FIRST_STEPS, 1)
    _show(*((f"{n}.", f"{english}\n[dim]{spanish}[/dim]") for n, (english, spanish) in steps))
    if not is_new:
        console.print("\nYour last demo goes on; a fresh one: make demo RESET=1")
        console.print("[dim]Continúa su demo anterior; una nueva: make demo RESET=1[/dim]")
    console.print(
        "\n[dim]A make-believe engine translates here: it knows everyday sentences and little more.[/dim]"
    )
    console.print("[dim]Aquí traduce un motor de mentira: sabe frases de todos los días y poco más.[/dim]")
    console.print("\nCtrl-C ends it. · Ctrl-C lo termina.")
    console.print(f"[dim]{places.folder}[/dim]\n", soft_wrap=True)


def show_end() -> None:
    """Nothing runs any more."""
    console.print("Puente has ended; the data stays. · Puente terminó; los datos quedan guardados.")


def show_last_words(name: str, words: str) -> None:
    """What a part of the demo said before it ended by itself."""
    console.print(f"[bold]puente {name}:[/bold]")
    console.print(words, markup=False, soft_wrap=True)


def _show(*rows: tuple[str, ...]) -> None:
    grid = Table.grid(padding=(0, 3))
    for row in rows:
        grid.add_row(*row)
    console.print(Padding(grid, (0, 0, 0, 2)))
