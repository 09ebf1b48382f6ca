"""Lines of requirements files: what each becomes, and why some cannot be written."""

import re
from pathlib import Path
from typing import Any

import pytest

from scaffold.adoption.dependencies.declaration import Declaration
from scaffold.adoption.dependencies.dependency_errors import NotConvertibleError
from scaffold.adoption.dependencies.folder import Folder
from scaffold.adoption.dependencies.pip_files import read_pip_files
from tests.adopt.dependencies.conftest import Converted, write


def read(folder: Path, text: str) -> Declaration:
    write(folder, {"requirements.txt": text})
    return read_pip_files(Folder(folder), ["requirements.txt"])


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        ("--pre", {"prerelease": "allow"}),
        ("--no-binary :all:", {"no-binary": True}),
        ("--only-binary=:all:", {"no-build": True}),
        ("--only-binary :none:", {}),
        ("--no-binary b,c\n--no-binary d", {"no-binary-package": ["b", "c", "d"]}),
        ("-f https://example.org/x.html", {"index": [("https://example.org/x.html", "flat")]}),
        ("-f wheels", {"index": [("wheels", "flat")]}),
        ("-r more/links.txt", {"index": [("wheels", "flat"), ("more/own", "flat")]}),
        ("-i 'https://example.org/s'", {"index": [("https://example.org/s", "default")]}),
        (
            "-ihttps://a.org/s --extra-index-url https://b.org/s",
            {"index": [("https://a.org/s", "default"), ("https://b.org/s", "")]},
        ),
    ],
)
def test_an_option_becomes_a_setting_of_uv(
    line: str, settings: dict[str, Any], converted: Converted
) -> None:
    links = {"more/links.txt": "-f ../wheels\n-f own\n", "wheels/x": "", "more/own/x": ""}
    found = converted({**links, "requirements.txt": f"a\n{line}\n"}).get("tool", {}).get("uv", {})
    indexes = [
        (each["url"], "default" if each.get("default") else each.get("format", ""))
        for each in found.get("index", [])
    ]
    assert found | ({"index": indexes} if indexes else {}) == settings


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("--prefer-binary", "`--prefer-binary` is not written: it is an option of pip"),
        ("--trusted-host a.org", "`--trusted-host a.org` is not written: it turns off checks"),
        ("b --hash=sha256:00 --hash=sha256:11", "its 2 hashes are not written"),
    ],
)
def test_what_is_dropped_is_said(tmp_path: Path, line: str, note: str) -> None:
    found = read(tmp_path, f"a\n{line}\n")
    assert found.problems == ()
    assert note in " ".join(found.notes)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a \\\n>=1 \\\n,<2\n", ("a>=1,<2",)),
        ("a>=1 \\\n# why\nb\n", ("a>=1", "b")),
        ("a\nb\\", ("a", "b")),
        ("-rmore.txt\n-r more.txt\n-r requirements.txt\n", ("more",)),
        ("git+git@example.org:me/x.git#egg=x\n", ("x @ git+ssh://git@example.org/me/x.git",)),
        ("git+https://example.org/x#egg=x-1.0\n", ("x @ git+https://example.org/x",)),
        ("hg+https://example.org/x#egg=x\n", ("x @ hg+https://example.org/x",)),
    ],
)
def test_a_requirement_is_read_as_pip_reads_it(
    tmp_path: Path, text: str, meant: tuple[str, ...]
) -> None:
    write(tmp_path, {"more.txt": "more\n"})
    found = read(tmp_path, text)
    assert (found.dependencies, found.problems) == (meant, ())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("--no-deps", "`--no-deps` has no place in pyproject.toml"),
        ("--no-deps" + " x" * 2_000, "has no place in pyproject.toml"),
        ('--index-url "https://a.org', '`--index-url "https://a.org` has no place'),
        ("-f /home/me/wheels", "`--find-links /home/me/wheels` is a folder of one machine"),
        ("-f ~/wheels", "`--find-links ~/wheels` is a folder of one machine"),
        ("-f ../wheels", "`--find-links ../wheels` is a folder of one machine"),
        ("-i file:///home/me/s", "`--index-url file:///home/me/s` is a folder of one machine"),
        ("--", "`--` is not a requirement of PEP 508"),
        ('b --global-option="--x"', "line 2: `--global-option"),
        ("b-${VERSION}", "`b-${VERSION}` depends on an environment variable"),
        ("file:///home/me/b-1.0.tar.gz", "is a file of one machine"),
        ("-e ../b", "`../b` is outside the repository"),
        ("git+https://example.org/", "`git+https://example.org/` does not name its package"),
        ("https://example.org/", "`https://example.org/` does not name its package"),
        ("-r missing.txt", "`missing.txt` is included, but is not a requirements file here"),
        ("b @ https://me:word@example.org/b.zip", "address of `b` contains a password or token"),
        ("./b", "`./b`: no file in it names the package"),
        ("./c", "`./c`: no file in it names the package"),
    ],
)
def test_a_line_that_cannot_be_written_is_refused_with_the_reason(
    tmp_path: Path, converted: Converted, line: str, reason: str
) -> None:
    write(tmp_path, {"c/setup.cfg": "[metadata]\n"})
    with pytest.raises(NotConvertibleError, match=re.escape(reason)):
        converted({"requirements.txt": f"a\n{line}\n"})


def test_ten_thousand_requirements_are_written_and_one_more_is_refused(
    converted: Converted,
) -> None:
    lines = "".join(f"p{number}\n" for number in range(10_000))
    written = converted({"requirements.txt": lines})
    assert len(written["project"]["dependencies"]) == 10_000
    with pytest.raises(NotConvertibleError, match="it declares more than 10,000 requirements"):
        converted({"requirements.txt": f"{lines}one-more\n"})


def test_a_requirements_file_of_a_megabyte_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"requirements.txt": "a\n" * 500_001})
    assert not Folder(tmp_path).has("requirements.txt")
