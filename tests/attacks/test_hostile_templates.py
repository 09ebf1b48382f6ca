"""A template that is trusted still reads nothing of the machine, and comes to its end."""

import os
import time
import zlib
from collections.abc import Callable, Mapping
from hashlib import sha1
from pathlib import Path

import pytest

from scaffold.errors import TemplateSourceError
from scaffold.template import rendering_limits
from scaffold.template.rendering_limits import limited_rendering
from tests.cases.refusals import Refusal, nothing_changes
from tests.cases.test_templates import BESIDE, COMMIT, NEW, ONE, write_template
from tests.kit.machine import Scaffold, shell

pytestmark = [
    pytest.mark.case,
    # The time limit can raise in a callback of the garbage collector, and Python drops that; the
    # limit raises again.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SECONDS = Refusal(1, "The template takes more than 0.5 seconds to render", "Check the source")
MEMORY = Refusal(1, "The template takes more than 256 MiB to render", "Check the source")
EITHER = Refusal(1, "The template takes more than ", "Check the source")
FILES = Refusal(1, "The template has more than 50 files and folders", "Check the source")

Hurry = Callable[[Refusal | None], None]


@pytest.fixture(autouse=True)
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set limits that a test meets soon, but that of time, which a slow machine meets first."""
    monkeypatch.setattr(rendering_limits, "_MOST_MEMORY", 2**28)
    monkeypatch.setattr(rendering_limits, "_MOST_FILES", 50)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> Hurry:
    """Return what sets a short limit of time for a test that waits for it."""

    def set_limit(expected: Refusal | None) -> None:
        if expected in (SECONDS, EITHER):
            monkeypatch.setattr(rendering_limits, "_MOST_SECONDS", 0.5)

    return set_limit


def refused(words: str) -> Refusal:
    return Refusal(1, words, "")


LOOP = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
GROWTH = "{% set ns = namespace(x='aaaa') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}"
BOMB = "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9 if n else 'x, ' * 9}]\n" for n in range(9))

# What copier.yml and `a.jinja` contain, and how the command ends.
EXPRESSIONS: Mapping[str, tuple[str, str, Refusal]] = {
    "a loop in a loop": ("", LOOP, SECONDS),
    "an expression that goes back and forth": (
        "",
        "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' | regex_search('^(a+)+$') }}",
        SECONDS,
    ),
    "a replacement that goes back and forth": (
        "",
        "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' | regex_replace('(a|aa)+$', '') }}",
        SECONDS,
    ),
    "a loop in the name of a file": (f'n: {{default: "{LOOP}"}}\n', "{{ n }}", SECONDS),
    "a loop in a condition": (f'n: {{when: "{LOOP}", default: a}}\n', "", SECONDS),
    "a loop in a validator": (f'n: {{type: str, default: a, validator: "{LOOP}"}}\n', "", SECONDS),
    "a loop in the excluded files": (f'_exclude: ["{LOOP}"]\n', "", SECONDS),
    "a text of a billion letters": ("", "{{ ('a' * 10 ** 10) | length }}", MEMORY),
    "a wide text": ("", "{{ 'a'.center(3000000000) | length }}", MEMORY),
    "a wide number": ("", "{{ '%3000000000d' | format(1) | length }}", MEMORY),
    "a wide field": ("", "{{ '{:>3000000000}'.format(1) | length }}", MEMORY),
    "a long list": ("", "{{ ([1] * 10 ** 9) | length }}", MEMORY),
    "a text that doubles": ("", GROWTH + "{% endfor %}{{ ns.x | length }}", MEMORY),
    "a bomb of aliases as JSON": (
        f"b:\n  type: yaml\n  default: |\n    {BOMB.replace(chr(10), chr(10) + '    ')}\n",
        "{{ b | to_json }}",
        EITHER,
    ),
    "a range": ("", "{{ range(10 ** 12) | list }}", refused("Range too big")),
    "names of files": ("", "{{ '/etc/*' | fileglob }}", refused("No filter named 'fileglob'")),
    "variables": ("", "{{ '$SECRET' | expandvars }}", refused("No filter named 'expandvars'")),
    "the home": ("", "{{ '~' | expanduser }}", refused("No filter named 'expanduser'")),
    "a real path": ("", "{{ 'a' | realpath }}", refused("No filter named 'realpath'")),
    "a path to here": ("", "{{ '/' | relpath }}", refused("No filter named 'relpath'")),
    "a file above": ("", "{% include '../outside/file.txt' %}", refused("Cannot render")),
    "a file of the system": ("", "{% include '/etc/hostname' %}", refused("not found")),
    "a file by its URL": ("", "{% include 'file:///etc/hostname' %}", refused("not found")),
    "a macro of another file": (
        "",
        "{% from '../outside/file.txt' import a %}",
        refused("Cannot render"),
    ),
    "the variables of a function": (
        "",
        "{{ cycler.__init__.__globals__.os.popen('touch ran').read() }}",
        refused("access to attribute '__init__'"),
    ),
    "the class of a number by a format": (
        "",
        "{{ '{0.__class__.__name__}'.format(1) }}",
        refused("access to attribute '__class__'"),
    ),
    "a format by its name": (
        "",
        "{{ ('{0.__class__.__name__}' | attr('format'))(1) }}",
        refused("access to attribute '__class__'"),
    ),
    "a mapping of formats": (
        "",
        "{{ '{a.__class__.__name__}'.format_map({'a': 1}) }}",
        refused("access to attribute '__class__'"),
    ),
    "a Python object as YAML": (
        "",
        "{{ '!!python/object/apply:os.system [touch ran]' | from_yaml }}",
        refused("could not determine a constructor"),
    ),
    "a cache of Jinja": ("_envops: {bytecode_cache: x}\n", "a", refused("Cannot render")),
    "extensions of Jinja by another name": (
        "_envops: {extensions: [os.path]}\n",
        "a",
        refused("multiple values"),
    ),
    "a finalizer of Jinja": (
        "_envops: {finalize: os.system}\n",
        "{{ 1 }}",
        refused("not callable"),
    ),
    "brackets without end": ("a: " + "[" * 20_000, "", refused("")),
}


@pytest.mark.parametrize(("settings", "text", "refusal"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_an_expression_ends_and_reads_nothing_outside(
    scaffold: Scaffold,
    clean_machine: Path,
    outside: Path,
    monkeypatch: pytest.MonkeyPatch,
    hurry: Hurry,
    settings: str,
    text: str,
    refusal: Refusal,
) -> None:
    hurry(refusal)
    monkeypatch.setenv("SECRET", "value")
    outside.rename(clean_machine / "outside")
    write_template(clean_machine / "template", settings, {"a.jinja": text, "{{ 'b' }}": ""})
    with nothing_changes(clean_machine):
        refusal.check(scaffold(*NEW))
    assert not list(clean_machine.rglob("ran"))


class Spinning:
    """Spends more time than a template has while it is finalized, where Python drops errors."""

    def __del__(self) -> None:
        spin(2.0)


def spin(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def take_too_long() -> None:
    Spinning()
    spin(10.0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_time_that_is_over_while_an_object_is_finalized_is_over(hurry: Hurry) -> None:
    hurry(SECONDS)
    with pytest.raises(TemplateSourceError, match=r"more than 0\.5 sec"), limited_rendering():
        take_too_long()


def link_to_itself(template: Path) -> None:
    for name in "abc":
        (template / name).symlink_to(".")


def link_twice_a_level(template: Path) -> None:
    for number in range(30):
        (template / f"d{number}").mkdir()
        for name in "ab":
            (template / f"d{number}" / name).symlink_to(f"../d{number + 1}")
    (template / "d30").mkdir()


def fill(template: Path) -> None:
    for number in range(60):
        (template / f"{number}.txt").touch()


def produce(template: Path) -> None:
    name = "{% yield a from range(90000) %}{{ a }}{% endyield %}"
    (template / name).mkdir()
    (template / name / "{% yield b from range(90000) %}{{ b }}{% endyield %}").touch()


LAID: Mapping[str, tuple[Callable[[Path], None], Refusal | None]] = {
    "links to the folder itself": (link_to_itself, None),
    "two links on each of thirty levels": (link_twice_a_level, FILES),
    "more files than a template has": (fill, FILES),
    "a name for each of billions of files": (produce, SECONDS),
}


@pytest.mark.parametrize(("lay", "refusal"), LAID.values(), ids=LAID)
def test_a_folder_without_end_is_refused(
    scaffold: Scaffold,
    clean_machine: Path,
    hurry: Hurry,
    lay: Callable[[Path], None],
    refusal: Refusal | None,
) -> None:
    hurry(refusal)
    lay(write_template(clean_machine / "template", BESIDE, {}))
    with nothing_changes(clean_machine):
        finished = scaffold(*NEW)
    if refusal is None:  # The system itself follows so many links and no more.
        assert "too many levels of symbolic links" in finished.error_lines[0]
    else:
        refusal.check(finished)
    assert [path for path in open_paths() if path.is_relative_to(clean_machine)] == []


def open_paths() -> list[Path]:
    """Return the files and folders that this process has open."""
    links = list(Path("/proc/self/fd").iterdir())
    return [link.readlink() for link in links if link.is_symlink()]


def test_a_file_is_not_included_through_a_link_that_is_kept(
    scaffold: Scaffold, clean_machine: Path, outside: Path
) -> None:
    settings = f"{BESIDE}_preserve_symlinks: true\n"
    template = write_template(clean_machine / "template", settings, {})
    (template / "link").symlink_to(outside / "file.txt")
    (template / "a.jinja").write_text("{% include 'link' %}")
    finished = scaffold(*NEW)
    made = clean_machine / "made" / "a"
    assert finished.exit_code == 1, finished
    assert not made.exists()


@pytest.mark.parametrize("name", ["_src_path", "_commit"])
def test_a_template_that_names_another_address_is_not_followed_there(
    scaffold: Scaffold, clean_machine: Path, name: str
) -> None:
    template = write_template(clean_machine / "template", BESIDE, {})
    answers = f"_src_path: https://127.0.0.1:9/x.git\n_commit: v1\n{name}: x\n"
    (template / "{{ _copier_conf.answers_file }}.jinja").write_text(answers)
    scaffold(*NEW)
    for command in ("status", "check", "update"):
        finished = scaffold(command, "made")
        assert finished.exit_code in {1, 5}, finished
        assert "127.0.0.1:9/x.git/" not in finished.errors  # Git was not asked.


def write_object(repository: Path, kind: str, content: bytes) -> str:
    """Write an object that git itself would refuse to write."""
    whole = f"{kind} {len(content)}\0".encode() + content
    name = sha1(whole).hexdigest()  # noqa: S324 - the names that git uses
    file = repository / ".git" / "objects" / name[:2] / name[2:]
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(zlib.compress(whole, 9))
    return name


def write_tree(repository: Path, *entries: tuple[str, bytes, str]) -> str:
    parts = (f"{mode} ".encode() + path + b"\0" + bytes.fromhex(to) for mode, path, to in entries)
    return write_object(repository, "tree", b"".join(parts))


def commit_tree(repository: Path, tree: str, tag: str = "v1") -> None:
    person = "a <a@b.c> 1700000000 +0000"
    text = f"tree {tree}\nauthor {person}\ncommitter {person}\n\nx\n"
    commit = write_object(repository, "commit", text.encode())
    lines = f"# pack-refs with: peeled fully-peeled sorted \n{commit} refs/tags/{tag}\n"
    (repository / ".git" / "packed-refs").write_text(lines)


ENTRIES = {
    "a folder above": b"..",
    "the folder itself": b".",
    "git's folder": b".git",
    "git's folder in capitals": b".GIT",
    "git's folder by its short name": b"git~1",
    "git's folder with a letter unseen": ".g\u200cit".encode(),
    "a path in one name": b"../../ran",
    "an absolute path": b"/tmp/ran",
    "an empty name": b"",
    "a NUL of Windows": b"a\\..\\..\\ran",
}


@pytest.fixture
def repository(clean_machine: Path) -> Path:
    """Make a template whose objects are written by hand."""
    folder = write_template(clean_machine / "template", BESIDE, ONE)
    shell(folder, f"git init -qb main; git add -A; {COMMIT}")
    return folder


@pytest.mark.parametrize("name", ENTRIES.values(), ids=ENTRIES.keys())
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_an_entry_that_leads_elsewhere_is_not_checked_out(
    scaffold: Scaffold, repository: Path, name: bytes, kind: str
) -> None:
    blob = write_object(repository, "blob", b"ran")
    entry = ("100644", name, blob)
    if kind == "folder":
        entry = ("40000", name, write_tree(repository, ("100755", b"post-checkout", blob)))
    settings = write_object(repository, "blob", BESIDE.encode())
    commit_tree(repository, write_tree(repository, entry, ("100644", b"copier.yml", settings)))
    with nothing_changes(repository):
        finished = scaffold(*NEW)
    assert finished.exit_code == 1, finished
    assert "Traceback" not in finished.errors
    assert not (repository.parent / "made").exists()
    assert not list(repository.parent.parent.rglob("ran"))


def test_a_tree_of_ten_billion_files_is_refused(scaffold: Scaffold, repository: Path) -> None:
    """Each of its ten levels has ten times the one below, so that it needs eleven objects."""
    name, mode = write_object(repository, "blob", b"x"), "100644"
    for _ in range(10):
        entries = ((mode, f"{number}".encode(), name) for number in range(10))
        name, mode = write_tree(repository, *entries), "40000"
    commit_tree(repository, name)
    Refusal(1, "has more than 100,000 files", "").check(scaffold(*NEW))


def test_files_of_more_bytes_than_a_command_reads_are_refused(
    scaffold: Scaffold, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scaffold.template.tree_size._MOST_BYTES", 1_000_000)
    blob = write_object(repository, "blob", bytes(300_000))
    entries = (("100644", name, blob) for name in (b"a", b"b", b"c", b"d"))
    commit_tree(repository, write_tree(repository, *entries))
    Refusal(1, "has files of more than 0 MiB together", "").check(scaffold(*NEW))


@pytest.mark.parametrize(
    "tag",
    ["v1." + "9" * 5_000, "v" + "1." * 3_000 + "1", "1!" + "9" * 4_400, "v1+" + "a." * 2_000 + "a"],
    ids=["digits", "numbers", "an epoch", "a local part"],
)
def test_a_tag_with_thousands_of_digits_is_not_a_release(
    scaffold: Scaffold, repository: Path, tag: str
) -> None:
    shell(repository, "git rev-parse HEAD > sha")
    commit = (repository / "sha").read_text().strip()
    (repository / "sha").unlink()
    (repository / ".git" / "packed-refs").write_text(f"{commit} refs/tags/{tag}\n")
    finished = scaffold(*NEW)
    assert "Traceback" not in finished.errors
    assert finished.exit_code in {0, 1}, finished
    assert len(finished.errors) < 20_000


MODULES = {
    "a command": "ext::touch ran",
    "an option of ssh": "ssh://-oProxyCommand=touch/ran/x.git",
    "an option of git": "--upload-pack=touch ran",
    "a folder of this machine": "/etc",
    "a folder beside": "../outside",
    "a URL of this machine": "file:///etc",
    "an open file": "fd::0",
}


@pytest.mark.parametrize("address", MODULES.values(), ids=MODULES.keys())
def test_a_submodule_starts_nothing_and_reads_nothing_here(
    scaffold: Scaffold, repository: Path, address: str
) -> None:
    shell(repository, "git rev-parse HEAD > ../sha")
    sha = (repository.parent / "sha").read_text().strip()
    text = f'[submodule "x"]\n path = x\n url = "{address}"\n update = !touch ran\n'
    blobs = [write_object(repository, "blob", each.encode()) for each in (text, BESIDE)]
    tree = write_tree(
        repository,
        ("100644", b".gitmodules", blobs[0]),
        ("100644", b"copier.yml", blobs[1]),
        ("160000", b"x", sha),
    )
    commit_tree(repository, tree)
    finished = scaffold(*NEW)
    assert finished.exit_code == 1, finished
    assert not (repository.parent / "made").exists()
    assert not list(repository.parent.parent.rglob("ran"))


@pytest.mark.parametrize("name", ["../../x", "x/../../../hooks", "-x"])
def test_the_name_of_a_submodule_leads_nowhere(
    scaffold: Scaffold, repository: Path, name: str
) -> None:
    text = f'[submodule "{name}"]\n path = x\n url = https://127.0.0.1:9/x.git\n'
    blobs = [write_object(repository, "blob", each.encode()) for each in (text, BESIDE)]
    tree = write_tree(
        repository, ("100644", b".gitmodules", blobs[0]), ("100644", b"copier.yml", blobs[1])
    )
    commit_tree(repository, tree)
    before = {path.name for path in repository.parent.iterdir()}
    scaffold(*NEW)
    assert {path.name for path in repository.parent.iterdir()} - before <= {"made"}


def test_links_of_a_repository_lead_no_file_outside(
    scaffold: Scaffold, repository: Path, outside: Path
) -> None:
    """A link and, in the next entry, a folder of the same name in other capitals."""
    blob = write_object(repository, "blob", b"changed\n")
    link = write_object(repository, "blob", os.fsencode(outside))
    inner = write_tree(repository, ("100644", b"file.txt", blob))
    entries = [("120000", b"A", link), ("40000", b"A", inner)]
    commit_tree(repository, write_tree(repository, *entries))
    with nothing_changes(outside):
        assert scaffold(*NEW).exit_code in {0, 1}
