"""Write the template's repository in two ways, and compare bytes, commits and CPU time.

The ways are the package's own writer of packs, and `git fast-import` with `git bundle create`. Run
as `python -m benchmarks.git_packs`.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median

from scaffold.files.tree import File, Tree
from scaffold.git.git_objects import read_references
from scaffold.template.archives import read_archives
from scaffold.template.archives.packing import open_archive
from scaffold.template.git_bundle import _ATTRIBUTES, _bundle

PERSON = "mlops-scaffold <scaffold@localhost>"
MODES = {"file": "100644", "executable": "100755"}
ROUNDS = 9


def read_releases() -> list[tuple[str, str, Tree]]:
    """Return the version, date and files of every release."""
    return [
        (archive.version, archive.date, {**open_archive(archive), **_ATTRIBUTES})
        for archive in read_archives()
    ]


def fast_import_stream(releases: list[tuple[str, str, Tree]]) -> Iterator[bytes]:
    """Yield the releases as commits with tags, for `git fast-import`."""
    for version, date, tree in releases:
        seconds = int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())
        message = f"Release {version}\n".encode()
        yield b"commit refs/heads/main\n"
        yield f"author {PERSON} {seconds} +0000\ncommitter {PERSON} {seconds} +0000\n".encode()
        yield b"data %d\n%s" % (len(message), message)
        yield b"deleteall\n"
        yield from (_file_change(path, file) for path, file in tree.items())
        yield f"\nreset refs/tags/v{version}\nfrom refs/heads/main\n\n".encode()


def _file_change(path: str, file: File) -> bytes:
    head = f"M {MODES[file.kind]} inline {path}\ndata {len(file.content)}\n".encode()
    return head + file.content + b"\n"


def write_with_git(releases: list[tuple[str, str, Tree]]) -> bytes:
    """Return the bundle that git itself writes."""
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder)
        _git(repository, "init", "-q", "--bare", "-b", "main")
        _git(repository, "fast-import", "--quiet", feed=b"".join(fast_import_stream(releases)))
        _git(repository, "bundle", "create", "-q", "bundle", "HEAD", "--all")
        return (repository / "bundle").read_bytes()


def _git(folder: Path, *arguments: str, feed: bytes = b"") -> None:
    command = ["git", *arguments]
    subprocess.run(command, cwd=folder, input=feed, check=True)  # noqa: S603 - constants


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of a call and of the processes that it starts."""
    before = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    work()
    after = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    pairs = zip(before, after, strict=True)
    return sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in pairs)


def main() -> None:
    """Print one line for each way."""
    releases = read_releases()
    ways: dict[str, Callable[[], bytes]] = {
        "own": lambda: _bundle(read_archives(), None),
        "git": lambda: write_with_git(releases),
    }
    written = {name: write() for name, write in ways.items()}
    times: dict[str, list[float]] = {name: [] for name in ways}
    started = time.perf_counter()
    for _ in range(ROUNDS):
        for name, write in ways.items():
            times[name].append(cpu(write))
    with tempfile.TemporaryDirectory() as folder:
        tags: dict[str, set[str]] = {}
        for name in ("own", "git"):
            path = Path(folder, name)
            path.write_bytes(written[name])
            tags[name] = {v for k, v in read_references(path).items() if k.startswith("refs/tags")}
    same = "the same" if tags["own"] == tags["git"] else "other"
    for name, found in times.items():
        size = len(written[name])
        sys.stdout.write(f"{name}: {median(found) * 1000:.0f} ms CPU, {size:,} bytes\n")
    seconds = time.perf_counter() - started
    sys.stdout.write(f"commits of own and git: {same}; {ROUNDS} rounds in {seconds:.0f} s\n")


if __name__ == "__main__":
    main()
