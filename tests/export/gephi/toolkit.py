"""Opening files with the real Gephi Toolkit, which Maven fetches once into ``.cache/gephi``."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["lacking", "opened"]

HERE = Path(__file__).parent
CACHE = HERE.parents[2] / ".cache/gephi"
VERSION = "0.10.1"
ARTIFACT = f"org.gephi:gephi-toolkit:{VERSION}:jar:all"
JAR = CACHE / f"gephi-toolkit-{VERSION}-all.jar"


def lacking() -> str:
    """What has to be installed before files can be opened, in a sentence; empty if nothing."""
    if not shutil.which("java") or "jdk.compiler" not in _run("java", "--list-modules").stdout:
        return (
            "the Gephi Toolkit needs a Java development kit, 17 or later:"
            " install openjdk-17-jdk-headless"
        )
    if JAR.is_file():
        return ""
    if not shutil.which("mvn"):
        return "Maven fetches the Gephi Toolkit: install maven"
    return _fetch()


def opened(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """What Gephi holds once it has opened each file; ``failed`` where it could not."""
    program = ("-Djava.awt.headless=true", "-cp", str(JAR), str(HERE / "ReadGraph.java"))
    done = _run("java", *program, *map(str, paths))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _fetch() -> str:
    """Fetch the toolkit; a sentence where it cannot be had."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        # Two test processes at once would spoil each other's download.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if JAR.is_file():
            return ""
        draft = CACHE / "draft"
        what = (f"-Dartifact={ARTIFACT}", "-Dtransitive=false", f"-DoutputDirectory={draft}")
        done = _run("mvn", "-B", "-q", "dependency:get", "dependency:copy", *what)
        if done.returncode:
            return f"Maven could not fetch the Gephi Toolkit: {done.stdout.strip()[:300]}"
        (draft / JAR.name).replace(JAR)
        draft.rmdir()
    return ""


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=HERE, encoding="utf-8"
    )
