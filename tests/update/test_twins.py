"""Names that are one file on some systems and two on others, in a template with such names."""

import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.template.releases import Source
from scaffold.verbs.new import NewRequest, make_project
from tests.kit.machine import Scaffold, run_command
from tests.update.standing import read_standing

pytestmark = pytest.mark.case

LINES = "{0} one\n{0} two\n{0} three\n{0} four\n"
# Each name is written in the form of one code point for each letter, as most keyboards do.
RELEASES = {
    "1": {"changed-é.txt": "changed", "dropped-é.txt": "dropped", "é/nested.txt": "nested"},
    "2": {"changed-é.txt": "other", "new-é.txt": "new", "é/nested.txt": "deeper"},
}
ANSWERS = "{{ _copier_conf.answers_file }}.jinja"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a template with two releases, kept in git."""
    folder = tmp_path_factory.mktemp("template")
    commit = "git -c user.name=a -c user.email=a@b.c commit -qm x"
    for version, files in RELEASES.items():
        for standing in folder.iterdir():
            if standing.name != ".git":
                shutil.rmtree(standing) if standing.is_dir() else standing.unlink()
        for path, word in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(LINES.format(word), encoding="utf-8")
        (folder / "copier.yml").write_text("_exclude: [copier.yml, .git]\n", encoding="utf-8")
        (folder / ANSWERS).write_text("{{ _copier_answers | to_nice_yaml }}", encoding="utf-8")
        script = f"git init -qb main; git add -A; {commit}; git tag v{version}"
        assert run_command(["sh", "-ec", script], folder=folder).exit_code == 0
    return folder


@pytest.fixture
def project(template: Path, clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCAFFOLD_TRUST", str(template))
    source = Source(str(template), "v1")
    return make_project(NewRequest("demo", clean_machine, source, {}, repository=False)).path


def decompose(path: str) -> str:
    return unicodedata.normalize("NFD", path)


def test_the_template_updates_where_no_twin_is(scaffold: Scaffold, project: Path) -> None:
    finished = scaffold("update", "demo")
    assert finished.exit_code == 0, finished
    for path, word in RELEASES["2"].items():
        assert (project / path).read_text("utf-8") == LINES.format(word)
    assert not (project / "dropped-é.txt").exists()


@pytest.mark.parametrize(
    "twin",
    [decompose, str.upper, lambda path: decompose(path).upper()],
    ids=["NFD", "case", "both"],
)
@pytest.mark.parametrize("path", ["changed-é.txt", "dropped-é.txt", "new-é.txt", "é/nested.txt"])
def test_a_twin_of_a_name_is_left_alone_and_named(
    scaffold: Scaffold, project: Path, path: str, twin: Callable[[str], str]
) -> None:
    top = project / path.partition("/")[0]
    if top.exists():
        top.rename(top.with_name(twin(top.name)))
    else:
        top.with_name(twin(top.name)).write_bytes(b"mine\n")
    before = {
        name: what
        for name, what in read_standing(project).items()
        if name.startswith(twin(top.name))
    }
    assert before
    finished = scaffold("update", "demo")
    assert finished.exit_code == 4, finished
    named = [line for line in finished.output.splitlines() if f" {path}: " in line]
    assert len(named) == 1
    assert "a name that differs only in case or Unicode form" in named[0]
    after = read_standing(project)
    assert {name: after.get(name) for name in before} == before
    assert not (project / path).exists()
    assert "Already up to date" in scaffold("update", "demo").output
    assert read_standing(project) == after
