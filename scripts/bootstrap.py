"""Make `.venv`: a virtual environment with exactly the locked packages and the command `puente`.

    python3 scripts/bootstrap.py runtime    what `make demo` and the container need
    python3 scripts/bootstrap.py dev        the same and the tools of `make test`

Standard library only, and written so that an old Python gets far enough to say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
VENV = REPOSITORY / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3", "python")
OLDEST = (3, 11)

EXPLANATIONS = (
    (
        ("DO NOT MATCH THE HASHES", "Hash mismatch"),
        "a downloaded package is not the one that was locked, so nothing was installed.",
    ),
    (
        (
            "ConnectionError",
            "NameResolutionError",
            "ConnectTimeoutError",
            "ReadTimeoutError",
            "ProxyError",
            "Network is unreachable",
            "dns error",
            "error sending request",
            "client error (Connect)",
        ),
        "the Python package index cannot be reached, and the first run needs it: check the network.",
    ),
    (
        ("ensurepip", "No module named venv"),
        "this Python lacks its venv module: on Debian and Ubuntu, `apt-get install python3-venv`.",
    ),
    (("No space left",), "the disk is full."),
)


class Unable(Exception):
    """One sentence for the person who typed the command."""


class Finished(NamedTuple):
    """A command that ran: how it ended and all that it printed."""

    status: int
    words: str


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    if kind not in LOCKS:
        raise Unable("say which packages: `python3 scripts/bootstrap.py runtime` or `dev`.")
    if is_ready(kind):
        return
    if not os.access(str(VENV if VENV.exists() else REPOSITORY), os.W_OK):
        raise Unable(f"{REPOSITORY} cannot be written to: clone Puente into a folder of your own.")
    python = find_python()
    print("Puente: installing the locked packages into .venv (once, about a minute).", flush=True)
    make_venv(python)
    install("--require-hashes", "--only-binary", ":all:", "--requirement", LOCKS[kind])
    install("--no-build-isolation", "--editable", ".")
    for satisfied in LOCKS if kind == "dev" else [kind]:
        stamp(satisfied).write_text(fingerprint(satisfied))


def is_ready(kind: str) -> bool:
    """True when this lock was the last one installed in this folder, and its Python still exists."""
    return PYTHON.exists() and stamp(kind).exists() and stamp(kind).read_text() == fingerprint(kind)


def stamp(kind: str) -> Path:
    return VENV / f".installed-{kind}"


def fingerprint(kind: str) -> str:
    project = (REPOSITORY / "pyproject.toml").read_bytes().split(b"\n[tool.", 1)[0]
    lock = (REPOSITORY / LOCKS[kind]).read_bytes()
    return hashlib.sha256(b"\0".join([lock, project, str(VENV).encode()])).hexdigest()


def find_python() -> str:
    """The first Python that is new enough; a name proves nothing: version managers leave shims."""
    too_old = set()
    for name in CANDIDATES:
        answer = run(name, "-c", "import sys; print(sys.executable, *sys.version_info[:2], sep='|')")
        if answer.status != 0:
            continue
        path, major, minor = answer.words.strip().split("|")
        if (int(major), int(minor)) >= OLDEST:
            return path
        too_old.add(f"{major}.{minor}")
    found = f"only {', '.join(sorted(too_old))} is here" if too_old else "none is here"
    raise Unable(f"Python 3.11 or newer is needed and {found}: install python3.11.")


def make_venv(python: str) -> None:
    """An empty environment, unless one is there that works."""
    check = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST!r} or sys.prefix != {str(VENV)!r})"
    if PYTHON.exists() and run(str(PYTHON), "-c", check).status == 0:
        return
    if VENV.exists():
        shutil.rmtree(str(VENV))
    if shutil.which("uv"):
        made = run("uv", "venv", "--quiet", "--python", python, str(VENV))
    else:
        made = run(python, "-m", "venv", str(VENV))
        if made.status != 0 and has_pip(python):  # Debian's Python without python3-venv, but with python3-pip
            made = run(python, "-m", "venv", "--clear", "--without-pip", str(VENV))
    if made.status != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        explain(made)


def install(*what: str) -> None:
    """Install just what is named: the lock lists every package, so nothing is looked up."""
    if shutil.which("uv"):
        installer = ["uv", "pip", "install", "--python", str(PYTHON)]
    elif has_pip(str(PYTHON)):
        installer = [str(PYTHON), "-m", "pip", "install", "--retries", "2", "--disable-pip-version-check"]
    else:
        installer = [find_python(), "-m", "pip", "--python", str(PYTHON), "install", "--retries", "2"]
    done = run(*installer, "--quiet", "--no-deps", *what)
    if done.status != 0:
        explain(done)


def has_pip(python: str) -> bool:
    return run(python, "-m", "pip", "--version").status == 0


def explain(failed: Finished) -> None:
    """Raise what the output means in one sentence, or show it when it means nothing that we know."""
    for marks, sentence in EXPLANATIONS:
        if any(mark in failed.words for mark in marks):
            raise Unable(sentence)
    sys.stderr.write(failed.words)
    raise Unable("the packages could not be installed; the lines above say why.")


def run(*command: str) -> Finished:
    try:
        done = subprocess.run(
            command,
            cwd=str(REPOSITORY),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        return Finished(127, "")
    return Finished(done.returncode, done.stdout)


if __name__ == "__main__":
    try:
        main()
    except Unable as reason:
        sys.exit(f"Puente: {reason}")
    except OSError as error:
        sys.exit(f"Puente: {error.strerror}: {error.filename}.")
    except KeyboardInterrupt:
        sys.exit("Puente: stopped before everything was installed; the next run goes on.")
