"""Data, runs and models that git should not keep."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from pathspec import GitIgnoreSpec

from scaffold.answers_file import ANSWERS_FILE
from scaffold.apply.journal import Change
from scaffold.doctor.findings import Finding
from scaffold.doctor.repository import Repository
from scaffold.trees import File, read_paths

_IGNORE_FILE = ".gitignore"
# Each version of a file stays in the repository for ever, for everyone who clones it.
_LARGEST = 1_000_000
_LARGE_FORMATS = (
    *(".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".feather", ".arrow", ".avro", ".orc"),
    *(".npy", ".npz", ".h5", ".hdf5", ".mat", ".tfrecord", ".xlsx", ".sqlite", ".db", ".duckdb"),
    *(".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".7z"),
    *(".safetensors", ".onnx", ".gguf", ".skops", ".tflite", ".keras", ".pb"),
)
# Formats of which the loader runs code that the file names: all are pickles, or hold one.
_RUNNING_FORMATS = (
    *(".pkl", ".pickle", ".dill", ".cloudpickle", ".joblib", ".jbl"),
    *(".pt", ".pth", ".ckpt"),
)
_RUNNING_NAMES = ("pytorch_model.bin", "optimizer.bin")
# What training makes, and how to ignore it; the folder of data keeps its place in git.
_MADE = ("checkpoints", "lightning_logs", "mlruns", "outputs", "runs", "stores", "wandb")
_PLACES = ("data/.gitkeep", "data/.gitignore", "data/README.md")


def find_what_is_not_ignored(repository: Repository) -> Iterator[Finding]:
    """Find places of data, runs and secrets that the next `git add` would keep."""
    lines = [line for line, probe in _to_ignore(repository) if not _is_ignored(repository, probe)]
    if not lines:
        return
    standing = read_paths(repository.path, [_IGNORE_FILE]).get(_IGNORE_FILE)
    named = ", ".join(f"`{line}`" for line in lines)
    yield Finding(_IGNORE_FILE, f"does not name {named}", repair=_append(standing, lines))


def find_large_files(repository: Repository) -> Iterator[Finding]:
    """Find large data files that git itself keeps, rather than its extension for large files."""
    elsewhere = _kept_elsewhere(repository)
    for path in repository.files:
        if path.casefold().endswith(_LARGE_FORMATS) and not elsewhere.match_file(path):
            size = repository.size(path)
            if size > _LARGEST:
                yield Finding(path, f"is {size / 1_000_000:.1f} MB of data")


def find_files_that_run_code(repository: Repository) -> Iterator[Finding]:
    """Find models and tables in formats that run code when they are loaded."""
    for path in repository.files:
        name = PurePosixPath(path).name
        if name.casefold().endswith(_RUNNING_FORMATS) or name in _RUNNING_NAMES:
            yield Finding(path, "can run any code when it is loaded")


def _to_ignore(repository: Repository) -> Iterator[tuple[str, str]]:
    """Yield the lines that are wanted, each with a path that it would ignore."""
    is_project = ANSWERS_FILE in repository.files
    yield ".env", ".env"
    # Small data that somebody put into git on purpose stays there; DVC ignores its own.
    is_kept = any(path.startswith("data/") and path not in _PLACES for path in repository.files)
    if (is_project or (repository.path / "data").is_dir()) and not is_kept:
        yield "/data/*\n!/data/.gitkeep", "data/table.csv"
    for folder in _MADE:
        is_kept = any(path.startswith(f"{folder}/") for path in repository.files)
        if (repository.path / folder).is_dir() and not is_kept:
            yield f"/{folder}/", f"{folder}/run/model"


def _is_ignored(repository: Repository, path: str) -> bool:
    """Say whether ignore lines of the project match; those of one person help nobody else."""
    folder, _, rest = path.partition("/")
    within = rest and _ignore_lines(repository, f"{folder}/{_IGNORE_FILE}").match_file(rest)
    return bool(within) or _ignore_lines(repository, _IGNORE_FILE).match_file(path)


def _ignore_lines(repository: Repository, path: str) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(repository.read(path).splitlines())


def _append(standing: File | None, lines: list[str]) -> Change | None:
    """Return the change that adds lines; None where something else than a file stands there."""
    if standing and standing.kind in {"link", "obstacle"}:
        return None
    before = standing.content if standing else b""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    gap = end if before and not before.endswith(b"\n") else b""
    added = end.join("\n".join([*lines, ""]).encode().split(b"\n"))
    kind = standing.kind if standing else "file"
    return Change(_IGNORE_FILE, standing, File(before + gap + added, kind))


def _kept_elsewhere(repository: Repository) -> GitIgnoreSpec:
    """Return what matches the files that git stores by their digest alone."""
    lines = [line.split() for line in repository.read(".gitattributes").splitlines()]
    return GitIgnoreSpec.from_lines(words[0] for words in lines if "filter=lfs" in words[1:])
