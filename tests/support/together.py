"""Several things at the same moment."""

import threading
from collections.abc import Callable


def together(*jobs: Callable[[], object]) -> None:
    """All of them begin at the same moment; any that fails fails the test."""
    start, failures = threading.Barrier(len(jobs)), list[BaseException]()

    def run(job: Callable[[], object]) -> None:
        start.wait()
        try:
            job()
        except BaseException as failure:  # noqa: BLE001 - told below
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
