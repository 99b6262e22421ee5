"""Parsers of complex formats run in a process of their own, with limits on time and memory.

A PDF, a web page or a Word file may be made to never end or to fill the memory. One worker process reads
file after file; when it passes a limit it is killed, the file is reported, and the next file gets a new worker.
Both sides speak JSON: a broken parser cannot hand over more than text.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from kavosh.errors import DocumentError, UnreadableDocumentError
from kavosh.index.reading import Outcome, Reader
from kavosh.index.records import from_stored, to_stored

CPU_SECONDS = 20  # for one file
WALL_SECONDS = 60.0
MEMORY = 1024**3  # bytes of address space of the worker
_MAX_ANSWER = 64 * 1024**2  # bytes


class Isolation:
    """A worker process for readers; started with the first file. A context manager."""

    def __init__(self, cpu: int = CPU_SECONDS, wall: float = WALL_SECONDS, memory: int = MEMORY) -> None:
        self._limits = {"cpu": cpu, "memory": memory}
        self._wall = wall
        self._worker: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes, path: str, suffix: str) -> Iterator[Outcome]:
        """The documents that the reader of this suffix finds; DocumentError where it fails or passes a limit."""
        answer = self._ask(data, path, suffix)
        for item in answer["outcomes"]:
            if "document" in item:
                yield from_stored(item["document"])
            else:
                yield UnreadableDocumentError(item["path"], item["reason"])
        if answer["failure"] is not None:
            raise UnreadableDocumentError(*answer["failure"])

    def close(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.communicate()

    def __enter__(self) -> "Isolation":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, data: bytes, path: str, suffix: str) -> dict[str, Any]:
        worker = self._worker = self._worker or self._start()
        assert worker.stdin is not None and worker.stdout is not None
        head = json.dumps({"path": path, "suffix": suffix, "size": len(data), **self._limits}).encode()
        passed = threading.Event()

        def stop() -> None:
            passed.set()
            worker.kill()

        timer = threading.Timer(self._wall, stop)
        timer.start()
        try:
            worker.stdin.write(head + b"\n" + data)
            worker.stdin.flush()
            answer = worker.stdout.readline(_MAX_ANSWER)
        except BrokenPipeError:
            answer = b""
        finally:
            timer.cancel()
        if answer.endswith(b"\n"):
            return dict(json.loads(answer))
        self.close()
        reason = f"took longer than {self._wall:g} s" if passed.is_set() else "took too much time or memory"
        raise UnreadableDocumentError(path, f"reading it {reason}, and was stopped")

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "kavosh.index.isolation"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt from the keyboard is for the parent, which closes the worker
        )


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """The worker: read requests until the parent is gone."""
    from kavosh.index.readers import isolated_reader

    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        _limit(request["cpu"], request["memory"])
        answers.write(json.dumps(_answer(isolated_reader(request["suffix"]), data, request["path"])).encode() + b"\n")
        answers.flush()


def _answer(reader: Reader, data: bytes, path: str) -> dict[str, Any]:
    outcomes: list[dict[str, str]] = []
    try:
        for outcome in reader(BytesIO(data), path):
            if isinstance(outcome, DocumentError):
                outcomes.append({"path": outcome.path, "reason": outcome.reason})
            else:
                outcomes.append({"document": to_stored(outcome)})
    except DocumentError as error:
        return {"outcomes": outcomes, "failure": [error.path, error.reason]}
    except ImportError as error:
        reason = f"this format needs {error.name}: pip install 'kavosh[readers]'"
        return {"outcomes": outcomes, "failure": [path, reason]}
    except MemoryError:
        return {"outcomes": [], "failure": [path, "reading it took too much memory, and was stopped"]}
    except Exception as error:  # parsers of damaged files raise whatever they like
        return {"outcomes": outcomes, "failure": [path, f"damaged ({type(error).__name__}: {error})"[:300]]}
    return {"outcomes": outcomes, "failure": None}


def _limit(cpu: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock is left
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + cpu + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
