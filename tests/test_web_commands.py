"""`kavosh serve` and `kavosh demo`, run as a user runs them."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from kavosh.search import Engine

Run = Callable[..., subprocess.CompletedProcess[str]]


@contextmanager
def running(*arguments: str | Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A command that serves: its address and the lines before. It is asked to end, and must end well."""
    command = [sys.executable, "-u", "-m", "kavosh.search", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1", "TMPDIR": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment) as process:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            pytest.fail(f"it ended without serving: {lines}")
        try:
            yield found[0], lines
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def test_serve_answers(samples_index: Path, tmp_path: Path, engine: Engine) -> None:
    with running("serve", "--index", samples_index, "--port", "0", folder=tmp_path) as (address, lines):
        assert lines == [f"Kavosh is serving {len(engine)} articles at {address} (Ctrl+C stops it)\n"]
        with urlopen(f"{address}/healthz") as answer:
            assert json.load(answer) == {"status": "ok", "documents": len(engine)}


def test_serve_explains_what_is_wrong(kavosh: Run, samples_index: Path, tmp_path: Path) -> None:
    unnamed = kavosh("serve")
    assert unnamed.returncode == 2 and "--index DIR or set KAVOSH_INDEX" in unnamed.stderr
    missing = kavosh("serve", "--index", tmp_path / "none")
    assert missing.returncode == 3 and "There is no index" in missing.stderr
    unknown = kavosh("serve", "--index", samples_index, "--host", "nowhere.invalid")
    assert unknown.returncode == 2 and "cannot listen on nowhere.invalid" in unknown.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        busy = kavosh("serve", "--port", port, KAVOSH_INDEX=str(samples_index))
    assert busy.returncode == 2 and f"Port {port} on 127.0.0.1 is in use" in busy.stderr
    assert "Traceback" not in unnamed.stderr + missing.stderr + unknown.stderr + busy.stderr


def test_demo_indexes_and_searches(kavosh: Run, engine: Engine, tmp_path: Path) -> None:
    done = kavosh("demo", "--no-serve", TMPDIR=str(tmp_path))
    assert done.returncode == 0 and done.stderr == ""
    assert f"{len(engine)} articles, {len(engine)} of them new" in done.stdout
    assert done.stdout.count("$ kavosh search") == 3
    assert "$ kavosh search همكاريها --limit 3" in done.stdout  # "cooperations", damaged
    assert "--filter city=moscow" in done.stdout and "✓مسکو (Moscow)" in done.stdout
    assert list(tmp_path.iterdir()) == []  # the temporary index is gone


def test_demo_keeps_an_index_and_serves_it(kavosh: Run, engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "kept.idx"
    with (
        running("demo", "--port", "0", "--index", folder, folder=tmp_path) as (address, _),
        urlopen(f"{address}/search?city=moscow&lang=en") as answer,
    ):
        assert "Remove filter" in answer.read().decode()
    again = kavosh("demo", "--no-serve", "--index", folder)
    assert f"{len(engine)} articles, 0 of them new" in again.stdout


def test_a_stopped_demo_leaves_nothing(tmp_path: Path) -> None:
    with running("demo", "--port", "0", folder=tmp_path):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
