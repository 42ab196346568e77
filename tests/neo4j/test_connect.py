"""Where the server is, and what its refusals are called."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from neo4j import Driver
from neo4j.exceptions import Neo4jError

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.errors import BadOption, ServerUnavailable
from rapallo.neo4j.connect import SCHEMES, Server, connected, explained, server_of
from rapallo.neo4j.schema import check_version
from rapallo.neo4j.server import LocalServer, free_port
from tests.helpers import claim, make_book
from tests.neo4j.database import id_of

# Where it is


def test_the_environment_says_where() -> None:
    told = {"NEO4J_URI": "neo4j://h:1", "NEO4J_USER": "anna", "NEO4J_PASSWORD": "x",
            "NEO4J_DATABASE": "d"}  # fmt: skip
    server = server_of(environment=told)
    assert (server.uri, server.user, server.password, server.database) == (
        "neo4j://h:1", "anna", "x", "d"
    )  # fmt: skip


def test_what_is_given_counts_more_than_the_environment(tmp_path: Path) -> None:
    told = {"NEO4J_URI": "neo4j://h", "NEO4J_USER": "anna", "NEO4J_PASSWORD": "x"}
    file = tmp_path / "secret"
    file.write_text("geheim ä\n", "utf-8")
    server = server_of("bolt+s://i", "ben", "e", file, environment=told)
    assert (server.uri, server.user, server.password, server.database) == (
        "bolt+s://i", "ben", "geheim ä", "e"
    )  # fmt: skip


def test_a_file_that_is_no_text_holds_no_password(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    with pytest.raises(BadOption, match="holds no password: it is not UTF-8"):
        server_of(password_file=tmp_path / "secret", environment={})


def test_a_password_is_never_shown() -> None:
    assert "geheim" not in repr(Server(password="geheim"))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_of_the_driver_is_taken(scheme: str) -> None:
    assert server_of(f"{scheme}://db.example.org:7687", environment={}).uri.startswith(scheme)


@pytest.mark.parametrize(
    "uri",
    [
        "http://h:7474",
        "h:7687",
        "bolt://",
        "bolt",
        "neo4j+x://h",
        " ",
        "bolt://h:port",
        "bolt://[::1",
    ],
)
def test_what_is_no_address_is_told(uri: str) -> None:
    with pytest.raises(BadOption, match="is not the address of a Neo4j server"):
        server_of(uri, environment={})


@pytest.mark.parametrize("uri", ["bolt://anna:geheim@h", "bolt://anna@h"])
def test_an_address_with_a_password_is_refused(uri: str) -> None:
    with pytest.raises(BadOption, match="must not hold a user or password") as told:
        server_of(uri, environment={})
    assert "geheim" not in str(told.value)


def test_no_option_takes_a_password() -> None:
    for verb in cli.list_commands(None):  # type: ignore[arg-type]
        command = cli.get_command(None, verb)  # type: ignore[arg-type]
        for param in command.params if command else ():
            assert param.name not in ("password", "auth"), verb


# Who we are


def test_a_wrong_password_is_told(neo4j_server: Server, own_server: LocalServer | None) -> None:
    if own_server is None:
        pytest.skip("a server that others use too (NEO4J_URI) is not given wrong passwords")
    sentence = f"^the Neo4j server at {neo4j_server.uri} refuses the password of neo4j$"
    with (
        pytest.raises(ServerUnavailable, match=sentence),
        connected(Server(neo4j_server.uri, "neo4j", "wrong")),
    ):
        pass
    sentence = "asks for a password: set NEO4J_PASSWORD or give --password-file$"
    with pytest.raises(ServerUnavailable, match=sentence), connected(Server(neo4j_server.uri)):
        pass


def test_a_database_that_is_not_there_is_told(neo4j_server: Server) -> None:
    server = Server(neo4j_server.uri, neo4j_server.user, neo4j_server.password, "nosuch")
    sentence = f"^there is no database nosuch at {server.uri}$"
    with pytest.raises(ServerUnavailable, match=sentence), connected(server):
        pass


# What answers there


@pytest.fixture
def old_server() -> Iterator[str]:
    """The address of what speaks Bolt 4.4 and no later: it agrees to that, and hears no more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    peer, _ = listening.accept()
                    peer.recv(20)
                    peer.sendall(b"\0\0\4\4")
                    peers.append(peer)

        peers: list[socket.socket] = []
        Thread(target=serve, daemon=True).start()
        yield f"bolt://127.0.0.1:{listening.getsockname()[1]}"
        for peer in peers:
            peer.close()


def test_a_server_of_an_older_protocol_is_told(old_server: str) -> None:
    sentence = f"^the Neo4j server at {old_server} is too old: Rapallo needs 5.7 or later$"
    with pytest.raises(ServerUnavailable, match=sentence), connected(Server(old_server)):
        pass


def test_no_server_is_told() -> None:
    server = Server(f"bolt://127.0.0.1:{free_port()}")
    with pytest.raises(ServerUnavailable, match=r"^no Neo4j server answers at"), connected(server):
        pass


@pytest.fixture
def stranger() -> Iterator[tuple[int, list[bytes]]]:
    """Something that is no Neo4j server: it answers each connection with the bytes of its list."""
    answers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    link, _ = listener.accept()
                except OSError:
                    return
                with link:
                    link.recv(1024)
                    link.sendall(answers[0])

        Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], answers
        # Closing alone would leave the thread waiting on Linux.
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "^bolt://.* is the address of Neo4j Browser"),
        (b"", "^no Neo4j server answers at"),
        (b"\x00\x00\x00\x00", "is no Neo4j server that Rapallo knows, 5.7 or later$"),
        (b"\x15\x03\x01\x00\x02", "is no Neo4j server that Rapallo knows"),
    ],
)
def test_something_else_there_is_told(
    answer: bytes, sentence: str, stranger: tuple[int, list[bytes]]
) -> None:
    port, answers = stranger
    answers.append(answer)
    server = Server(f"bolt://127.0.0.1:{port}")
    with pytest.raises(ServerUnavailable, match=sentence) as told, connected(server):
        pass
    assert "\n" not in str(told.value)


def test_encryption_that_is_not_offered_is_told(neo4j_server: Server) -> None:
    server = Server(neo4j_server.uri.replace("bolt://", "bolt+s://"), password="x")
    with pytest.raises(ServerUnavailable, match=r"^no encrypted connection to"), connected(server):
        pass


class Told:
    """A driver that knows only what its server calls itself."""

    def __init__(self, agent: str) -> None:
        self.agent = agent

    def get_server_info(self) -> Told:
        return self


@pytest.mark.parametrize("agent", ["Neo4j/5.7.0", "Neo4j/5.26.30", "Neo4j/2026.08.1", "Other/1"])
def test_a_server_new_enough_passes(agent: str) -> None:
    check_version(Told(agent))  # type: ignore[arg-type]


@pytest.mark.parametrize("agent", ["Neo4j/5.6.0", "Neo4j/4.4.38", "Neo4j/3.5.35", "Neo4j/5.0.0"])
def test_an_old_server_is_told(agent: str) -> None:
    sentence = f"^the server is {agent}; Rapallo needs Neo4j 5.7 or later"
    with pytest.raises(ServerUnavailable, match=sentence):
        check_version(Told(agent))  # type: ignore[arg-type]


def test_the_server_here_is_new_enough(driver: Driver) -> None:
    check_version(driver)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("Neo.ClientError.Security.AuthenticationRateLimit", "too many wrong passwords"),
        ("Neo.ClientError.Security.CredentialsExpired", "must be changed first"),
        ("Neo.ClientError.Security.Forbidden", "^anna may not do that with the .*: why not$"),
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", "is read-only"),
        ("Neo.TransientError.General.DatabaseUnavailable", "is stopped: start it, then do this"),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", "is out of memory: give it more"),
        ("Neo.TransientError.General.OutOfMemoryError", "with a smaller --batch"),
        ("Neo.DatabaseError.General.UnknownError", "^the Neo4j server at .* refused: why not$"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_sentence(code: str, sentence: str) -> None:
    with (
        pytest.raises(ServerUnavailable, match=sentence) as told,
        explained(Server("bolt://h", "anna")),
    ):
        raise Neo4jError._hydrate_neo4j(code=code, message="why\nnot")
    assert "\n" not in str(told.value)


# The verb


@pytest.fixture
def in_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, neo4j_server: Server, driver: Driver
) -> CliRunner:
    make_book(tmp_path, [{"kind": "met_with", "agents": "Germany;Poland", "date": "1926"}])
    monkeypatch.chdir(tmp_path)
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "secret").write_text(neo4j_server.password + "\n", "utf-8")
    return CliRunner()


def test_the_verb_pushes(in_folder: CliRunner, neo4j_server: Server, driver: Driver) -> None:
    words = ["--book", "book.duckdb", "push", "--uri", neo4j_server.uri]
    secret = ["--password-file", "secret"] if neo4j_server.password else []
    foretold = in_folder.invoke(cli, [*words, *secret, "--dry-run", "-f", "csv"])
    assert (foretold.exit_code, "Nothing was written" in foretold.stderr) == (0, True)
    assert not driver.execute_query("MATCH (n) RETURN n").records
    done = in_folder.invoke(cli, [*words, *secret, "-f", "csv"])
    assert (done.exit_code, done.stdout) == (0, foretold.stdout)
    assert "what,new,changed,removed,unchanged\nState,9,0,0,0\n" in done.stdout
    again = in_folder.invoke(cli, [*words, *secret])
    assert "Nothing to do: every record stands at bolt://" in again.stderr
    assert "--thorough compares what they hold" in again.stderr
    again = in_folder.invoke(cli, [*words, *secret, "--thorough"])
    assert "holds this casebook, every property compared" in " ".join(again.stderr.split())
    if neo4j_server.password:
        refused = in_folder.invoke(cli, words)
        assert refused.exit_code == 1
        assert "asks for a password" in refused.stderr
    gone = in_folder.invoke(cli, [*words, *secret, "--remove"])
    assert gone.exit_code == 0
    assert "no longer holds casebook " in gone.stderr
    gone = in_folder.invoke(cli, [*words, *secret, "--remove"])
    assert "does not hold this casebook: nothing to do" in gone.stderr
    assert not driver.execute_query("MATCH (n) RETURN n").records


def test_the_verb_takes_another_casebook_out(
    in_folder: CliRunner, neo4j_server: Server, driver: Driver, tmp_path: Path
) -> None:
    """One built anew has another id: its old copy stands there until somebody names it."""
    old = id_of(Casebook(tmp_path / "book.duckdb"))
    make_book(tmp_path, [claim("c-1", "met_with", "Germany;Poland")], name="new.duckdb")
    words = ["push", "--uri", neo4j_server.uri]
    words += ["--password-file", "secret"] if neo4j_server.password else []
    in_folder.invoke(cli, ["--book", "book.duckdb", *words])
    done = in_folder.invoke(cli, ["--book", "new.duckdb", *words])
    assert f"the database holds another casebook too: casebook {old}, pushed" in done.stderr
    assert "`rapallo push --remove --casebook ID` takes one out" in done.stderr
    driver.execute_query("MATCH (c:Claim {book: $b}) CREATE (:Note)-[:ON]->(c)", b=old)
    gone = in_folder.invoke(cli, ["--book", "none.duckdb", *words, "--remove", "--casebook", old])
    assert gone.exit_code == 0, gone.stderr
    assert f"no longer holds casebook {old}" in gone.stderr
    assert "Others have tied relationships to 1 of the removed: " in gone.stderr
    assert not (tmp_path / "none.duckdb").exists()
    again = in_folder.invoke(cli, ["--book", "new.duckdb", *words])
    assert "another casebook" not in again.stderr
    gone = in_folder.invoke(cli, [*words, "--remove", "--casebook", old])
    assert gone.exit_code == 1
    assert f"Error: the database holds no casebook '{old}', but " in gone.stderr


@pytest.mark.parametrize("more", [["--casebook", "1a"], ["--remove", "--thorough"]])
def test_options_that_do_not_go_together_are_refused(more: list[str]) -> None:
    done = CliRunner().invoke(cli, ["push", "--uri", "bolt://127.0.0.1:1", *more])
    assert done.exit_code == 2
    assert "--remove" in done.stderr


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s", "neo4j+ssc", "neo4j"])
def test_one_sentence_is_all_that_is_printed(neo4j_server: Server, scheme: str) -> None:
    """The driver has warnings of its own, which Python would print where nobody asked for them."""
    uri = neo4j_server.uri.replace("bolt://", f"{scheme}://")
    code = "from rapallo.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "query", "meetings", "--uri", uri],
        env={**os.environ, "NEO4J_PASSWORD": "wrong" if scheme == "neo4j" else "x"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Error: (no encrypted connection|the Neo4j server) .*\n", done.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal to be asked at")
def test_a_missing_password_is_asked_for(
    in_folder: CliRunner, neo4j_server: Server, driver: Driver
) -> None:
    if not neo4j_server.password:
        pytest.skip("the server of NEO4J_URI asks for no password")
    import pty

    words = ["--book", "book.duckdb", "push", "--uri", neo4j_server.uri]
    code = "from rapallo.cli.main import main; main()"
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "r+b", buffering=0) as terminal:
        child = subprocess.Popen(
            [sys.executable, "-c", code, *words], stdin=theirs, stdout=subprocess.PIPE,
            stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        said = b""
        while b"Password of neo4j" not in said:
            said += terminal.read(1024)
        terminal.write(neo4j_server.password.encode() + b"\n")
        out, _ = child.communicate(timeout=120)
    assert child.returncode == 0
    assert b"Claim" in out
    assert neo4j_server.password.encode() not in said
