"""What the adapter needs from Copier, tested on the installed version alone.

A new minor version of Copier fits if this file passes: `copier_render.py` and `render_errors.py`
are the only modules that import Copier, and use nothing that is not named here. Where a test
fails, that is the place to change. `test_renderers.py` compares Copier with the other renderer.
"""

import ast
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import copier._main
import pytest
import yaml
from copier import errors
from copier._jinja_ext import SandboxedEnvironment
from copier._main import Worker
from copier._settings import SettingsModel, is_trusted_repository
from copier._template import Template
from pydantic import ValidationError

from scaffold.template import copier_render, render_errors, rendering_limits
from tests.conftest import REPOSITORY

Tree = Mapping[str, str]
IMPORTED = {
    "copier._jinja_ext.SandboxedEnvironment",
    "copier._main",
    "copier._main.Worker",
    "copier._settings.SettingsModel",
    "copier._settings.is_trusted_repository",
    "copier._template.Template",
    "copier.errors.CopierAnswersInterrupt",
    "copier.errors.CopierError",
    "copier.errors.ForbiddenPathError",
    "copier.errors.InteractiveSessionError",
    "copier.errors.InvalidConfigFileError",
    "copier.errors.MultipleConfigFilesError",
    "copier.errors.UnsafeTemplateError",
    "copier.errors.UnsupportedVersionError",
}
# What the adapter reads, sets, calls or overrides on the objects of Copier.
WORKER = {
    "_path_matcher",
    "_render_string",
    "_sync_git_index_executable_bit",
    "all_skip_if_exists",
    "answers",
    "answers_relpath",
    "data",
    "defaults",
    "jinja_env",
    "run_copy",
    "settings",
    "template",
    "user_defaults",
}
TEMPLATE = {
    "commit",
    "commit_hash",
    "config_data",
    "git_index_modes",
    "local_abspath",
    "questions_data",
    "subdirectory",
    "url",
    "vcs",
}
SIMPLE = {
    "copier.yml": "_subdirectory: in\n_exclude: ['*.tmp']\n_skip_if_exists: ['{{ name }}.md']\n"
    "name: {type: str}\nloud: {type: bool, default: true}\n"
    "hidden: {type: str, when: false, default: '{{ name }}!'}\n",
    "in/{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers | to_nice_yaml }}",
    "in/{{ name }}.txt.jinja": "{{ hidden }}",
    "in/plain.md": "{{ not a template }}",
}


class Recording(Worker):
    """A worker that records which of the overridden members Copier uses, and how."""

    used: dict[str, list[Any]]

    def _sync_git_index_executable_bit(self, dst_relpath: Path, src_mode: int) -> None:
        self._note("_sync_git_index_executable_bit", (dst_relpath, src_mode))
        super()._sync_git_index_executable_bit(dst_relpath, src_mode)

    def _path_matcher(self, patterns: Iterable[str]) -> Callable[[Path], bool]:
        listed = list(patterns)
        self._note("_path_matcher", listed)
        return super()._path_matcher(listed)

    def _render_string(self, string: str, extra_context: dict[str, Any] | None = None) -> str:
        self._note("_render_string", string)
        return super()._render_string(string, extra_context)

    @cached_property
    def jinja_env(self) -> SandboxedEnvironment:
        environment = super().jinja_env
        compile_text = environment.from_string

        def from_string(source: Any, *rest: Any, **named: Any) -> Any:
            self._note("from_string", (source, rest, named))
            return compile_text(source, *rest, **named)

        environment.from_string = from_string  # type: ignore[method-assign]
        return environment

    @property
    def answers_relpath(self) -> Path:
        self._note("answers_relpath", None)
        return super().answers_relpath

    def _note(self, name: str, value: Any) -> None:
        self.used.setdefault(name, []).append(value)


def write(folder: Path, files: Tree = SIMPLE) -> Path:
    for path, text in files.items():
        place = folder / "template" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder / "template"


def make_worker(folder: Path, files: Tree = SIMPLE, kind: type[Worker] = Worker) -> Worker:
    """Return a worker made as the adapter makes it, on a template at an address of nobody."""
    worker = kind("https://example.invalid/t.git", folder / "made", quiet=True, settings=_NONE)
    template = Template(url="https://example.invalid/t.git")
    template.vcs = None
    template.commit, template.commit_hash = "v1.2.3", "f" * 40
    template.local_abspath, template.git_index_modes = write(folder, files), {}
    worker.template = template
    worker.data, worker.defaults = {"name": "ada"}, True
    return worker


_NONE = SettingsModel()


def run(worker: Worker, answers: Mapping[str, Any], *, defaults: bool = True) -> None:
    worker.data, worker.defaults = dict(answers), defaults
    with worker:
        worker.run_copy()


def read_names(module: Any, *owners: str) -> set[str]:
    """Return the attributes that a module uses of objects that end with such a name."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] in owners:
            found.add(node.attr)
    return found


def test_the_adapter_imports_only_these_names() -> None:
    imported = set()
    for module in (copier_render, render_errors):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("copier"):
                imported |= {f"{node.module}.{alias.name}" for alias in node.names}
            if isinstance(node, ast.Import):
                imported |= {each.name for each in node.names if each.name.startswith("copier")}
    assert imported == IMPORTED


def test_the_adapter_uses_only_these_members() -> None:
    overridden = {
        name
        for kind in (copier_render._FreshWorker, copier_render._ReleaseWorker)
        for name in vars(kind)
        if name in dir(Worker) and not name.startswith("__")
    }
    used = read_names(copier_render, "worker") | overridden | {"settings", "template"}
    assert used - {"__enter__"} == WORKER
    own = {"address", "path", "reference", "tag"}  # Of releases and sources.
    assert read_names(copier_render, "template") - own == TEMPLATE


@pytest.mark.parametrize("name", sorted(WORKER))
def test_a_worker_has_each_member(tmp_path: Path, name: str) -> None:
    assert hasattr(make_worker(tmp_path), name)


@pytest.mark.parametrize("name", sorted(TEMPLATE))
def test_a_template_has_each_member(tmp_path: Path, name: str) -> None:
    assert hasattr(make_worker(tmp_path).template, name)


@pytest.mark.parametrize(
    "name", ["_path_matcher", "_render_string", "_sync_git_index_executable_bit"]
)
def test_overridden_methods_take_the_same_arguments(name: str) -> None:
    ours = inspect.signature(getattr(copier_render._ReleaseWorker, name))
    assert list(ours.parameters) == list(inspect.signature(getattr(Worker, name)).parameters)


def test_overridden_attributes_are_computed_in_the_same_way() -> None:
    assert isinstance(vars(Worker)["jinja_env"], cached_property)
    assert isinstance(vars(Worker)["answers_relpath"], property)


def test_copier_uses_every_member_that_is_overridden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = []

    def list_files(path: str, follow_symlinks: bool) -> Any:
        listed.append((path, follow_symlinks))
        return rendering_limits.list_within_bounds(path, follow_symlinks)

    monkeypatch.setattr(copier._main, "scantree", list_files)
    worker = make_worker(tmp_path, kind=Recording)
    worker.used = {}  # type: ignore[attr-defined]
    with worker:
        worker.run_copy()
    used: dict[str, list[Any]] = worker.used  # type: ignore[attr-defined]
    assert listed == [(str(tmp_path / "template/in"), True)]
    modes = dict(used["_sync_git_index_executable_bit"])
    assert not modes[Path("ada.txt")] & 0o111
    assert ["*.tmp"] in used["_path_matcher"]
    assert {"in", "plain.md", "{{ name }}.txt"} <= set(used["_render_string"])
    # Every text is compiled by itself, so that one environment can keep what it compiled.
    assert {(rest, tuple(named)) for _, rest, named in used["from_string"]} == {((), ())}
    assert used["answers_relpath"]


def test_a_template_is_a_folder_with_a_name_and_nothing_is_fetched(tmp_path: Path) -> None:
    with make_worker(tmp_path) as worker:
        worker.run_copy()
    made = tmp_path / "made"
    answers = yaml.safe_load((made / ".copier-answers.yml").read_text("utf-8"))
    assert answers["_commit"] == "v1.2.3"
    assert answers["_src_path"] == "https://example.invalid/t.git"
    names = {path.name for path in made.iterdir()}
    assert names == {".copier-answers.yml", "ada.txt", "plain.md"}
    assert (made / "ada.txt").read_text("utf-8") == "ada!"
    assert (made / "plain.md").read_text("utf-8") == "{{ not a template }}"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bits")
def test_modes_of_files_can_be_given(tmp_path: Path) -> None:
    with make_worker(tmp_path) as worker:
        worker.template.git_index_modes = {PurePosixPath("in/plain.md"): 0o100755}
        worker.run_copy()
    assert os.access(tmp_path / "made/plain.md", os.X_OK)
    assert not os.access(tmp_path / "made/ada.txt", os.X_OK)


def test_answers_are_given_likely_or_defaults(tmp_path: Path) -> None:
    with make_worker(tmp_path) as worker:
        worker.user_defaults = {"name": "bob", "loud": False}
        worker.run_copy()
        combined = dict(worker.answers.combined)
    assert {key: combined[key] for key in ("name", "loud", "hidden")} == {
        "name": "ada",
        "loud": False,
        "hidden": "ada!",
    }
    stored = yaml.safe_load((tmp_path / "made/.copier-answers.yml").read_text("utf-8"))
    assert "hidden" not in stored


def test_questions_and_settings_are_read_as_written(tmp_path: Path) -> None:
    template = make_worker(tmp_path).template
    assert list(template.questions_data) == ["name", "loud", "hidden"]
    assert template.questions_data["hidden"]["when"] is False
    assert template.subdirectory == "in"
    assert template.config_data["skip_if_exists"] == ["{{ name }}.md"]


def test_patterns_of_files_to_keep_are_given_unrendered(tmp_path: Path) -> None:
    with make_worker(tmp_path) as worker:
        worker.run_copy()
        assert list(worker.all_skip_if_exists) == ["{{ name }}.md"]
        assert worker._render_string("{{ name }}.md") == "ada.md"


def test_the_environment_has_the_filters_that_are_removed(tmp_path: Path) -> None:
    environment = make_worker(tmp_path).jinja_env
    assert isinstance(environment, SandboxedEnvironment)
    assert set(rendering_limits.READING_FILTERS) <= environment.filters.keys()


@pytest.mark.parametrize(
    ("files", "error", "text"),
    [
        ({"copier.yml": "a: [", "f": ""}, errors.InvalidConfigFileError, ""),
        ({"copier.yml": "", "copier.yaml": ""}, errors.MultipleConfigFilesError, ""),
        ({"copier.yml": "_min_copier_version: '99'"}, errors.UnsupportedVersionError, "99"),
        (
            {"copier.yml": "_tasks: [touch f]\n_jinja_extensions: [a.B]"},
            errors.UnsafeTemplateError,
            "features: jinja_extensions, tasks.\n",
        ),
        (
            {"copier.yml": "_jinja_extensions: [a.B]", "f": ""},
            errors.UnsafeTemplateError,
            "feature: jinja_extensions.\n",
        ),
        (
            {"copier.yml": "n: {type: str, default: ../..}", "{{ n }}/f": ""},
            errors.ForbiddenPathError,
            "",
        ),
        ({"copier.yml": "n: {type: int, default: x}"}, ValueError, "x"),
        ({"copier.yml": "n: {type: str}"}, ValueError, 'Question "n" is required'),
        ({"copier.yml": "n: {validator: 'too {{ n }}', default: 1}"}, ValueError, "too 1"),
    ],
    ids=["yaml", "both", "version", "unsafe", "extension", "outside", "kind", "missing", "refused"],
)
def test_what_is_wrong_raises_these_errors(
    tmp_path: Path, files: Tree, error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as caught:
        run(make_worker(tmp_path, files), {})
    assert type(caught.value) is error
    assert text in str(caught.value)


def test_two_files_at_one_path_raise_an_error_that_the_adapter_knows(tmp_path: Path) -> None:
    twice = {"copier.yml": "n: {type: str, default: a}", "{{ n }}.md": "1", "a.md": "2"}
    known = (errors.InteractiveSessionError, *render_errors._RAISED_BY_TWO_FOR_ONE)
    with pytest.raises(known):
        run(make_worker(tmp_path, twice), {})


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (KeyboardInterrupt, errors.CopierAnswersInterrupt),
        (EOFError, errors.InteractiveSessionError),
    ],
)
def test_an_interrupted_or_closed_prompt_raises_these_errors(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    raised: type[BaseException],
    error: type[BaseException],
) -> None:
    def prompt(*_arguments: Any, **_named: Any) -> None:
        raise raised

    monkeypatch.setattr(copier._main, "unsafe_prompt", prompt)
    with pytest.raises(error):
        run(make_worker(tmp_path), {}, defaults=False)


def test_each_question_is_one_prompt_with_a_mark_and_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def prompt(questions: Any, answers: Mapping[str, Any]) -> dict[str, Any]:
        (question,) = questions
        assert isinstance(question["qmark"], str)
        asked.append((question["name"], question["message"], question["when"](answers)))
        return {question["name"]: "ada"}

    monkeypatch.setattr(copier._main, "unsafe_prompt", prompt)
    run(make_worker(tmp_path), {"loud": True}, defaults=False)
    assert asked == [("name", "name\n  ", True), ("hidden", "hidden\n  ", False)]


def test_settings_come_from_the_file_that_a_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.yml"
    file.write_text("trust: [https://example.com/]\ndefaults: {name: eve}\n", "utf-8")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(file))
    settings = SettingsModel.from_file()
    assert settings.defaults == {"name": "eve"}
    assert is_trusted_repository(settings.trust, "https://example.com/a.git")
    assert not is_trusted_repository(settings.trust, "https://example.org/a.git")
    worker = make_worker(tmp_path)
    worker.settings = settings
    run(worker, {})
    assert worker.answers.combined["name"] == "eve"


@pytest.mark.story
@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("trust: [", yaml.YAMLError),
        ("trust: 7", ValidationError),
        ("trust: " + "[" * 5000, RecursionError),
    ],
    ids=["no YAML", "no list", "too deep"],
)
def test_wrong_settings_raise_these_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, error: type[Exception]
) -> None:
    file = tmp_path / "settings.yml"
    file.write_text(text, "utf-8")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(file))
    with pytest.raises(error):
        SettingsModel.from_file()


def test_a_program_can_be_trusted_by_the_settings(tmp_path: Path) -> None:
    files = {"copier.yml": "_tasks: [echo done > by-task]", "f": ""}
    worker = make_worker(tmp_path, files)
    worker.settings = SettingsModel(trust={"https://example.invalid/"})
    run(worker, {})
    assert (tmp_path / "made/by-task").is_file()


def test_the_version_of_copier_is_bounded_by_the_minor_that_this_file_is_about() -> None:
    settings = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    major, minor = copier.__version__.split(".")[:2]
    assert f"<{major}.{int(minor) + 1}" in settings
