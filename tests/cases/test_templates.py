"""Templates from elsewhere: broken, hostile or merely odd ones, made from and updated from."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.cases.refusals import Refusal, nothing_changes
from tests.kit.machine import Scaffold, run_command, shell
from tests.update.standing import read_standing

pytestmark = pytest.mark.case

Files = Mapping[str, str | bytes]
COMMIT = "git -c user.name=a -c user.email=a@b.c commit -qm x"
ANSWERS = {"{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers | to_nice_yaml }}"}
NEW = ("new", "made", "-l", "--no-git", "--template", "template")
# The settings stand beside the files, so they are left out of what is made.
BESIDE = "_exclude: [copier.yml, .git]\n"
# A template that does not leave out what Copier leaves out by itself.
BARE = "_exclude: [copier.yml]\n"


def write_template(folder: Path, settings: str, files: Files) -> Path:
    for name, content in {"copier.yml": settings, **ANSWERS, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


# An extension that asks somebody, as one for passwords does.
VAULT = """
from jinja2.ext import Extension

def secret():
    raise OSError("the vault does not answer")

class Vault(Extension):
    def __init__(self, environment):
        super().__init__(environment)
        environment.globals["secret"] = secret
"""
RUNS_CODE = Refusal(1, "requires permission to run code", "add its address to `trust`")
LEADS_OUT = Refusal(1, "refers to a path outside its folder", "Check the source")
OTHER_ANSWERS_FILE = Refusal(1, "only `.copier-answers.yml` is supported", "Use Copier itself")
FORBIDDEN = Refusal(1, "the path is outside the project", "Check the source")
FIX = "Fix the template or report it to its maintainers"
TWO = Refusal(1, "two files to the same path", FIX)
NOT_TEMPLATE = Refusal(1, "The template renders no files", "Check `--template` and `--release`")


INVALID_YAML = Refusal(1, "Invalid YAML in `copier.yml`", FIX)


def unreadable(words: str) -> Refusal:
    return Refusal(1, f"Cannot read the template: {words}", FIX)


def not_rendered(words: str) -> Refusal:
    return Refusal(1, f"Cannot render the template: {words}", FIX)


HOSTILE: dict[str, tuple[str, Files, Refusal]] = {
    "a task": ("_tasks: [touch ran]\n", {}, RUNS_CODE),
    "a task that never comes": ('_tasks: [{command: "touch ran", when: false}]\n', {}, RUNS_CODE),
    "an extension": ("_jinja_extensions: [os.path]\n", {}, RUNS_CODE),
    "an extension of its own": ("_jinja_extensions: [ran.Ran]\n", {}, RUNS_CODE),
    "a Python object among the questions": (
        "a: !!python/object/apply:os.system [touch ran]\n",
        {},
        INVALID_YAML,
    ),
    "a way to Python's inside": (
        "",
        {"a.jinja": "{{ ''.__class__.__mro__[1].__subclasses__() }}"},
        not_rendered("access to attribute '__class__'"),
    ),
    "a way to Python's inside through a filter": (
        "",
        {"a.jinja": "{{ '' | attr('__class__') | string | attr('nothing') }}{{ nothing() }}"},
        not_rendered("'nothing' is undefined"),
    ),
    "a part outside": ("_subdirectory: ../outside\n", {}, LEADS_OUT),
    "an absolute part": ("_subdirectory: /etc\n", {}, LEADS_OUT),
    "answers outside": ("_answers_file: ../answers.yml\n", {}, OTHER_ANSWERS_FILE),
    "questions from outside": ("!include ../outside/file.txt\n", {}, LEADS_OUT),
    "data from outside": (
        "_external_data: {x: ../outside/file.txt}\nq: {default: '{{ _external_data.x.a }}'}\n",
        {},
        Refusal(1, "`_external_data` reads answers of other templates", "Use Copier itself"),
    ),
    "a path above": ('n: {default: ".."}\n', {"{{ n }}/a.txt": "a"}, LEADS_OUT),
    "a path outside": ('n: {default: "../outside/a"}\n', {"{{ n }}.txt": "a"}, LEADS_OUT),
    "an absolute path": ('n: {default: "/outside/a"}\n', {"{{ n }}.txt": "a"}, LEADS_OUT),
    "a hook of git's": (BARE, {"{{ '.git' }}/hooks/post-commit": "touch ran"}, FORBIDDEN),
    "a journal": (BESIDE, {".scaffold/journal/journal.json": "{}"}, FORBIDDEN),
    "a path of Windows": ("", {"..\\a.txt": "a"}, FORBIDDEN),
}
BROKEN: dict[str, tuple[str, Files, Refusal]] = {
    "settings that are no YAML": ("a: [", {}, INVALID_YAML),
    "settings as a list": ("- a\n", {}, not_rendered("string indices must be integers")),
    "two files of settings": (
        "",
        {"copier.yaml": ""},
        Refusal(1, "both `copier.yml` and `copier.yaml`", FIX),
    ),
    "settings of a newer Copier": (
        '_min_copier_version: "99"\n',
        {},
        Refusal(
            1,
            "requires Copier version >= 99",
            "Upgrade mlops-scaffold, or use an older release of the template",
        ),
    ),
    "an unknown setting of Jinja": (
        "_envops: {bogus: 1}\n",
        {},
        not_rendered("Environment.__init__() got an unexpected keyword argument 'bogus'"),
    ),
    "a class for Jinja": (
        "_envops: {undefined: os.system}\n",
        {},
        unreadable("Unsupported envops.undefined value"),
    ),
    "a type that is none": ("a: {type: colour, default: x}\n", {}, unreadable("Unsupported type")),
    "a secret without default": (
        "a: {type: str, secret: true}\n",
        {},
        Refusal(1, "Value error, Secret question requires", "Check `copier.yml`"),
    ),
    "a question without default": (
        "a: {type: str}\n",
        {},
        Refusal(2, 'Question "a" is required', "Change the value"),
    ),
    "a default of another type": (
        "a: {type: int, default: x}\n",
        {},
        Refusal(2, "invalid literal for int()", "Change the value"),
    ),
    "a default that its own rule refuses": (
        "a: {type: str, default: x, validator: never}\n",
        {},
        Refusal(2, "question 'a': never", "Change the value"),
    ),
    "a default that cannot be counted": (
        'a: {type: str, default: "{{ 1 / 0 }}"}\n',
        {},
        not_rendered("division by zero"),
    ),
    "an open block": ("", {"a.jinja": "{% if a %}"}, not_rendered("Unexpected end of template")),
    "an open expression": ("", {"a.jinja": "{{ a"}, not_rendered("unexpected end of template")),
    "an unknown filter": ("", {"a.jinja": "{{ 1 | nothing }}"}, not_rendered("No filter named")),
    "an unknown name": (
        "_envops: {undefined: jinja2.StrictUndefined}\n",
        {"a.jinja": "{{ nothing }}"},
        not_rendered("'nothing' is undefined"),
    ),
    "a division by nothing": ("", {"a.jinja": "{{ 1 / 0 }}"}, not_rendered("division by zero")),
    "a sum of kinds": ("", {"a.jinja": "{{ 1 + 'a' }}"}, not_rendered("unsupported operand")),
    "a power without end": (
        "",
        {"a.jinja": "{{ 10.0 ** 1000 }}"},
        not_rendered("(34, 'Numerical result out of range')"),
    ),
    "a file that includes itself": (
        "",
        {"a.jinja": "{% include 'a.jinja' %}"},
        not_rendered("maximum recursion depth"),
    ),
    "a file that is not there": (
        "",
        {"a.jinja": "{% include 'b.jinja' %}"},
        not_rendered("'b.jinja' not found"),
    ),
    "Latin-1 to render": ("", {"a.jinja": b"caf\xe9"}, not_rendered("'utf-8' codec can't decode")),
    "two files of one name": ("", {"a.txt": "1", "{{ 'a' }}.txt": "2"}, TWO),
    "a file and a folder of one name": ("", {"a/b.txt": "1", "{{ 'a' }}": "2"}, TWO),
    "nothing but exclusions": ('_exclude: ["*"]\n', {}, NOT_TEMPLATE),
    "answers in git's folder": ("_answers_file: .git/config\n", {}, OTHER_ANSWERS_FILE),
}


@pytest.mark.parametrize(("settings", "files", "refusal"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_template_that_reaches_too_far_is_refused(
    scaffold: Scaffold,
    clean_machine: Path,
    outside: Path,
    settings: str,
    files: Files,
    refusal: Refusal,
) -> None:
    write_template(clean_machine / "template", settings, files)
    shutil.copytree(outside, clean_machine / "outside")
    with nothing_changes(clean_machine, outside):
        refusal.check(scaffold(*NEW))
    assert "ran" not in sys.modules


@pytest.mark.parametrize(("settings", "files", "refusal"), BROKEN.values(), ids=BROKEN.keys())
def test_a_template_that_cannot_be_rendered_is_told(
    scaffold: Scaffold, clean_machine: Path, settings: str, files: Files, refusal: Refusal
) -> None:
    write_template(clean_machine / "template", settings, files)
    with nothing_changes(clean_machine):
        refusal.check(scaffold(*NEW))


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def link(target: str, name: str = "link") -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(target)


LAID: dict[str, tuple[str, Callable[[Path], None], Refusal]] = {
    "a pipe": ("", pipe, Refusal(1, "Unsupported file type in the template: `pipe`", "Remove it")),
    "a link to a file outside": ("", link("../outside/file.txt"), LEADS_OUT),
    "a link to a folder outside": ("", link("../outside"), LEADS_OUT),
    "a link to an absolute path": ("", link("/etc/hostname"), LEADS_OUT),
    "a link to include through": ("!include link\n", link("../outside/file.txt"), LEADS_OUT),
}


@pytest.mark.parametrize(("settings", "lay", "refusal"), LAID.values(), ids=LAID.keys())
def test_what_stands_among_the_files_of_a_template_reads_nothing_outside(
    scaffold: Scaffold,
    clean_machine: Path,
    outside: Path,
    settings: str,
    lay: Callable[[Path], None],
    refusal: Refusal,
) -> None:
    lay(write_template(clean_machine / "template", settings, {"a.txt": "a"}))
    shutil.copytree(outside, clean_machine / "outside")
    with nothing_changes(clean_machine):
        refusal.check(scaffold(*NEW))


def test_nothing_is_written_through_a_link_that_a_template_brings(
    scaffold: Scaffold, clean_machine: Path, outside: Path
) -> None:
    template = write_template(
        clean_machine / "template", "_preserve_symlinks: true\n", {"{{ 'way' }}/a.txt": "a"}
    )
    (template / "way").symlink_to(outside)
    with nothing_changes(clean_machine, outside):
        finished = scaffold(*NEW)
    # Folders list their names in any order, and the link may be rendered first.
    (TWO if TWO.sentence in finished.errors else LEADS_OUT).check(finished)


def test_a_link_that_a_template_brings_is_made_and_not_followed(
    scaffold: Scaffold, clean_machine: Path, outside: Path
) -> None:
    template = write_template(clean_machine / "template", "_preserve_symlinks: true\n", {})
    (template / "link").symlink_to(outside / "file.txt")
    with nothing_changes(template, outside):
        assert scaffold(*NEW).exit_code == 0
    assert (clean_machine / "made" / "link").readlink() == outside / "file.txt"


NOWHERE = "No template found at"
CHECK = "Check `--template` and `--release`"
STARTS = Refusal(1, "Git would start a program for this address", "begins with `https://`")
ADDRESSES: dict[str, tuple[str, str, Refusal]] = {
    "nothing": ("true", "nothing", Refusal(1, f"{NOWHERE} `nothing`", CHECK)),
    "a file": ("echo a > a", "a", Refusal(1, NOWHERE, CHECK)),
    "a pipe": ("mkfifo a", "a", Refusal(1, NOWHERE, CHECK)),
    "a device": ("true", "/dev/zero", Refusal(1, f"{NOWHERE} `/dev/zero`", CHECK)),
    "a dangling link": ("ln -s b a", "a", Refusal(1, NOWHERE, CHECK)),
    "a link to itself": ("ln -s a a", "a", Refusal(1, NOWHERE, CHECK)),
    "an empty folder": ("mkdir a", "a", NOT_TEMPLATE),
    "a repository without commits": ("git init -q a", "a", Refusal(1, NOWHERE, CHECK)),
    "a bare repository": (
        "git init -q --bare a",
        "a",
        Refusal(1, "is a bare repository", "Clone it, then use the clone"),
    ),
    "a .git": ("git init -q", ".git", Refusal(1, "is a bare repository", "Clone it")),
    "the folder around the project": (
        "touch a",
        ".",
        Refusal(1, "The destination is inside the template", "Choose another `--into`"),
    ),
    "nobody's home": ("true", "~nobody-of-this-name/a", Refusal(1, NOWHERE, CHECK)),
    "an option": ("true", "--upload-pack=touch ran", Refusal(1, NOWHERE, CHECK)),
    "a command": ("true", "ext::sh -c touch% ran", STARTS),
    "a command of git's": (
        "true",
        "git+ext::sh -c touch% ran",
        STARTS,
    ),
    "an open file": ("true", "git+fd::0", STARTS),
    "an unknown helper of git's": ("true", "http::https://127.0.0.1:9/template.git", STARTS),
    "an unknown scheme": (
        "true",
        "git+ftp://127.0.0.1:9/template.git",
        Refusal(1, NOWHERE, CHECK),
    ),
    "an option of git's": (
        "true",
        "git+--upload-pack=touch ran",
        Refusal(1, NOWHERE, CHECK),
    ),
    "an option of ssh": (
        "true",
        "git+ssh://-oProxyCommand=touch/ran",
        Refusal(1, NOWHERE, CHECK),
    ),
    "a URL of nothing": (
        "true",
        "file:///nowhere.git",
        Refusal(1, "fatal: '/nowhere.git' does not appear to be a git repository", CHECK),
    ),
    "a machine that does not answer": (
        "true",
        "https://127.0.0.1:9/template.git",
        Refusal(1, "unable to access 'https://127.0.0.1:9/template.git/'", CHECK),
    ),
    "an escape": ("true", "a\x1b[2J", Refusal(1, f"{NOWHERE} `a\\x1b[2J`", CHECK)),
}


@pytest.mark.parametrize(("script", "address", "refusal"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_address_at_which_there_is_no_template_is_told(
    scaffold: Scaffold, clean_machine: Path, script: str, address: str, refusal: Refusal
) -> None:
    shell(clean_machine, script)
    with nothing_changes(clean_machine):
        refusal.check(scaffold("new", "made", "-l", "--no-git", f"--template={address}"))


def test_a_template_may_stand_around_the_project_where_its_files_do_not(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    write_template(clean_machine, "_subdirectory: files\n", {"files/a.txt": "a"})
    assert scaffold(*NEW[:-1], ".").exit_code == 0
    assert [path.name for path in (clean_machine / "made").iterdir()] == ["a.txt"]


def test_code_runs_for_those_who_trust_the_template(
    scaffold: Scaffold, clean_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = write_template(clean_machine / "template", "_tasks: [touch ran]\n", {})
    (clean_machine / "settings.yml").write_text(f"trust: [{template}]\n")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(clean_machine / "settings.yml"))
    assert scaffold(*NEW).exit_code == 0
    assert (clean_machine / "made" / "ran").exists()


def test_what_trusted_code_cannot_reach_is_told_in_its_own_words(
    scaffold: Scaffold, clean_machine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "vaults.py").write_text(VAULT)
    monkeypatch.syspath_prepend(tmp_path / "code")
    settings = "_jinja_extensions: [vaults.Vault]\n"
    template = write_template(clean_machine / "template", settings, {"a.jinja": "{{ secret() }}"})
    (clean_machine / "settings.yml").write_text(f"trust: [{template}]\n")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(clean_machine / "settings.yml"))
    with nothing_changes(clean_machine):
        finished = scaffold(*NEW)
    assert finished.exit_code == 1
    assert finished.error_lines == ["error: The vault does not answer"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param("trust: [", "Invalid YAML in Copier's settings", id="no YAML"),
        pytest.param(
            "trust: 5\n", "Invalid settings of the template or of Copier: ", id="another kind"
        ),
        pytest.param("[" * 10_000, "Copier's settings are nested too deeply", id="brackets"),
    ],
)
def test_settings_of_copier_that_cannot_be_read_are_told(
    scaffold: Scaffold,
    clean_machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: str,
    words: str,
) -> None:
    write_template(clean_machine / "template", "", {"a.txt": "a"})
    (clean_machine / "settings.yml").write_text(settings)
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(clean_machine / "settings.yml"))
    with nothing_changes(clean_machine):
        Refusal(1, words, "").check(scaffold(*NEW))


ONE: Files = {"a.txt": "one\n\ntwo\n", "gone.txt": "gone\n"}
TWO_LATER: Files = {"a.txt": "one\n\nthree\n", "come.txt": "come\n"}


@pytest.fixture
def template(clean_machine: Path) -> Path:
    """Make a template with one release, in git."""
    folder = write_template(clean_machine / "template", BESIDE, ONE)
    shell(folder, f"git init -qb main; git add -A; {COMMIT}; git tag v1")
    return folder


@pytest.fixture
def made(scaffold: Scaffold, template: Path) -> Path:
    """Make a project of it, and edit it."""
    assert scaffold(*NEW).exit_code == 0
    project = template.with_name("made")
    (project / "a.txt").write_text("mine\none\n\ntwo\n")
    return project


def release(template: Path, settings: str, files: Files, script: str = "git tag v2") -> None:
    """Add a release; a script says how it is named."""
    (template / "gone.txt").unlink()
    write_template(template, settings, files)
    shell(template, f"git add -Af; {COMMIT}; {script}")


# One for each way in which a render or a change is refused; git keeps the names of each.
LATER = (
    "a task",
    "an extension of its own",
    "a Python object among the questions",
    "a way to Python's inside",
    "a path outside",
    "an absolute path",
    "a hook of git's",
    "a journal",
)


@pytest.mark.parametrize("name", LATER)
def test_a_release_that_reaches_too_far_later_changes_no_project(
    scaffold: Scaffold, template: Path, made: Path, name: str
) -> None:
    settings, files, refusal = HOSTILE[name]
    release(template, settings, files)
    with nothing_changes(made):
        finished = scaffold("update", "made")
        assert finished.exit_code == refusal.exit_code, finished
        assert refusal.sentence in finished.errors
        assert "Traceback" not in finished.errors
    assert not (made / "ran").exists()


@pytest.mark.parametrize(
    "name", ["an open block", "two files of one name", "two files of settings"]
)
def test_a_release_that_cannot_be_rendered_later_changes_no_project(
    scaffold: Scaffold, template: Path, made: Path, name: str
) -> None:
    settings, files, refusal = BROKEN[name]
    release(template, settings, files)
    with nothing_changes(made):
        refusal.check(scaffold("update", "made"))
        refusal.check(scaffold("diff", "made"))


# How a newer state of a template is named, and what a project calls it.
NAMED = {
    "a tag": ("git tag v2", "v2"),
    "a tag with a message": ("git -c user.name=a -c user.email=a@b.c tag -am x v2.0", "v2.0"),
    "the newest of tags": ("git tag v1.9; git tag v1.10", "v1.10"),
    "a release before a candidate": ("git tag v2; git tag v3rc1 HEAD~1", "v2"),
}


@pytest.mark.parametrize(("script", "name"), NAMED.values(), ids=NAMED.keys())
def test_the_newest_release_arrives_and_keeps_the_owners_lines(
    scaffold: Scaffold, template: Path, made: Path, script: str, name: str
) -> None:
    release(template, BESIDE, TWO_LATER, script)
    finished = scaffold("update", "made")
    assert finished.exit_code == 0, finished
    assert (made / "a.txt").read_text() == "mine\none\n\nthree\n"
    assert (made / "come.txt").exists()
    assert not (made / "gone.txt").exists()
    assert f"_commit: {name}\n" in (made / ".copier-answers.yml").read_text()
    assert "Already up to date" in scaffold("update", "made").output


def test_a_template_without_tags_is_followed(scaffold: Scaffold, clean_machine: Path) -> None:
    template = write_template(clean_machine / "template", BESIDE, ONE)
    shell(template, f"git init -qb main; git add -A; {COMMIT}")
    assert scaffold(*NEW).exit_code == 0
    (clean_machine / "made" / "mine.txt").write_text("mine\n")
    release(template, BESIDE, TWO_LATER, "true")
    assert scaffold("check", "made").exit_code == 3
    assert scaffold("update", "made").exit_code == 0
    assert (clean_machine / "made" / "come.txt").exists()
    assert (clean_machine / "made" / "mine.txt").exists()
    assert scaffold("check", "made").exit_code == 0


def test_a_tag_that_was_moved_takes_nothing_from_the_owner(
    scaffold: Scaffold, template: Path, made: Path
) -> None:
    release(template, BESIDE, TWO_LATER, "git tag -f v1; git tag v2")
    assert scaffold("update", "made").exit_code == 0
    assert (made / "a.txt").read_text() == "mine\none\n\ntwo\n"
    assert (made / "gone.txt").read_text() == "gone\n"


GONE: dict[str, tuple[str, Refusal]] = {
    "the template": ("rm -rf ../template", Refusal(1, NOWHERE, "or `_src_path`")),
    "the tag": ("git tag v2; git tag -d v1", Refusal(1, "No release `v1` in template `", CHECK)),
}


@pytest.mark.parametrize(("script", "refusal"), GONE.values(), ids=GONE.keys())
def test_a_release_that_is_gone_is_told(
    scaffold: Scaffold, template: Path, made: Path, script: str, refusal: Refusal
) -> None:
    shell(template, script)
    with nothing_changes(made):
        for command in ("update", "diff", "status"):
            finished = scaffold(command, "made", *(["--to", "v2"] if command != "status" else []))
            assert finished.exit_code == refusal.exit_code, finished
            assert refusal.sentence in finished.errors
            assert "Traceback" not in finished.errors


REFERENCES = {
    "a tag that is none": "v9",
    "an option": "--upload-pack=touch ran",
    "a path": "../../v1",
    "a file of the template": "a.txt",
    "an expression": "{{ 1 }}",
    "a range": "v1..main",
    "a backslash": "v1\\0",
}


@pytest.mark.parametrize("reference", REFERENCES.values(), ids=REFERENCES.keys())
def test_a_reference_that_names_no_release_is_told(
    scaffold: Scaffold, template: Path, made: Path, reference: str
) -> None:
    with nothing_changes(made, template):
        finished = scaffold("update", "made", f"--to={reference}")
        Refusal(1, f"No release `{reference}` in template `{template}`", CHECK).check(finished)
    assert not Path("ran").exists()


def run_copier(project: Path, *arguments: str) -> None:
    done = run_command([sys.executable, "-m", "copier", *arguments], folder=project)
    assert done.exit_code == 0, done


@pytest.mark.slow
@pytest.mark.parametrize("order", ["scaffold", "copier"])
def test_projects_are_updated_by_scaffold_and_by_copier_alike(
    scaffold: Scaffold, template: Path, made: Path, order: Sequence[str]
) -> None:
    shell(made, f"git init -qb main; git add -A; {COMMIT}")
    release(template, BESIDE, TWO_LATER)
    other = Path(shutil.copytree(made, made.with_name("other")))
    first, second = (made, other) if order == "scaffold" else (other, made)
    run_copier(second, "update", "--defaults", "--quiet")
    assert scaffold("update", first).exit_code == 0
    assert read_standing(first) == read_standing(second)
    shell(second, f"git add -A; {COMMIT}")
    assert "Already up to date" in scaffold("update", second).output
