"""Versions that both sides raised: the higher one of the same kind of pin is kept."""

import json

import pytest

from scaffold.merge.versions.ordering import LONGEST_READ
from tests.merge.merging import merge_bytes

OLD, MINE, NEW = "1" * 40, "a" * 40, "b" * 40
WORKFLOW, HOOKS, GITLAB = ".github/workflows/ci.yml", ".pre-commit-config.yaml", ".gitlab-ci.yml"
COMPOSE, POETRY, LINES = "compose.yaml", "pyproject.toml", "requirements.txt"
HASHED = "{0} \\\n    --hash=sha256:{1} \\\n    --hash=sha256:{1}\n"

# The path, a text with a gap, what the base, you and the template have in it, what it becomes,
# the name in the note, and the versions there if they differ from what is in the gap.
RAISED = {
    "an action": (WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", "v5", "v4", "v5", "a/b"),
    "an action with a full version": (
        *(WORKFLOW, "steps:\n- uses: a/b@{}\n- run: x\n", "v1.2.0", "v1.9.1", "v1.10.0", "v1.10.0"),
        "a/b",
    ),
    "an action in a folder": (
        *(WORKFLOW, "steps:\n- uses: a/b/c@{}\n", "v3", "v4", "v5", "v5", "a/b/c"),
    ),
    "an action between brackets": (
        *(WORKFLOW, "steps: [{{uses: a/b@{}}}]\n", "v3", "v5", "v4", "v5", "a/b"),
    ),
    "an orb": (
        *(".circleci/config.yml", "orbs:\n  node: circleci/node@{}\n", "5.0", "5.2", "5.1", "5.2"),
        "circleci/node",
    ),
    "a runner": (
        *(WORKFLOW, "runs-on: {}\n", "ubuntu-20.04", "ubuntu-24.04", "ubuntu-22.04"),
        *("ubuntu-24.04", "runs-on"),
    ),
    "a version of Python to test with": (
        *(WORKFLOW, "with:\n  python-version: '{}'\n", "3.9", "3.12", "3.11", "3.12"),
        "python-version",
    ),
    "a number that is not quoted": (
        *(WORKFLOW, "with:\n  python-version: {}\n", "3.9", "3.11", "3.10", "3.11"),
        "python-version",
    ),
    "a variable": (
        *(WORKFLOW, "env:\n  UV_VERSION: {}\n", "0.5.1", "0.5.9", "0.5.10", "0.5.10"),
        "UV_VERSION",
    ),
    "a hook": (
        *(HOOKS, "repos:\n- repo: https://x.org/r\n  rev: {}\n", "v0.5.0", "v0.5.7", "v0.6.0"),
        *("v0.6.0", "https://x.org/r"),
    ),
    "a hook whose revision comes first": (
        *(HOOKS, "repos:\n- rev: '{}'\n  repo: https://x.org/r\n", "24.1.0", "24.10.0", "24.2.0"),
        *("24.10.0", "https://x.org/r"),
    ),
    "a requirement of a hook": (
        *(HOOKS, "additional_dependencies: [x, '{}']\n", "types-a==1", "types-a==3", "types-a==2"),
        *("types-a==3", "types-a", "==3", "==2"),
    ),
    "a package of a hook": (
        *(HOOKS, "additional_dependencies:\n- {}\n", "eslint@8.1", "eslint@8.4", "eslint@8.3"),
        *("eslint@8.4", "eslint", "8.4", "8.3"),
    ),
    "a lower bound": (
        *(POETRY, '[project]\ndependencies = ["{}"]\n', "a>=1", "a>=2.2", "a>=2.10", "a>=2.10"),
        *("a", ">=2.2", ">=2.10"),
    ),
    "a lower bound and an upper one": (
        *(POETRY, '[project]\ndependencies = ["{}"]\n', "a>=1,<2", "a>=1.5,<3", "a>=1.6,<2"),
        *("a>=1.6,<3", "a", ">=1.5,<3", ">=1.6,<2"),
    ),
    "a compatible release": (
        *(POETRY, '[project]\ndependencies = ["{}"]\n', "A~=1.4", "A~=1.6", "A~=1.5", "A~=1.6"),
        *("A", "~=1.6", "~=1.5"),
    ),
    "a requirement to which you added an extra": (
        *(POETRY, '[project]\ndependencies = ["{}"]\n', "a>=1", "a[x] >= 2", "a>=3", "a[x] >= 3"),
        *("a", ">= 2", ">=3"),
    ),
    "a requirement to which the template added a marker": (
        *(POETRY, "[project]\ndependencies = ['{}']\n", "a>=1", "a>=4", 'a>=3; os_name == "nt"'),
        *('a>=4; os_name == "nt"', "a", ">=4", ">=3"),
    ),
    "the versions of Python that a project allows": (
        *(POETRY, '[project]\nrequires-python = "{}"\n', ">=3.9", ">=3.12", ">=3.11", ">=3.12"),
        "requires-python",
    ),
    "a dependency of Poetry": (
        *(POETRY, '[tool.poetry.dependencies]\na = "{}"\n', "^1.2", "^2.0", "^1.9", "^2.0", "a"),
    ),
    "a dependency of Poetry with extras": (
        *(POETRY, '[tool.poetry.group.dev.dependencies]\na = {{version = "{}", extras = ["x"]}}\n'),
        *("^1.2", "^1.3.1", "^1.4", "^1.4", "a"),
    ),
    "the least version of a tool": (
        *(POETRY, '[tool.pytest.ini_options]\nminversion = "{}"\n', "7", "8.0", "9.1", "9.1"),
        "minversion",
    ),
    "the Python that a formatter writes for": (
        *(POETRY, '[tool.ruff]\ntarget-version = "{}"\n', "py39", "py313", "py312", "py313"),
        "target-version",
    ),
    "a dependency of Node": (
        *("package.json", '{{"devDependencies": {{"a": "{}"}}}}\n', "^1.2.0", "^1.4.0", "^1.3.0"),
        *("^1.4.0", "a"),
    ),
    "the versions of Node that a project allows": (
        *("package.json", '{{"engines": {{"node": "{}"}}}}\n', ">=18", ">=22", ">=20", ">=22"),
        "node",
    ),
    "an image": (
        *(COMPOSE, "services:\n  db:\n    image: {}\n", "postgres:15", "postgres:17"),
        *("postgres:16", "postgres:17", "postgres", "17", "16"),
    ),
    "an image of a registry with a variant": (
        *(GITLAB, "image: {}\n", "x.org:5000/py/thon:3.10-slim", "x.org:5000/py/thon:3.12-slim"),
        *("x.org:5000/py/thon:3.13-slim", "x.org:5000/py/thon:3.13-slim"),
        *("x.org:5000/py/thon", "3.12-slim", "3.13-slim"),
    ),
    "a service of a pipeline": (
        *(GITLAB, "services: [{}]\n", "docker:24-dind", "docker:26-dind", "docker:25-dind"),
        *("docker:26-dind", "docker", "26-dind", "25-dind"),
    ),
    "the image of a build": (
        *("Dockerfile", "FROM {} AS base\nRUN x\n", "python:3.11-slim", "python:3.13-slim"),
        *("python:3.12-slim", "python:3.13-slim", "python", "3.13-slim", "3.12-slim"),
    ),
    "an image to copy from": (
        *("api.dockerfile", "FROM x\nCOPY --from={} /uv /bin/\n", "uv:0.5.1", "uv:0.5.2"),
        *("uv:0.6.0", "uv:0.6.0", "uv", "0.5.2", "0.6.0"),
    ),
    "an argument of a build": (
        *("Containerfile", 'ARG UV_VERSION="{}"\n', "0.5.1", "0.6.1", "0.6.0", "0.6.1"),
        "UV_VERSION",
    ),
    "a variable of make": ("Makefile", "UV_VERSION ?= {}\n", "1", "3", "2", "3", "UV_VERSION"),
    "a variable of just": (
        *("justfile", "uv_version := '{}'\n", "1.0", "3.0", "4.0", "4.0"),
        "uv_version",
    ),
    "a package that a script installs": (
        *("bin/setup.sh", "pip install {}  # tool\n", "uv==0.5.1", "uv==0.6.1", "uv==0.6.0"),
        *("uv==0.6.1", "uv", "==0.6.1", "==0.6.0"),
    ),
    "the Python of a project": (
        *(".python-version", "{}\n", "3.10", "3.13", "3.12", "3.13"),
        ".python-version",
    ),
    "a tool": (
        *(".tool-versions", "uv 1\npython {}\n", "3.10.1", "3.12.1", "3.12.2", "3.12.2"),
        "python",
    ),
    "a dependency of Cargo with a table of its own": (
        *("Cargo.toml", '[dependencies.a]\nversion = "{}"\n', "1.1", "1.3", "1.2", "1.3", "a"),
    ),
    "a tool on an indented line": (
        *(".tool-versions", "uv 1\n  python   {} \n", "3.10.1", "3.12.1", "3.12.2", "3.12.2"),
        "python",
    ),
    "all of a series": (
        *(LINES, "{}\n", "a==1.1.*", "a==1.3.*", "a==1.2.*", "a==1.3.*", "a", "==1.3.*", "==1.2.*"),
    ),
    "a bound beside a version that is excluded": (
        *(LINES, "{}\n", "a>=1,!=1.5", "a>=2,!=1.5", "a>=3,!=1.5", "a>=3,!=1.5"),
        *("a", ">=2,!=1.5", ">=3,!=1.5"),
    ),
    "a requirement with a marker that each side spaces otherwise": (
        *(LINES, "{}\n", "a>=1 ; x=='1'", "a>=2; x=='1'", "a>=3;x == '1'", "a>=3; x=='1'"),
        *("a", ">=2", ">=3"),
    ),
    "one of two versions in a tag": (
        *("Dockerfile", "FROM {}\n", "py:3.11-alpine3.18", "py:3.13-alpine3.18"),
        *("py:3.12-alpine3.18", "py:3.13-alpine3.18", "py", "3.13-alpine3.18", "3.12-alpine3.18"),
    ),
    "one of two versions in a tag, and you wrote the other one in full": (
        *("Dockerfile", "FROM {}\n", "py:3.11-alpine3", "py:3.13-alpine3.0", "py:3.12-alpine3"),
        *("py:3.13-alpine3.0", "py", "3.13-alpine3.0", "3.12-alpine3"),
    ),
    "a package with a scope": (
        *(HOOKS, "additional_dependencies:\n- '{}'\n", "@a/b@8.1", "@a/b@8.4", "@a/b@8.3"),
        *("@a/b@8.4", "@a/b", "8.4", "8.3"),
    ),
    "a tag in a list of the whole file": (
        *("requirements.yml", "- name: a\n  tag: {}\n", "v1", "v3", "v2", "v3", "a"),
    ),
    "a revision in an array of tables": (
        *(POETRY, '[[t]]\nname = "a"\n\n[[t]]\nname = "b"\nrev = "{}"\n', "v1", "v3", "v2", "v3"),
        "b",
    ),
    "a requirement": (LINES, "{}\n", "a==1.0", "a==1.2", "a==1.1", "a==1.2", "a", "==1.2", "==1.1"),
    "a requirement of a configuration": (
        *("setup.cfg", "[options]\ninstall_requires =\n  {}\n  z\n", "a>=1", "a>=3", "a>=2"),
        *("a>=3", "a", ">=3", ">=2"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RAISED.values(), ids=RAISED.keys())
def test_the_higher_version_is_kept_and_noted_on_one_line(case: tuple[str, ...]) -> None:
    path, text, base, ours, theirs, becomes, name, *shown = case
    mine, new = shown or (ours, theirs)
    three = [text.format(words).encode() for words in (base, ours, theirs)]
    merged = merge_bytes(path, *three)
    assert merged.content.decode() == text.format(becomes)
    assert merged.conflicts == ()
    if becomes == ours:
        note = f"{name} {mine} raised by you; the template has {new}"
    elif becomes == theirs:
        note = f"{name} {new} raised by the template; you had {mine}"
    else:
        assert len(merged.notes) == 1
        return
    assert merged.notes == (note,)
    mirrored = merge_bytes(path, three[0], three[2], three[1])
    assert mirrored.content == merged.content
    assert not mirrored.conflicts


OTHERWISE = {
    "you lowered it": (WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", "v2", "v4"),
    "the template lowered it": (WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", "v5", "v2"),
    "yours may be the same one": (WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", "v4", "v4.1.0"),
    "you wrote a fuller version": (WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", "v3.1", "v4.2"),
    "you follow a branch": (WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", "main", "v4"),
    "you use a commit, the template a version": (
        *(WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", f"{MINE} # v5", "v4"),
    ),
    "no comment names the version": (WORKFLOW, "steps:\n- uses: a/b@{}\n", OLD, MINE, NEW),
    "one version, two commits": (
        *(WORKFLOW, "steps:\n- uses: a/b@{}\n", f"{OLD} # v3", f"{MINE} # v4", f"{NEW} # v4"),
    ),
    "a key deep in a table of dependencies": (
        *(POETRY, '[tool.poetry.dependencies.a]\npython = "{}"\n', ">=1", ">=2", ">=3"),
    ),
    "a version deep in a table of dependencies": (
        *(POETRY, '[dependencies.a.b]\nversion = "{}"\n', "1", "2", "3"),
    ),
    "an indented comment": ("justfile", "x:\n  # pip install a==1.{}\n", "1", "3", "2"),
    "a comment names no version": (
        *(WORKFLOW, "steps:\n- uses: a/b@{}\n"),
        *(f"{commit}  # pinned" for commit in (OLD, MINE, NEW)),
    ),
    "you wrote the same version in full": (
        *(WORKFLOW, "steps:\n- uses: a/b@{}\n", "v3", "v3.0", "v4.1"),
    ),
    "you have two bounds of one kind": (LINES, "{}\n", "a>=1", "a>=2,>=2.1", "a>=3"),
    "the template has no hashes": (
        *(LINES, "{}\n"),
        *(HASHED.format(f"a=={n}", f"{n}" * 64).rstrip() for n in (1, 2)),
        "a==3",
    ),
    "another kind of bound": (LINES, "{}\n", "a>=1", "a==2", "a>=3"),
    "another bound of the template": (LINES, "{}\n", "a>=1", "a>=2", "a>=1,<3"),
    "a bound that you dropped": (LINES, "{}\n", "a>=1,<2", "a>=1.5", "a>=1.6,<3"),
    "compatible releases of different lengths": (LINES, "{}\n", "a~=1.3", "a~=1.4", "a~=1.4.2"),
    "a version and all of a series": (LINES, "{}\n", "a==1.1", "a==1.2.*", "a==1.3"),
    "excluded versions": (LINES, "{}\n", "a!=1", "a!=2", "a!=3"),
    "a version that is none": (LINES, "{}\n", "a==1", "a==2.x", "a==3"),
    "an epoch in a script": ("run.sh", "pip install {}\n", "a==1!1", "a==1!2", "a==1!3"),
    "more versions than before": (
        *("Dockerfile", "FROM {}\n", "py:3.11", "py:3.12-alpine3.20", "py:3.13-alpine3.21"),
    ),
    "two markers": (LINES, "{}\n", "a>=1; x=='1'", "a>=2; x=='2'", "a>=3; x=='3'"),
    "no bound before": (LINES, "{}\n", "a", "a>=2", "a>=3"),
    "a word in place of a version": (LINES, "{}\n", "a==1", "a==latest", "a==2"),
    "one of several": (
        *("package.json", '{{"dependencies": {{"a": "{}"}}}}\n', "^1 || ^2", "^2 || ^3"),
        "^2 || ^4",
    ),
    "another variant of an image": (
        *("Dockerfile", "FROM {}\n", "py:3.11-slim", "py:3.12-alpine", "py:3.13-slim"),
    ),
    "another image": ("Dockerfile", "FROM {}\n", "py:3.11", "ubi/py:3.12", "py:3.13"),
    "two versions, and each side has one": (
        *("Dockerfile", "FROM {}\n", "py:3.11-alpine3.18", "py:3.12-alpine3.20"),
        "py:3.13-alpine3.19",
    ),
    "a digest": (
        *("Dockerfile", "FROM {}\n", f"py:1@sha256:{'0' * 64}", f"py:2@sha256:{'1' * 64}"),
        "py:3",
    ),
    "a version with a digest elsewhere": (
        *("Dockerfile", "ARG A_VERSION={0}\nARG A_SHA256={0}{0}{0}{0}{0}{0}{0}{0}\n"),
        *("1000", "2000", "3000"),
    ),
    "a number that is no version": (POETRY, "[tool.x]\nfail-under = {}\n", "80", "95", "90"),
    "the version of a schema": ("a.yml", "schema_version: {}\n", "1", "3", "2"),
    "the version of the project": (POETRY, '[project]\nversion = "{}"\n', "1.0", "2.0", "1.1"),
    "a version of a lock": ("uv.lock", '[t]\na-version = "{}"\n', "1.0", "2.0", "1.1"),
    "a comparison in code": ("a.py", "if x==1.{}: pass\n", "1", "3", "2"),
    "a reference without a name": (WORKFLOW, "steps:\n- uses: '@{}'\n", "v1", "v2", "v3"),
    "prose": ("README.md", "Needs uv==1.{} at least.\n", "1", "3", "2"),
    "a text that is too long for a version": (
        *("package.json", '{{"dependencies": {{"a": "{}"}}}}\n'),
        *(f">={n}{' ' * 200}" for n in (1, 2, 3)),
    ),
    "a line that is too long for a version": (
        *("justfile", f"{' ' * 200}pip install a=={{}}\n", "1", "2", "3"),
    ),
    "a comment": ("Dockerfile", "# pip install a==1.{}\n", "1", "3", "2"),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_what_cannot_be_compared_stays_a_conflict(case: tuple[str, ...]) -> None:
    path, text, *three = case
    base, ours, theirs = (text.format(words).encode() for words in three)
    merged = merge_bytes(path, base, ours, theirs)
    assert merged.conflicts
    assert merged.notes == ()
    if path not in ("a.py", "README.md"):
        assert merged.content == ours


def test_a_commit_and_the_comment_with_its_version_travel_together() -> None:
    text = "steps:\n  - uses: a/b@{}\n  - run: x\n  - run: y\n  # {}\n"
    base = text.format(f"{OLD} # v3.1.0", "").encode()
    ours = text.format(f"{MINE}  # v4.0.2 (mine)", "mine").encode()
    theirs = text.format(f"{NEW} # tag=v4.1", "").encode()
    merged = merge_bytes(WORKFLOW, base, ours, theirs)
    assert merged.content.decode() == text.format(f"{NEW} # tag=v4.1", "mine")
    assert merged.notes == ("a/b v4.1 raised by the template; you had v4.0.2",)
    mirrored = merge_bytes(WORKFLOW, base, theirs, ours)
    assert mirrored.content == theirs.replace(b"  # \n", b"  # mine\n")
    assert mirrored.notes == ("a/b v4.1 raised by you; the template has v4.0.2",)


def test_a_commit_between_brackets_cannot_take_a_comment_along() -> None:
    base, theirs = (
        f"steps:\n- uses: a/b@{each}\n".encode() for each in (f"{OLD} # v3", f"{NEW} # v5")
    )
    ours = f"steps: [{{uses: a/b@{MINE}}}] # v4\n".encode()
    merged = merge_bytes(WORKFLOW, base, ours, theirs)
    assert merged.content == ours
    assert merged.conflicts


def test_a_version_whose_way_of_writing_does_not_fit_stays_a_conflict() -> None:
    base = b"repos:\n- repo: r\n  rev: v1\n"
    ours, theirs = b"repos: [{repo: r, rev: v2}]\n", b"repos:\n- repo: r\n  rev: >-\n    v3\n"
    merged = merge_bytes(HOOKS, base, ours, theirs)
    assert merged.content == ours
    assert merged.conflicts == ('repos[r].rev: kept "v2"; the template has "v3"',)
    assert merged.notes == ()


def test_hashes_travel_with_their_requirement() -> None:
    old, mine, new = (HASHED.format(f"a=={n}", str(n) * 64) for n in (1, 2, 3))
    other = HASHED.format("b==1", "f" * 64)
    three = [f"{a}{other}".encode() for a in (old, mine, new)]
    merged = merge_bytes(LINES, *three)
    assert merged.content == three[2]
    assert merged.notes == ("a ==3 raised by the template; you had ==2",)
    assert merge_bytes(LINES, three[0], three[2], three[1]).content == three[2]


def test_the_digest_of_an_image_travels_with_its_tag() -> None:
    three = [f"FROM py:3.{n}@sha256:{str(n) * 64}\n".encode() for n in (1, 3, 2)]
    assert merge_bytes("Dockerfile", *three).content == three[1]


def test_several_versions_are_settled_each_for_itself_and_other_changes_arrive() -> None:
    base = "FROM py:3.1 AS a\nARG A_VERSION=1\nRUN x\nFROM py:3.1 AS b\nRUN y\n"
    ours = base.replace("py:3.1 ", "py:3.5 ").replace("RUN x", "RUN mine").replace("N=1", "N=3")
    theirs = base.replace("py:3.1 ", "py:3.6 ").replace("RUN y", "RUN new").replace("N=1", "N=2")
    merged = merge_bytes("Dockerfile", base.encode(), ours.encode(), theirs.encode())
    assert merged.content.decode() == ours.replace("3.5", "3.6").replace("RUN y", "RUN new")
    assert merged.conflicts == ()
    assert merged.notes == (
        "py 3.6 raised by the template; you had 3.5",
        "A_VERSION 3 raised by you; the template has 2",
        "py 3.6 raised by the template; you had 3.5",
    )


def test_one_more_of_a_pin_on_one_side_is_not_confused_with_another() -> None:
    base, theirs = b"FROM py:3.1\nRUN x\n", b"FROM py:3.3\nRUN x\n"
    ours = b"FROM py:3.5 AS mine\nFROM py:3.2\nRUN x\n"
    merged = merge_bytes("Dockerfile", base, ours, theirs)
    assert merged.content == ours
    assert merged.conflicts


@pytest.mark.parametrize(
    ("path", "above", "mine", "line"),
    [
        ("Dockerfile", "FROM x\n# why\n", "ARG A_VERSION=9\n", "ARG B_VERSION={}\n"),
        ("justfile", "x:\n", "  pip install a==9\n", "  pip install b=={}\n"),
        (LINES, "x\n", "a==9\n", "b=={}\n"),
        (HOOKS, "additional_dependencies:\n", "- a@9\n", "- b@{}\n"),
        (HOOKS, "additional_dependencies:\n", "- a==9\n", "- b=={}\n"),
        (COMPOSE, "services:\n", "- a:9\n", "- b:{}\n"),
        (".tool-versions", "x 1\n", "a 9\n", "b {}\n"),
    ],
)
def test_a_version_is_settled_below_one_that_you_added(
    path: str, above: str, mine: str, line: str
) -> None:
    base, ours, theirs, becomes = (
        f"{above}{added}{line.format(version)}".encode()
        for added, version in (("", 1), (mine, 2), ("", 3), (mine, 3))
    )
    merged = merge_bytes(path, base, ours, theirs)
    assert (merged.content, merged.conflicts) == (becomes, ())


def test_a_requirement_is_the_same_one_however_its_name_is_written() -> None:
    merged = merge_bytes(LINES, b"A_b>=1\n", b"a-b>=2\n", b"a.B>=3\n")
    assert merged.content == b"a-b>=3\n"
    assert merged.notes == ("a-b >=3 raised by the template; you had >=2",)


def test_a_version_is_settled_beside_a_conflict() -> None:
    text = '{{"engines": {{"node": ">={}"}}, "x": {}}}\n'
    base, ours, theirs = (text.format(*each).encode() for each in ((1, 1), (2, 2), (3, 3)))
    merged = merge_bytes("package.json", base, ours, theirs)
    assert json.loads(merged.content) == {"engines": {"node": ">=3"}, "x": 2}
    assert merged.conflicts == ("x: kept 2; the template has 3",)
    assert merged.notes == ("node >=3 raised by the template; you had >=2",)


def test_equal_versions_in_other_words_are_no_conflict() -> None:
    merged = merge_bytes(LINES, b"a>=1\n", b"a>=2.0\n", b"a>=2.0.0\n")
    assert merged.content == b"a>=2.0\n"
    assert merged.conflicts == ()


def test_a_version_that_cannot_be_exchanged_holds_no_other_back() -> None:
    base = b"repos:\n- repo: r\n  rev: v1\n- repo: s\n  rev: v1\n"
    ours = b"repos: [{repo: r, rev: v2}, {repo: s, rev: v2}]\n"
    theirs = b"repos:\n- repo: r\n  rev: >-\n    v3\n- repo: s\n  rev: v3\n"
    merged = merge_bytes(HOOKS, base, ours, theirs)
    assert merged.content == b"repos: [{repo: r, rev: v2}, {repo: s, rev: v3}]\n"
    assert merged.conflicts == ('repos[r].rev: kept "v2"; the template has "v3"',)
    assert merged.notes == ("s v3 raised by the template; you had v2",)


def test_a_version_that_would_make_a_line_too_long_to_be_read_stays_a_conflict() -> None:
    longest = "pip install" + " " * (LONGEST_READ - len("pip install a==2")) + " a=={}\n"
    base, ours = (longest.format(each).encode() for each in ("1", "2"))
    assert merge_bytes("justfile", base, ours, b"pip install a==3\n").notes
    merged = merge_bytes("justfile", base, ours, b"pip install a==3.0.0\n")
    assert merged.notes == ()
    assert merged.conflicts
