"""The PostgreSQL of the tests keeps what it acknowledged and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from app.foundation.database import Database
from tests.support.postgres import find_binaries, own_postgres, wheel_binaries

BINARIES = sorted({path for path in (find_binaries(), wheel_binaries()) if path is not None})


@pytest.mark.parametrize("binaries", BINARIES, ids=["one", "other"][: len(BINARIES)])
def test_what_was_committed_survives_a_stop_and_a_crash(binaries: Path) -> None:
    with own_postgres(binaries) as server:
        database = Database(server.create_database("school"))
        with database.writing() as session:
            session.execute(text("create table texts as select 1 as number"))
        server.stop()
        assert not database.is_reachable()
        server.start()
        with database.writing() as session:
            session.execute(text("insert into texts values (2)"))
        server.kill()
        server.start()
        with database.reading() as session:
            assert session.execute(text("select number from texts order by 1")).scalars().all() == [1, 2]
        database.close()


def test_accented_capitals_are_lowered_on_every_version() -> None:
    with own_postgres() as server:
        database = Database(server.create_database("school"))
        with database.reading() as session:
            assert session.execute(text("select lower('ÁÑÜ')")).scalar_one() == "áñü"
        database.close()


def test_no_server_and_no_folder_outlive_tests_that_are_killed(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.postgres"], stdout=subprocess.PIPE, env=environment, text=True
    ) as tests:
        assert tests.stdout is not None
        address = tests.stdout.readline()
        folder = Path(address.split("host=")[1].strip().replace("%2F", "/"))
        server = psutil.Process(int((folder / "data" / "postmaster.pid").read_text().split()[0]))
        tests.send_signal(signal.SIGKILL)
    server.wait(10)
    give_up_at = time.monotonic() + 10
    while folder.exists() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert not folder.exists()
