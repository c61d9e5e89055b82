"""What a command says to whoever typed it."""

from rich.console import Console

console = Console()


def stop_with(sentence: str) -> None:
    Console(stderr=True).print(sentence, style="bold red", markup=False, highlight=False)
    raise SystemExit(1)
