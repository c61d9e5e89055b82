"""How soon a second `make demo` is ready."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.bench.measure import Figure
from tests.support.servers import PUENTE, free_port, plain_environment

GOAL_SECONDS = 10.0


def demo_start() -> list[Figure]:
    """Seconds from the command to the moment when everything answers, the data being there already."""
    with tempfile.TemporaryDirectory(prefix="puente-bench-") as folder:
        _run(folder)
        seconds = _run(folder)
    return [
        Figure("second demo ready", f"{seconds:.1f} s", f"< {GOAL_SECONDS:.0f} s", seconds < GOAL_SECONDS)
    ]


def _run(folder: str) -> float:
    ports = ["--port", str(free_port()), "--phones-port", str(free_port())]
    command = [str(PUENTE), "demo", "--folder", str(Path(folder) / "demo"), *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=plain_environment(), text=True) as demo:
        for line in demo.stdout or ():
            found = re.search(r"ready[^0-9]*([0-9.]+) s", line)
            if found:
                demo.terminate()
                demo.communicate(timeout=60)
                return float(found[1])
    sys.exit("the demo did not start")
