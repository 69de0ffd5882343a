"""Servers of one test's own, which it may kill and start again: a Redis, an Elasticsearch node, a PostgreSQL with a
copy of the test's database, and a web server."""

import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
from django.db import connection
from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from tests.conftest import without
from tests.installation import web_process
from tests.workers import Environment, database_url, until

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


class OwnRedis:
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server") or without("redis-server") or ""
        self._port = free_port()
        self._command = [program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        until(self._answers, "Redis answers")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def fall_silent(self) -> None:
        """Who is connected hears no more, who connects hears nothing; it forgets nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def speak_again(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        with Redis(port=self._port) as redis:
            try:
                return bool(redis.ping())
            except NotYet:
                return False


class OwnElasticsearch:
    """A node that keeps its indices when it is stopped."""

    _script = ROOT / "tests" / "services" / "elasticsearch"

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._state = folder
        self.url = f"http://127.0.0.1:{self._port}"
        self.come_back()

    def vanish(self) -> None:
        running = self._process()
        self._say("stop")
        if running:  # it closes its port first, and then writes for a while
            until(lambda: not running.is_running() or running.status() == psutil.STATUS_ZOMBIE, "it has stopped")

    def come_back(self) -> None:
        self._say("start")

    def _say(self, word: str) -> None:
        own = {"SERVICES_STATE": str(self._state), "SERVICES_ES_PORT": str(self._port)}
        own["ES_JAVA_OPTS"] = "-XX:TieredStopAtLevel=1"  # it ends before it were worth compiling it well
        subprocess.run([self._script, word], check=True, env={**os.environ, **own})

    def _process(self) -> psutil.Process | None:
        try:
            return psutil.Process(int((self._state / "elasticsearch" / "pid").read_text()))
        except (FileNotFoundError, psutil.NoSuchProcess):
            return None


class OwnPostgresql:
    """A PostgreSQL that holds what this test's database held when it was started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = _programs()
        self.port = free_port()
        self._run("initdb", "-D", str(folder), "-U", "tantu", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        dump = subprocess.run(
            [self._programs / "pg_dump", "-Fc", database_url()], check=True, capture_output=True
        ).stdout
        self._run("createdb", *self._host(), "own")
        restore = [self._programs / "pg_restore", *self._host(), "-d", "own", "--no-owner", "--exit-on-error"]
        subprocess.run(restore, input=dump, check=True, capture_output=True)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder} -c fsync=off"
        self._run("pg_ctl", "-D", str(self._folder), "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """As when the machine loses its power."""
        self._run("pg_ctl", "-D", str(self._folder), "-m", "immediate", "stop")

    def _host(self) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "tantu"]

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:  # the server refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


class Web:
    """A web server that a test may kill and start again."""

    def __init__(self, folder: Path, environment: Environment) -> None:
        self.folder = folder
        names = ("REDIS_URL", "ELASTICSEARCH_URL", "ELASTICSEARCH_INDEX_PREFIX", "DATABASE_URL")
        self._environment = {name: environment[name] for name in names if name in environment}
        self._environment["DJANGO_SETTINGS_MODULE"] = "tests.plain_files"
        self.start()

    def start(self) -> None:
        self._running = web_process(self.folder, **self._environment)
        self.client, self._process = self._running.__enter__()

    def kill(self) -> None:
        """As a power cut would: the server and those of its processes that answer."""
        for process in [*self.answering(), psutil.Process(self._process.pid)]:
            process.kill()
        self.stop()

    def stop(self) -> None:
        self._running.__exit__(None, None, None)

    def answering(self) -> list[psutil.Process]:
        return psutil.Process(self._process.pid).children(recursive=True)

    def may_write(self, most: int) -> None:
        """No file may grow beyond so many bytes: a disk that fills up."""
        for process in self.answering():
            _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, hard))


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        without("initdb of PostgreSQL")
    return found[-1].parent


@contextmanager
def own_redis(folder: Path) -> Iterator[OwnRedis]:
    redis = OwnRedis(folder)
    try:
        yield redis
    finally:
        redis.kill()


@contextmanager
def own_elasticsearch() -> Iterator[OwnElasticsearch]:
    folder = Path(tempfile.mkdtemp(prefix="tantu-elasticsearch-", dir="/var/tmp"))
    node = OwnElasticsearch(folder)
    try:
        yield node
    finally:
        node.vanish()
        shutil.rmtree(folder)


@contextmanager
def own_postgresql() -> Iterator[OwnPostgresql]:
    """Inside, this test's own connection is to that server as well."""
    folder = Path(tempfile.mkdtemp(prefix="tantu-postgresql-", dir="/var/tmp"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    server = OwnPostgresql(folder)
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT=server.port, USER="tantu", PASSWORD="", NAME="own")
    try:
        yield server
    finally:
        connection.close()
        connection.settings_dict.update(before)
        server.stop()
        shutil.rmtree(folder)


@contextmanager
def own_web_server(folder: Path, environment: Environment) -> Iterator[Web]:
    web = Web(folder, environment)
    try:
        yield web
    finally:
        web.stop()
