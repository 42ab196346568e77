"""The local server: what it needs, and what it says when it cannot start."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rapallo.errors import ServerUnavailable
from rapallo.neo4j.server import LocalServer, class_path, free_port, missing


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing() == "a local Neo4j needs Java 17 and Maven; not found: java, mvn"
    with pytest.raises(ServerUnavailable, match="not found: java, mvn"):
        class_path(tmp_path / "cache")


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)


def test_a_failed_download_is_told_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "java", "exit 0")
    program(tmp_path, "mvn", "/bin/mkdir lib; echo '[ERROR] no network'; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    for _ in range(2):
        with pytest.raises(ServerUnavailable, match=r"could not fetch .*: \[ERROR\] no network$"):
            class_path(tmp_path / "cache")
    program(tmp_path, "mvn", "/bin/mkdir lib; : >lib/neo4j.jar")
    folder = class_path(tmp_path / "cache").removesuffix("/*")
    assert [path.name for path in Path(folder).iterdir()] == ["neo4j.jar"]
    program(tmp_path, "mvn", "exit 1")
    assert class_path(tmp_path / "cache") == f"{folder}/*"


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = LocalServer(tmp_path, "none", port, free_port())
        sentence = f"^something listens on 127.0.0.1:{port} already$"
        with pytest.raises(ServerUnavailable, match=sentence):
            server.start()


def test_a_server_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "java", "echo 'ERROR Failed to start: no memory' >&2; exit 3")
    monkeypatch.setenv("PATH", str(tmp_path))
    server = LocalServer(tmp_path / "home", "none", free_port(), free_port())
    with pytest.raises(ServerUnavailable, match="stopped at once: ERROR Failed to start"):
        server.start()
    assert server.process is None


def test_data_in_use_are_left_to_the_server_that_uses_them(tmp_path: Path) -> None:
    lock = tmp_path / "data" / "databases" / "store_lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    hold = f"import fcntl, sys; f = open({str(lock)!r}, 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX);"
    wait = "print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold + wait], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        server = LocalServer(tmp_path, "none", free_port(), free_port())
        with pytest.raises(ServerUnavailable, match="another server runs on the data in"):
            server.start()
        assert not (tmp_path / "conf").exists()
        other.communicate()


def test_an_address_says_how_to_get_in(tmp_path: Path) -> None:
    server = LocalServer(tmp_path, "none", 7687, 7474)
    assert server.uri == "bolt://127.0.0.1:7687"
    assert server.browser.endswith("?dbms=bolt://127.0.0.1:7687&preselectAuthMethod=NO_AUTH")
    server.password = "x"
    assert server.browser == "http://127.0.0.1:7474/browser/?dbms=bolt://127.0.0.1:7687"
