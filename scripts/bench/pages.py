"""Pages over a large school, against the same pages over a small one."""

import statistics
import time

import httpx

from scripts.bench.crowd import MESSAGES_A_THREAD, fill
from scripts.bench.measure import Figure, Place, serving

SMALL, LARGE = 10_000 // MESSAGES_A_THREAD, 1_000_000 // MESSAGES_A_THREAD
ROUNDS = 25
GOAL = 1.5


def pages(place: Place) -> list[Figure]:
    """How much longer the inbox and a thread take with a hundred times as many texts."""
    small_url, large_url = place.new_url("small"), place.new_url("large")
    small, large = fill(small_url, threads=SMALL), fill(large_url, threads=LARGE)
    with (
        serving("app.main:create_app", small_url) as (small_web, _),
        serving("app.main:create_app", large_url) as (large_web, _),
    ):
        figures = []
        for name, path in (
            ("inbox page", "/inbox?queue=waiting"),
            ("inbox page, all", "/inbox?queue=all"),
            ("thread page", "/inbox?queue=all&thread={thread}"),
        ):
            times: dict[str, list[float]] = {"small": [], "large": []}
            for _ in range(ROUNDS):
                times["small"].append(_time(small_web, path, *small))
                times["large"].append(_time(large_web, path, *large))
            ratio = statistics.median(times["large"]) / statistics.median(times["small"])
            measured = f"{ratio:.2f} x ({statistics.median(times['large']) * 1000:.0f} ms)"
            figures.append(Figure(f"{name}, {place.name}", measured, f"<= {GOAL} x", ratio <= GOAL))
    return figures


def _time(web: str, path: str, token: str, thread: int) -> float:
    began = time.perf_counter()
    answer = httpx.get(
        web + path.format(thread=thread), cookies={"puente_session": token}, trust_env=False, timeout=60
    )
    took = time.perf_counter() - began
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return took
