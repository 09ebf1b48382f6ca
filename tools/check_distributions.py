"""Check that the sdist and the wheel carry every committed file they should, byte for byte."""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
BUNDLE = "scaffold/bundle/"
BUNDLED = ("changelog.d", "copier.yml", "notes", "questions", "template")
# Written by the build itself.
GENERATED = {"PKG-INFO"}
# Rendered projects, which the template can produce.
LEFT_OUT = ":(exclude)examples"

Files = Mapping[str, bytes]


def committed_files(*paths: str) -> Files:
    """Read the committed files below `paths`, or all of them."""
    listing = subprocess.run(  # noqa: S603 - the paths are constants of this file
        ["git", "ls-files", "-z", "--", *paths],  # noqa: S607 - whichever git the caller has
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    names = listing.stdout.rstrip("\0").split("\0")
    return {name: (REPOSITORY / name).read_bytes() for name in names}


def sdist_files(path: Path) -> Files:
    """Read the files of an sdist, named without its top folder."""
    with tarfile.open(path) as archive:
        contents = {
            member.name.partition("/")[2]: archive.extractfile(member)
            for member in archive.getmembers()
            if member.isfile()
        }
        return {name: file.read() for name, file in contents.items() if file is not None}


def bundled_files(path: Path) -> Files:
    """Read the template inside a wheel, named as in the repository."""
    with zipfile.ZipFile(path) as archive:
        return {
            name.removeprefix(BUNDLE): archive.read(name)
            for name in archive.namelist()
            if name.startswith(BUNDLE)
        }


def package_files(path: Path) -> Files:
    """Read the package inside a wheel, its archives too, without the template beside it."""
    with zipfile.ZipFile(path) as archive:
        names = (name for name in archive.namelist() if name.startswith("scaffold/"))
        return {name: archive.read(name) for name in names if not name.startswith(BUNDLE)}


def differences(expected: Files, found: Files) -> Iterator[str]:
    """Yield a line for every file that is missing, surplus or different."""
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"missing: {name}"
        elif name not in expected:
            yield f"not committed: {name}"
        elif expected[name] != found[name]:
            yield f"different: {name}"


def only(folder: Path, pattern: str) -> Path:
    """Return the one file that matches.

    Raises:
        SystemExit: None matches, or several do.
    """
    matches = sorted(folder.glob(pattern))
    if len(matches) != 1:
        raise SystemExit(f"error: {folder} holds {len(matches)} files {pattern}; run `just build`.")
    return matches[0]


def main() -> None:
    """Compare both distributions in the folder named on the command line with the commit."""
    folder = Path(sys.argv[1])
    sdist, wheel = only(folder, "*.tar.gz"), only(folder, "*.whl")
    contents = {name: data for name, data in sdist_files(sdist).items() if name not in GENERATED}
    expected = committed_files(".", LEFT_OUT)
    problems = [f"{sdist.name}: {line}" for line in differences(expected, contents)]
    template, package = committed_files(*BUNDLED), committed_files("scaffold")
    problems += [f"{wheel.name}: {line}" for line in differences(template, bundled_files(wheel))]
    problems += [f"{wheel.name}: {line}" for line in differences(package, package_files(wheel))]
    if problems:
        raise SystemExit("\n".join(problems))
    sys.stdout.write(f"{sdist.name}: {len(contents)} files, as committed\n")
    sys.stdout.write(f"{wheel.name}: {len(template)} template files, as committed\n")
    archives = sum(name.endswith(".tar.gz") for name in package)
    sys.stdout.write(f"{wheel.name}: {len(package)} files, {archives} archives, as committed\n")


if __name__ == "__main__":
    main()
