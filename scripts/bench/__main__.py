"""`make bench`: every figure the product must reach, on SQLite and PostgreSQL; exit code 1 when one is missed.

Arguments name the benches that are wanted; `--full-size` runs the announcements at the size of a large district.
"""

import sys
from functools import partial

from rich.console import Console
from rich.table import Table

from scripts.bench.broadcasts import broadcasts
from scripts.bench.demo_start import demo_start
from scripts.bench.dispatch import dispatch
from scripts.bench.inbound import inbound
from scripts.bench.measure import Figure, places
from scripts.bench.pages import pages
from scripts.bench.reports import reports
from scripts.bench.tips import tips
from scripts.bench.translated import translated
from scripts.bench.words import words

BENCHES = {
    "inbound": inbound,
    "pages": pages,
    "translated": translated,
    "dispatch": dispatch,
    "tips": tips,
    "broadcasts": broadcasts,
    "reports": reports,
}
FULL_SIZE = "--full-size"


def main(arguments: list[str]) -> int:
    """Run the benches named, or all."""
    wanted = [name for name in arguments if name != FULL_SIZE]
    benches = BENCHES | {"broadcasts": partial(broadcasts, is_full=FULL_SIZE in arguments)}
    figures: list[Figure] = []
    with places() as both:
        for place in both:
            for name, bench in benches.items():
                if not wanted or name in wanted:
                    figures += bench(place)
    if not wanted or "words" in wanted:
        figures += words()
    if not wanted or "demo" in wanted:
        figures += demo_start()
    table = Table("what", "measured", "must reach", "reached")
    for figure in figures:
        table.add_row(figure.name, figure.measured, figure.goal, "yes" if figure.is_reached else "NO")
    Console(width=120).print(table)
    return 0 if all(figure.is_reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
