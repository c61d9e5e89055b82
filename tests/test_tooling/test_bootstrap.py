"""Whoever types `make demo` on a machine that lacks something reads one sentence that says what."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "puente"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(REPOSITORY / "scripts" / "bootstrap.py", folder / "scripts")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(REPOSITORY / name, folder)
    return folder


def bootstrap(clone: Path, **environment: str) -> str:
    """What a failing installation says at last."""
    done = subprocess.run(
        [sys.executable, clone / "scripts" / "bootstrap.py", "runtime"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(clone)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_an_old_python_is_told_apart_from_one_that_will_do(clone: Path, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "python3"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho '/usr/bin/python3|3|9'\n")
    old.chmod(0o755)
    said = bootstrap(clone, PATH=str(old.parent))
    assert said == "Puente: Python 3.11 or newer is needed and only 3.9 is here: install python3.11."


def test_without_a_network_the_first_run_says_so(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    nobody_listens = "http://127.0.0.1:9/simple"
    said = bootstrap(
        clone, PATH=str(tmp_path / "bin"), PIP_INDEX_URL=nobody_listens, PIP_CONFIG_FILE="/dev/null"
    )
    assert (
        said
        == "Puente: the Python package index cannot be reached, and the first run needs it: check the network."
    )
