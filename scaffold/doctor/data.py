"""Checks for data, runs and models that Git should not track."""

import os
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pathspec import GitIgnoreSpec

from scaffold.answers.file import ANSWERS_FILE
from scaffold.doctor.findings import Finding, Severity
from scaffold.doctor.repository import Repository, name_of
from scaffold.files.parsing import LARGEST_CODE, LARGEST_IGNORE_FILE
from scaffold.files.paths import STATE
from scaffold.files.patterns import match_valid_patterns
from scaffold.files.tree import Change, File, read_paths

_IGNORE_FILE = ".gitignore"
# Every version of a file remains in the repository permanently.
_LARGEST = 1_000_000
_LARGE_FORMATS = (
    *(".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".feather", ".arrow", ".avro", ".orc"),
    *(".npy", ".npz", ".h5", ".hdf5", ".mat", ".tfrecord", ".xlsx", ".sqlite", ".db", ".duckdb"),
    *(".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".7z"),
    *(".safetensors", ".onnx", ".gguf", ".skops", ".tflite", ".keras", ".pb"),
)
# Formats whose loaders run code from the file: all are pickles or contain one.
_RUNNING_FORMATS = (
    *(".pkl", ".pickle", ".dill", ".cloudpickle", ".joblib", ".jbl"),
    *(".pt", ".pth", ".ckpt"),
)
_RUNNING_NAMES = ("pytorch_model.bin", "optimizer.bin")
# Folders that training creates.
_MADE = ("checkpoints", "lightning_logs", "mlruns", "outputs", "runs", "stores", "wandb")
# Code that reads settings or secrets from the environment.
_ENVIRONMENT = re.compile(
    r"\bdotenv\b|\bBaseSettings\b|\benv_file\b"
    r"|\b(?:environ|getenv)\W{1,9}(?:get\W{1,3})?\w{0,40}(?:KEY|TOKEN|SECRET|PASSW)"
)
_COMPOSE = ("compose.yml", "compose.yaml")
_PLACES = ("data/.gitkeep", "data/.gitignore", "data/README.md")


def find_what_is_not_ignored(repository: Repository) -> Iterator[Finding]:
    """Find data, runs and secrets that the next `git add` would track."""
    lines = [line for line, probe in _to_ignore(repository) if not _is_ignored(repository, probe)]
    state = [f"/{STATE}/"] if _leaves_out_state(repository) else []
    standing = read_paths(repository.path, [_IGNORE_FILE]).get(_IGNORE_FILE)
    repair = _append(standing, [*lines, *state])
    if lines:
        patterns = ", ".join(f"`{line}`" for line in "\n".join(lines).split("\n"))
        yield Finding(_IGNORE_FILE, f"missing patterns: {patterns}", repair=repair)
    elif state:
        # Git ignores that folder by a file inside, which build tools do not read.
        message = f"missing pattern: `{state[0]}`, so a build can package the backups in it"
        yield Finding(_IGNORE_FILE, message, repair=repair, severity=Severity.NOTE)


def _leaves_out_state(repository: Repository) -> bool:
    """Return whether the root's `.gitignore` lacks the `.scaffold` folder."""
    if ANSWERS_FILE not in repository.sizes:
        return False
    return not _ignore_lines(repository, _IGNORE_FILE).match_file(f"{STATE}/undo")


def find_large_files(repository: Repository) -> Iterator[Finding]:
    """Find large data files that Git tracks without Git LFS."""
    for path, size in repository.sizes.items():
        is_large = size > _LARGEST and path.casefold().endswith(_LARGE_FORMATS)
        if is_large and not _is_kept_elsewhere(repository, path):
            yield Finding(path, f"is a data file of {size / 1_000_000:.1f} MB")


def find_files_that_run_code(repository: Repository) -> Iterator[Finding]:
    """Find models and tables in formats that run code when they are loaded."""
    for path in repository.files:
        name = name_of(path)
        # Sphinx only reads pickles that it has written.
        if "doctrees" in path.split("/"):
            continue
        if name.casefold().endswith(_RUNNING_FORMATS) or name in _RUNNING_NAMES:
            yield Finding(path, "can run any code on load")


def _to_ignore(repository: Repository) -> Iterator[tuple[str, str]]:
    """Yield the required patterns, each with a path that it ignores."""
    if _reads_environment(repository):
        yield ".env", ".env"
    # Small data files that are tracked on purpose are fine; DVC ignores its own files.
    is_kept = any(path.startswith("data/") and path not in _PLACES for path in repository.files)
    if (repository.path / "data").is_dir() and not is_kept:
        yield "/data/*\n!/data/.gitkeep", "data/table.csv"
    for folder in _MADE:
        is_kept = any(path.startswith(f"{folder}/") for path in repository.files)
        if (repository.path / folder).is_dir() and not is_kept:
            yield f"/{folder}/", f"{folder}/run/model"


def _is_ignored(repository: Repository, path: str) -> bool:
    """Return whether the project's own ignore rules match; global rules do not help others."""
    folder, _, rest = path.partition("/")
    within = rest and _ignore_lines(repository, f"{folder}/{_IGNORE_FILE}").match_file(rest)
    return bool(within) or _ignore_lines(repository, _IGNORE_FILE).match_file(path)


def _reads_environment(repository: Repository) -> bool:
    """Return whether settings come from the environment, usually through `.env`."""
    if any(name_of(path).startswith(".env") for path in repository.files):
        return True
    if os.path.lexists(repository.path / ".env"):
        return True
    read = (path for path in repository.files if path.endswith((".py", *_COMPOSE)))
    return any(_ENVIRONMENT.search(repository.read(path, LARGEST_CODE)) for path in read)


def _ignore_lines(repository: Repository, path: str) -> GitIgnoreSpec:
    return repository.parsed(path, _read_ignore_file, LARGEST_IGNORE_FILE)


def _read_ignore_file(text: str) -> GitIgnoreSpec:
    return match_valid_patterns(text.splitlines())


def _append(standing: File | None, lines: list[str]) -> Change | None:
    """Return the change that adds lines; None if the path is not a regular file."""
    if standing and standing.kind in {"link", "obstacle"}:
        return None
    before = standing.content if standing else b""
    end = b"\r\n" if b"\r\n" in before else b"\n"
    gap = end if before and not before.endswith(b"\n") else b""
    added = end.join("\n".join([*lines, ""]).encode().split(b"\n"))
    kind = standing.kind if standing else "file"
    return Change(_IGNORE_FILE, standing, File(before + gap + added, kind))


def _is_kept_elsewhere(repository: Repository, path: str) -> bool:
    """Return whether Git LFS stores a file, by an attribute of any parent folder."""
    for parent in PurePosixPath(path).parents:
        attributes = str(parent / ".gitattributes")
        stored = repository.parsed(attributes, _read_attributes, LARGEST_IGNORE_FILE)
        if stored.match_file(str(PurePosixPath(path).relative_to(parent))):
            return True
    return False


def _read_attributes(text: str) -> GitIgnoreSpec:
    """Return a matcher of the files of Git LFS."""
    lines = [line.split() for line in text.splitlines()]
    return match_valid_patterns(words[0] for words in lines if "filter=lfs" in words[1:])
