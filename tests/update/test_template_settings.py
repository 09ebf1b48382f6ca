"""Settings of templates from elsewhere are honored as Copier does, or refused by name."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import copier._template
import pytest
from copier import run_update

from scaffold.errors import TemplateSourceError
from scaffold.files.tree import File, read_tree
from scaffold.template.settings import TREATMENTS, refuse_migrations, without_existing
from tests.conftest import REPOSITORY
from tests.kit.machine import Scaffold
from tests.kit.repositories import git

ANSWERS = "{{ _copier_answers | to_nice_yaml }}"
NAME = "{{ _copier_conf.answers_file }}.jinja"


def commit(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, "commit", "-qm", ".")


def release(template: Path, tag: str, files: Mapping[str, str]) -> None:
    template.mkdir(exist_ok=True)
    git(template, "init", "-q")
    git(template, "rm", "-rq", "--ignore-unmatch", ".")
    for path, content in files.items():
        (template / path).parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("-> "):
            (template / path).symlink_to(content.removeprefix("-> "))
        else:
            (template / path).write_text(content)
    commit(template)
    git(template, "tag", tag)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path: file.content
        for path, file in read_tree(folder).items()
        if not path.startswith((".git/", ".scaffold/"))
    }


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return tmp_path / "template"


def settings_of_copier() -> set[str]:
    """Return the settings that the installed Copier reads, from its source text."""
    source = Path(copier._template.__file__).read_text("utf-8")
    read = re.findall(r"config_data(?:\.get\(\s*|\[)\"(\w+)\"|(?:result\[)\"(min_\w+)\"", source)
    raw = re.findall(r"_raw_config\.get\(\"_(\w+)\"", source)
    return {f"_{one or other}" for one, other in read} | {f"_{name}" for name in raw}


def test_every_setting_of_copier_is_in_the_table() -> None:
    assert settings_of_copier() == TREATMENTS.keys()


def test_the_page_has_the_table() -> None:
    page = REPOSITORY / "docs" / "how-to" / "host-your-own-template.md"
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| `_")]
    assert rows == [f"| `{name}` | {treatment} |" for name, treatment in TREATMENTS.items()]


# Settings, files of both releases, and what the user does in between.
SAME: dict[str, tuple[str, Mapping[str, str], Mapping[str, str], Callable[[Path], object]]] = {
    "skip, unedited": (
        "_skip_if_exists: [seed.txt]\n",
        {"seed.txt": "1\n", "a": "1\n"},
        {"seed.txt": "2\n", "a": "2\n"},
        lambda _: None,
    ),
    "skip, edited, by a rendered pattern": (
        "_skip_if_exists: ['{{ x }}/*']\n",
        {"x/seed.txt": "1\n", "a": "1\n"},
        {"x/seed.txt": "2\n", "x/new.txt": "2\n", "a": "2\n"},
        lambda project: (project / "x" / "seed.txt").write_text("mine\n"),
    ),
    "skip, deleted": (
        "_skip_if_exists: [seed.txt]\n",
        {"seed.txt": "1\n", "a": "1\n"},
        {"seed.txt": "2\n", "a": "2\n"},
        lambda project: (project / "seed.txt").unlink(),
    ),
    "skip, new, in the place of a file": (
        "_skip_if_exists: [seed.txt]\n",
        {"a": "1\n"},
        {"seed.txt": "2\n", "a": "2\n"},
        lambda project: (project / "seed.txt").write_text("mine\n"),
    ),
    "exclude, subdirectory, suffix, delimiters": (
        (
            "_exclude: ['*.bak']\n_subdirectory: t\n_templates_suffix: .tmpl\n"
            "_envops: {variable_start_string: '[[', variable_end_string: ']]'}\n"
        ),
        {"t/a.tmpl": "[[ x ]] 1\n", "t/b.bak": "1\n", "other": "1\n"},
        {"t/a.tmpl": "[[ x ]] 2\n", "t/b.bak": "2\n", "t/c.jinja": "{{ x }}\n", "other": "2\n"},
        lambda project: (project / "b.bak").write_text("mine\n"),
    ),
    "links, secrets, messages, a version": (
        (
            "_preserve_symlinks: true\n_secret_questions: [token]\ntoken: {type: str, default: t}\n"
            "_message_after_update: hello\n_min_copier_version: '9.0.0'\n"
        ),
        {"a": "1\n", "link": "-> a"},
        {"a": "2\n", "b": "2\n", "link": "-> b"},
        lambda _: None,
    ),
}


@pytest.mark.story
@pytest.mark.parametrize("case", SAME)
def test_an_update_gives_the_files_that_copier_gives(
    scaffold: Scaffold, clean_machine: Path, template: Path, case: str
) -> None:
    settings, old, new, work = SAME[case]
    suffix, start, end = (".tmpl", "[[", "]]") if "tmpl" in settings else (".jinja", "{{", "}}")
    answers = NAME.replace(".jinja", suffix).replace("{{", start).replace("}}", end)
    text = ANSWERS.replace("{{", start).replace("}}", end)
    top = "t/" if "subdirectory" in settings else ""
    common = {"copier.yml": f"{settings}x: {{type: str, default: x}}\n", f"{top}{answers}": text}
    release(template, "v1.0.0", {**common, **old})
    made = scaffold("new", "demo", "--template", template, "--defaults", "--no-git")
    assert made.exit_code == 0, made.errors
    release(template, "v2.0.0", {**common, **new})
    project = clean_machine / "demo"
    work(project)
    commit(project)
    other = Path(shutil.copytree(project, clean_machine / "other" / "demo", symlinks=True))
    finished = scaffold("update", project, "--defaults")
    assert (finished.exit_code, finished.error_lines) == (0, [])
    run_update(other, defaults=True, overwrite=True, quiet=True)
    assert contents(project) == contents(other)
    assert "hello" not in finished.output


@pytest.mark.story
@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("_answers_file: .mine.yml\n", "`_answers_file` is `.mine.yml`"),
        ("_external_data: {parent: ../a.yml}\n", "`_external_data`"),
        ("_tasks: [touch ran]\n", "`_tasks`"),
        ("_jinja_extensions: [jinja2.ext.do]\n", "`_jinja_extensions`"),
        ("_min_copier_version: '99'\n", "Copier version >= 99"),
        ("_migrations: [touch ran]\n", "`_migrations` would run commands"),
        ("_skip_if_exists: ['!']\n", "`_skip_if_exists`"),
    ],
)
def test_other_settings_are_refused_by_name(
    scaffold: Scaffold, clean_machine: Path, template: Path, settings: str, name: str
) -> None:
    files = {"copier.yml": "x: {type: str, default: x}\n", NAME: ANSWERS, "a": "1\n"}
    release(template, "v1.0.0", files)
    scaffold("new", "demo", "--template", template, "--defaults", "--no-git")
    release(template, "v2.0.0", {**files, "copier.yml": settings + files["copier.yml"]})
    before = contents(clean_machine)
    finished = scaffold("update", "demo", "--defaults")
    assert finished.exit_code == 1
    assert name in finished.error_lines[0]
    assert len(finished.error_lines) == 2
    assert contents(clean_machine) == before


@pytest.mark.parametrize(
    ("migrations", "is_due"),
    [
        (None, False),
        ([], False),
        (["touch ran"], True),
        ([{"command": "a"}], True),
        ([{"version": "v2.0.0", "command": "a"}], True),
        ([{"version": "1.5", "before": ["a"]}], True),
        ([{"version": "v1.0.0", "command": "a"}], False),
        ([{"version": "v3.0.0", "command": "a"}], False),
        ([{"version": "v3.0.0", "command": "a"}, ["touch", "ran"]], True),
        ([{"version": "later", "command": "a"}], True),
    ],
)
def test_only_migrations_that_are_due_stop_an_update(migrations: object, is_due: bool) -> None:
    refuse_migrations(migrations, "v2.0.0", "v2.0.0")
    if not is_due:
        refuse_migrations(migrations, "v1.0.0", "v2.0.0")
        return
    with pytest.raises(TemplateSourceError, match=r"between v1\.0\.0 and v2\.0\.0"):
        refuse_migrations(migrations, "v1.0.0", "v2.0.0")


def test_what_exists_is_kept_and_what_is_missing_is_new() -> None:
    old, new, mine = File(b"old"), File(b"new"), File(b"mine")
    base = {"s/a": old, "s/b": old, "s/gone": old, "o": old}
    ours = {"s/a": mine, "s/c": File(b"a folder", "obstacle"), "o": mine}
    theirs = {"s/a": new, "s/b": new, "s/c": new, "o": new}
    assert without_existing(base, ours, theirs, ["s/*"]) == {"s/a": new, "s/gone": old, "o": old}
    assert without_existing(base, ours, theirs, []) == base
