"""Server: PostgreSQL, with a schema for each campaign; and one of our own that may be stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

# Whoever writes to a campaign holds this lock; see planner.store.connecting.
WRITER = """
SELECT lock.pid, seen.backend_xid IS NOT NULL
FROM pg_locks lock JOIN pg_stat_activity seen USING (pid)
WHERE lock.locktype = 'advisory' AND lock.granted AND lock.database = seen.datid
  AND lock.objid::bigint = hashtext('mitan ' || %s)::bigint & 4294967295
"""
USER = "postgres"


class Eye:
    """Looks at a server from another connection than that of a command."""

    def __init__(self, server: URL) -> None:
        login = server.set(drivername="postgresql").render_as_string(hide_password=False)
        self._own = psycopg.connect(login, autocommit=True)

    def writer(self, schema: str) -> tuple[int, bool] | None:
        """The connection that may write to a campaign now, and whether it has written yet."""
        row = self._own.execute(WRITER, (schema,)).fetchone()
        return None if row is None else (int(row[0]), bool(row[1]))

    def end(self, pid: int) -> bool:
        """Cut a connection off; False where it is not there any more."""
        row = self._own.execute("SELECT pg_terminate_backend(%s)", (pid,)).fetchone()
        return bool(row and row[0])

    def do(self, statement: str) -> None:
        """Carry out one statement."""
        self._own.execute(statement.encode())

    def close(self) -> None:
        """Let go of the server."""
        self._own.close()


@contextmanager
def schema(server: URL) -> Iterator[tuple[str, str]]:
    """An empty schema: its name, and its URL. It is dropped at the end."""
    name = f"crash_{uuid.uuid4().hex}"
    eye = Eye(server)
    eye.do(f"CREATE SCHEMA {name}")
    eye.close()  # the server may be stopped meanwhile
    mine = server.update_query_dict({"options": f"-csearch_path={name}"})
    try:
        yield name, mine.render_as_string(hide_password=False)
    finally:
        eye = Eye(server)
        eye.do(f"DROP SCHEMA {name} CASCADE")
        eye.close()


class Server:
    """A PostgreSQL server of our own, on a socket in a folder, that may be stopped at once."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("initdb")
        places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if found is None and not places:
            raise FileNotFoundError("PostgreSQL's initdb is not installed")
        self._programs = places[-1].parent if places else Path(str(found)).parent
        self._folder = folder
        folder.mkdir(mode=0o755)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        self._do("initdb", "-D", f"{folder}/data", "--auth=trust", "-U", USER, "--encoding=UTF8")
        self.start()

    @property
    def url(self) -> URL:
        """Of its database."""
        return make_url(f"postgresql+psycopg://{USER}@/postgres?host={self._folder}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder}"
        log = f"{self._folder}/log"
        self._do("pg_ctl", "-D", f"{self._folder}/data", "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop it as if the power had gone."""
        self._do("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "stop")

    def _do(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), *words]
        if os.geteuid() == 0:  # the server refuses to be root's
            command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", *command]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            cwd=self._folder, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
