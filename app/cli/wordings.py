"""The command that checks the wordings which the software itself sends to families."""

from collections.abc import Callable
from pathlib import Path

from app.cli.terminal import console, stop_with
from app.foundation.errors import DomainError


def check_templates(directory: Path | None = None) -> None:
    """Refuse wordings that lack a language, differ in slots, are long or hard to read, or offer a carrier word."""
    from app.broadcasts.report.paper import PaperWords
    from app.dashboard.flyer import FlyerWords
    from app.events.sending.words import EventWords
    from app.sms.catalog import DEFAULT_DIRECTORY, Catalog
    from app.sms.phrase_bank import PhraseBank
    from app.tips.curriculum import Curriculum

    root = directory or DEFAULT_DIRECTORY
    # A folder of wordings is added here with its own check.
    readers: dict[str, Callable[[Path], PhraseBank | Curriculum | EventWords | FlyerWords | PaperWords]] = {
        "phrases": PhraseBank.load,
        "tips": Curriculum.load,
        "events": EventWords.load,
        "announcements": PhraseBank.load,
        "groups": FlyerWords.load,
        "on_paper": PaperWords.load,
    }
    try:
        folders = [path for path in sorted(root.iterdir()) if path.is_dir() and any(path.rglob("*.toml"))]
        problems = Catalog.load(root).problems()
        for folder in folders:
            reader = readers.get(folder.name)
            found = reader(folder).problems() if reader else ["nothing reads this folder"]
            problems += (f"{folder.name}/{problem}" for problem in found)
    except (ValueError, LookupError, TypeError, OSError, DomainError) as wrong:
        stop_with(", ".join([f"{type(wrong).__name__}: {wrong}", *getattr(wrong, "__notes__", [])]))
    for problem in problems:
        console.print(problem, markup=False, soft_wrap=True)
    if problems:
        raise SystemExit(1)
    console.print("All wordings are in order.")
