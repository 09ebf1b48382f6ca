"""Read the release notes of a template at a release, from its files or its repository."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from scaffold.files.version_text import read_version
from scaffold.template.fetching import cloned
from scaffold.template.notes import Note, parse_changelog, parse_fragment, parse_notes
from scaffold.template.releases import Release, Source, bundled_release

FOLDER, _SUFFIX = "notes", ".toml"
CHANGELOG = "CHANGELOG.md"
# The changelog fragments about the template, which become a file of notes at the next release.
FRAGMENTS, FRAGMENT_SUFFIX = "changelog.d", ".template.md"
# Longer files are not read to the end; each file costs two Git processes.
_LONGEST, _MOST_FILES = 200_000, 100

Notes = Mapping[str, list[Note]]


def read_notes(template: Release | Source) -> Notes:
    """Return the notes of a release and of earlier ones by version; empty if there are none.

    Raises:
        TemplateSourceError: The template cannot be fetched.
    """
    if isinstance(template, Release):
        return _read_bundled()  # Archives of early releases have no notes.
    return _read_foreign(template)


def read_fragments(folder: Path) -> list[Note]:
    """Return the notes in the changelog fragments of a folder, in the order of their names."""
    files = sorted(folder.glob(f"*{FRAGMENT_SUFFIX}"))
    return [parse_fragment(file.read_text("utf-8")) for file in files]


def _read_bundled() -> Notes:
    release = bundled_release()
    folder = release.path / FOLDER
    files = {file.name: file.read_text("utf-8") for file in folder.glob(f"*{_SUFFIX}")}
    notes = _parse_files(files)
    notes.setdefault(release.version, read_fragments(release.path / FRAGMENTS))
    return notes


def _read_foreign(source: Source) -> Notes:
    with cloned(source.address) as clone:
        if clone is None:
            return {}
        reference = source.reference or clone.find_newest() or "HEAD"
        files = {
            name: clone.read_text(reference, f"{FOLDER}/{name}")[:_LONGEST]
            for name in _find_newest(clone.read_text(reference, FOLDER).splitlines())
        }
        return _parse_files(files) or parse_changelog(
            clone.read_text(reference, CHANGELOG)[:_LONGEST]
        )


def _find_newest(names: Iterable[str]) -> list[str]:
    """Return the files of notes among the names in a folder, without those of early releases."""
    read = {name: read_version(name.removesuffix(_SUFFIX)) for name in names}
    versions = {name: version for name, version in read.items() if version}
    named = [name for name in versions if name.endswith(_SUFFIX)]
    return sorted(named, key=versions.__getitem__, reverse=True)[:_MOST_FILES]


def _parse_files(files: Mapping[str, str]) -> dict[str, list[Note]]:
    parsed = {name.removesuffix(_SUFFIX): parse_notes(text) for name, text in files.items()}
    return {version: notes for version, notes in parsed.items() if notes}
