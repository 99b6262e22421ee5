"""Index a large archive with the real command, and say what it took: time, memory of every process, kills survived.

    python benchmarks/large_archive.py ../shared/data/corpus/news.jsonl.gz --workers 2
    python benchmarks/large_archive.py ../shared/data/corpus/news.jsonl.gz --kills 10

Memory is read from /proc (Linux) ten times a second: a process's peak as the kernel keeps it (VmHWM), and the highest
of what is not mapped files (RssAnon). With kills, the command gets SIGKILL at random moments and is started again, and
the ids in the index are compared with those of the archive (JSON Lines with an "id" each) at the end.
"""

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kavosh.index import Index
from kavosh.index.storage import is_index

_EVERY = 0.1  # seconds between looks at /proc
_EARLIEST = 2.0  # seconds before a kill


@dataclass
class Peak:
    """The most memory a process took, in kB: in all, and not mapped files."""

    command: str
    resident: int = 0
    anonymous: int = 0


def tree(root: int) -> Iterator[int]:
    """A process and all below it."""
    yield root
    try:
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from tree(int(child))


def look(root: int, peaks: dict[int, Peak]) -> None:
    """Note the memory of a process and of all below it."""
    for process in tree(root):
        try:
            status = Path(f"/proc/{process}/status").read_text()
            command = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        values = {name: rest for name, _, rest in (line.partition(":") for line in status.splitlines())}
        if "VmHWM" in values:
            peak = peaks.setdefault(process, Peak(command))
            peak.resident = max(peak.resident, int(values["VmHWM"].split()[0]))
            peak.anonymous = max(peak.anonymous, int(values["RssAnon"].split()[0]))


def run(command: list[str], peaks: dict[int, Peak], kill_after: float = 0.0) -> int:
    """The exit code of a command whose memory is watched."""
    with subprocess.Popen(command, start_new_session=bool(kill_after)) as process:
        began = time.monotonic()
        while process.poll() is None:
            look(process.pid, peaks)
            if kill_after and time.monotonic() - began > kill_after:
                process.kill()
            time.sleep(_EVERY)
        return process.returncode


def ids(archive: Path) -> list[str]:
    with gzip.open(archive, "rt", encoding="utf-8") if archive.suffix == ".gz" else archive.open() as lines:
        return [json.loads(line)["id"] for line in lines]


def check(archive: Path, folder: Path) -> str:
    """Whether every article is in the index exactly once."""
    wanted = ids(archive)
    with Index.open(folder) as index:
        stored = len(index)
        found = [document.id for document in index]
    missing, surplus = set(wanted) - set(found), set(found) - set(wanted)
    exact = stored == len(found) == len(wanted) and not missing and not surplus
    return f"{stored} articles, each exactly once" if exact else f"{len(missing)} missing, {len(surplus)} too many"


def main(archive: Path, workers: int, kills: int, latest: float, seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "archive.idx"
        command = [sys.executable, "-m", "kavosh.search", "index", str(archive), "--index", str(index)]
        command += ["--workers", str(workers)]
        peaks: dict[int, Peak] = {}
        began, cpu = time.monotonic(), os.times()
        for number in range(kills):
            code = run(command, peaks, chance.uniform(_EARLIEST, latest))
            committed = 0
            if is_index(index):
                with Index.open(index) as half:
                    committed = len(half)
            print(f"kill {number + 1}: exit {code}, {committed} articles committed", flush=True)
        code = run(command, peaks)
        used = os.times()
        seconds = time.monotonic() - began
        busy = used.children_user + used.children_system - cpu.children_user - cpu.children_system
        print(f"exit {code}, {seconds:.0f} s, {busy:.0f} s of CPU; {check(archive, index)}")
        size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file())
        print(f"index {size / 1e6:.0f} MB")
        for peak in sorted(peaks.values(), key=lambda peak: -peak.resident)[:4]:
            shown = " ".join(Path(word).name for word in peak.command.split()[:6])
            print(f"peak {peak.resident / 1024:.0f} MB, {peak.anonymous / 1024:.0f} MB of it no files: {shown}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--latest", type=float, default=15.0, help="seconds within which a kill comes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    main(given.archive, given.workers, given.kills, given.latest, given.seed)
