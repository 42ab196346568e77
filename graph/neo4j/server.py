"""A real Neo4j server on this machine, from Maven packages: no container, no installation.

``python -m rapallo.neo4j.server --home neo4j-data`` starts Neo4j 5 community with Neo4j Browser on
127.0.0.1 and prints where to find them; Ctrl-C stops it. Needs Java 17 and Maven.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from rapallo.errors import ServerUnavailable

__all__ = ["VERSION", "LocalServer", "class_path", "free_port", "missing", "running"]

VERSION = "5.26.30"
_MAIN = "org.neo4j.server.CommunityEntryPoint"
_ADMIN = "org.neo4j.cli.AdminTool"
_OPENED = (
    "java.base/java.nio",
    "java.base/java.io",
    "java.base/sun.nio.ch",
    "java.base/java.util.concurrent",
)
_PATIENCE = 180.0


@dataclass(slots=True)
class LocalServer:
    """A server whose data lie in ``home``. Without a password it lets everyone in.

    ``settings``: further lines of ``neo4j.conf``.
    """

    home: Path
    jars: str
    bolt_port: int
    http_port: int
    password: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """The Bolt address."""
        return f"bolt://127.0.0.1:{self.bolt_port}"

    @property
    def browser(self) -> str:
        """The address of Neo4j Browser."""
        auth = "" if self.password else "&preselectAuthMethod=NO_AUTH"
        return f"http://127.0.0.1:{self.http_port}/browser/?dbms={self.uri}{auth}"

    def start(self, **settings: str) -> None:
        """Start it and wait until it answers; ``settings`` hold until it stops.

        Raises :class:`~rapallo.errors.ServerUnavailable` with the server's own last words.
        """
        for port in (self.bolt_port, self.http_port):
            if _listens(port):
                raise ServerUnavailable(f"something listens on 127.0.0.1:{port} already")
        if _locked(self.home / "data" / "databases" / "store_lock"):
            raise ServerUnavailable(f"another server runs on the data in {self.home}")
        fresh = not (self.home / "data").exists()
        self._configure(settings)
        if self.password and fresh:
            self.admin("dbms", "set-initial-password", self.password)
        with (self.home / "console.log").open("wb") as log:
            self.process = subprocess.Popen(
                self._java(_MAIN, f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # In a session of its own, so that Ctrl-C reaches us first and we stop it properly.
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop it properly; kill it where it will not."""
        if self.process:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
            self.kill()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def admin(self, *arguments: str) -> str:
        """Run ``neo4j-admin``, as it is called elsewhere, on the data of a stopped server."""
        done = subprocess.run(
            self._java(_ADMIN, *arguments),
            env={**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
            raise ServerUnavailable(f"neo4j-admin {' '.join(arguments[:2])} failed: {said[-1]}")
        return done.stdout

    def _java(self, main: str, *arguments: str) -> list[str]:
        opened = [f"--add-opens={module}=ALL-UNNAMED" for module in _OPENED]
        return ["java", "-Xms512m", "-Xmx1g", *opened, "-cp", self.jars, main, *arguments]

    def _configure(self, settings: Mapping[str, str]) -> None:
        lines = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.bolt_port}",
            "server.http.listen_address": f"127.0.0.1:{self.http_port}",
            "server.https.enabled": "false",
            "dbms.security.auth_enabled": "true" if self.password else "false",
            "dbms.usage_report.enabled": "false",
            "server.memory.pagecache.size": "512m",
            **self.settings,
            **settings,
        }
        conf = self.home / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name}={value}\n" for name, value in lines.items())
        (conf / "neo4j.conf").write_text(text, "utf-8")

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if self.process and self.process.poll() is not None:
                raise ServerUnavailable(f"the Neo4j server stopped at once: {self._last_words()}")
            if _speaks_bolt(self.bolt_port):
                return
            time.sleep(0.3)
        raise ServerUnavailable(f"the Neo4j server did not answer within {_PATIENCE:.0f} seconds")

    def _last_words(self) -> str:
        logs = (self.home / "console.log", self.home / "logs" / "neo4j.log")
        texts = (log.read_text("utf-8", "replace") for log in logs if log.exists())
        lines = [line for text in texts for line in text.splitlines()]
        telling = [line for line in lines if "ERROR" in line or "Exception" in line]
        return (telling or lines or ["it said nothing"])[-1].strip()


def _locked(path: Path) -> bool:
    """Whether a process holds a file that Neo4j locks while it runs."""
    if not path.exists():
        return False
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def missing() -> str:
    """What this machine lacks to run a server, as a sentence; empty where it lacks nothing."""
    lacking = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if lacking:
        return f"a local Neo4j needs Java 17 and Maven; not found: {', '.join(lacking)}"
    return ""


def class_path(cache: Path) -> str:
    """The server's jars, fetched into the cache once; the Java class path that names them.

    Raises :class:`~rapallo.errors.ServerUnavailable` where Java or Maven is missing or fails.
    """
    lack = missing()
    if lack:
        raise ServerUnavailable(lack)
    folder = cache / f"neo4j-{VERSION}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(cache / ".fetching", folder)
    return f"{folder.resolve()}/*"


def _fetch(half: Path, folder: Path) -> None:
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    pom = resources.files("rapallo.neo4j").joinpath("server.pom.xml").read_bytes()
    (half / "pom.xml").write_bytes(pom)
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"]
    done = subprocess.run(command, cwd=half, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if "ERROR" in line] or ["no reason given"]
        raise ServerUnavailable(f"Maven could not fetch the Neo4j server: {said[0]}")
    # Renamed last, so that an interrupted download is never taken for a whole one.
    (half / "lib").rename(folder)
    shutil.rmtree(half)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    home: Path,
    *,
    cache: Path,
    bolt_port: int | None = None,
    http_port: int | None = None,
    password: str = "",
    settings: Mapping[str, str] | None = None,
) -> Iterator[LocalServer]:
    """A server that answers for as long as the block lasts; on free ports where none are given."""
    home.mkdir(parents=True, exist_ok=True)
    server = LocalServer(
        home.resolve(),
        class_path(cache),
        bolt_port or free_port(),
        http_port or free_port(),
        password,
        settings or {},
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _speaks_bolt(port: int) -> bool:
    """Whether a Bolt handshake is answered."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(b"\x60\x60\xb0\x17\x00\x00\x04\x05" + b"\x00" * 12)
            return len(link.recv(4)) == 4
    except OSError:
        return False


def main() -> None:
    """Run a server until it is interrupted."""
    import argparse

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--home", type=Path, default=Path("neo4j-data"), help="where its data lie")
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="where its jars lie")
    parser.add_argument("--bolt-port", type=int, default=7687)
    parser.add_argument("--http-port", type=int, default=7474)
    given = vars(parser.parse_args())
    # Whoever ends us with TERM, as make and process managers do, must not leave the server behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print("Starting Neo4j; the first time it is fetched, about 140 MB ...", flush=True)
    try:
        with running(given.pop("home"), **given) as server:
            print(f"Bolt     {server.uri}\nBrowser  {server.browser}\nCtrl-C stops it.", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
    except ServerUnavailable as error:
        raise SystemExit(f"rapallo: {error}") from error


if __name__ == "__main__":
    main()
