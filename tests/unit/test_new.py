import subprocess
from pathlib import Path

import pytest
import yaml

from scaffold import __version__
from scaffold.errors import (
    DestinationError,
    InvalidNameError,
    TemplateSourceError,
)
from scaffold.template.releases import TEMPLATE_ADDRESS, Source, bundled_release
from scaffold.verbs.new import NewRequest, NewResult, make_project


def make(name: str = "demo", **fields: object) -> NewResult:
    request = {"into": Path(), "template": bundled_release(), **fields}
    return make_project(NewRequest(name, **request))  # type: ignore[arg-type] # tests pass fields by name


def write_template(folder: Path, files: dict[str, str]) -> Source:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return Source(str(folder))


def test_the_project_remembers_its_answers_and_its_release() -> None:
    made = make(answers={"stack": "skeleton", "description": "Churn of customers."})
    remembered = yaml.safe_load((made.path / ".copier-answers.yml").read_text("utf-8"))
    assert remembered == made.answers
    assert remembered["_commit"] == f"v{__version__}"
    assert remembered["_src_path"] == TEMPLATE_ADDRESS
    assert remembered["project_name"] == "demo"
    assert remembered["description"] == "Churn of customers."


def test_the_files_that_are_reported_are_the_files_that_are_there() -> None:
    made = make(answers={"stack": "skeleton"})
    found = {
        path.relative_to(made.path).as_posix()
        for path in made.path.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    assert set(made.files) == found


def test_a_dry_run_reports_the_same_and_makes_nothing(clean_machine: Path) -> None:
    dry = make(dry_run=True)
    assert list(clean_machine.iterdir()) == []
    assert dry.files == make().files
    assert dry.commit is None


def test_the_folder_may_have_another_name_than_the_project() -> None:
    made = make("folder", answers={"project_name": "Churn.Model"})
    assert made.path.name == "folder"
    assert made.command == "churn-model"
    assert (made.path / "src" / "churn_model").is_dir()


@pytest.mark.parametrize("answers", [{"project_name": "class"}, {"package_name": "pandas"}])
def test_names_among_the_answers_are_checked_too(answers: dict[str, str]) -> None:
    with pytest.raises(InvalidNameError):
        make(answers=answers)


def test_only_the_packages_of_the_chosen_stack_are_taken_names(clean_machine: Path) -> None:
    make("pandas", answers={"stack": "skeleton"})
    with pytest.raises(InvalidNameError, match="conflicts with a dependency"):
        make("pandas", answers={"stack": "tagifai"}, into=clean_machine / "elsewhere")


@pytest.mark.parametrize("name", ["google", "requests", "git"])
def test_modules_that_dependencies_bring_are_taken_names_of_stacks_with_code(name: str) -> None:
    with pytest.raises(InvalidNameError, match="conflicts with a dependency"):
        make(name, answers={"stack": "tabular"})
    make(name, answers={"stack": "skeleton"})


def test_a_project_in_a_repository_gets_no_repository_of_its_own(clean_machine: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=clean_machine, check=True)
    made = make(answers={"stack": "skeleton"})
    assert made.commit is None
    assert not (made.path / ".git").exists()


def test_a_repository_of_its_own_can_be_asked_for_anywhere(clean_machine: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=clean_machine, check=True)
    made = make(answers={"stack": "skeleton"}, repository=True)
    assert (made.path / ".git").is_dir()


def test_a_machine_without_git_gets_a_project_without_repository(
    clean_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(clean_machine))
    made = make(answers={"stack": "skeleton"})
    assert made.commit is None
    assert (made.path / "README.md").is_file()


def test_a_second_project_of_the_same_name_is_refused_and_the_first_stays() -> None:
    made = make(answers={"stack": "skeleton"})
    before = {path: path.stat().st_mtime_ns for path in made.path.rglob("*")}
    with pytest.raises(DestinationError, match="not empty"):
        make()
    assert {path: path.stat().st_mtime_ns for path in made.path.rglob("*")} == before


class TestTemplatesFromElsewhere:
    def test_a_folder_is_rendered_with_the_name_where_it_asks_for_one(self, tmp_path: Path) -> None:
        source = write_template(
            tmp_path / "template",
            {"copier.yml": "project_name: {type: str}\n", "name.txt.jinja": "{{ project_name }}\n"},
        )
        made = make(template=source)
        assert (made.path / "name.txt").read_text() == "demo\n"

    def test_a_template_that_asks_nothing_is_rendered(self, tmp_path: Path) -> None:
        source = write_template(tmp_path / "template", {"file": "content\n"})
        assert make(template=source).files == ("file",)

    def test_a_tag_of_a_git_repository_is_rendered(self, tmp_path: Path) -> None:
        folder = tmp_path / "template"
        answers = {"{{ _copier_conf.answers_file }}.jinja": "{{ _copier_answers | to_nice_yaml }}"}
        source = write_template(folder, {"file": "first\n", **answers})
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "x"]):
            subprocess.run(["git", *arguments], cwd=folder, check=True)
        subprocess.run(["git", "tag", "v1.0.0"], cwd=folder, check=True)
        made = make(template=Source(source.address, "v1.0.0"))
        assert (made.path / "file").read_text() == "first\n"
        assert made.answers == {"_commit": "v1.0.0", "_src_path": source.address}

    def test_a_template_that_runs_code_is_refused(self, tmp_path: Path) -> None:
        source = write_template(tmp_path / "template", {"copier.yml": '_tasks: ["touch ran"]\n'})
        with pytest.raises(TemplateSourceError, match="run code") as caught:
            make(template=source)
        assert "trust" in caught.value.hint

    @pytest.mark.parametrize(
        ("files", "problem"),
        [
            pytest.param({"copier.yml": "a: ["}, "Invalid YAML", id="questions that are no YAML"),
            pytest.param({"x.jinja": "{{ a"}, "Cannot render the template", id="a broken file"),
        ],
    )
    # Copier leaves the listing of its folder open when a file in it cannot be rendered.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_a_broken_template_is_one_sentence(
        self, tmp_path: Path, files: dict[str, str], problem: str
    ) -> None:
        source = write_template(tmp_path / "template", files)
        with pytest.raises(TemplateSourceError, match=problem):
            make(template=source)

    def test_a_template_that_makes_nothing_is_refused(self, tmp_path: Path) -> None:
        source = write_template(tmp_path / "template", {"copier.yml": "_exclude: ['*']\n"})
        with pytest.raises(TemplateSourceError, match="renders no files"):
            make(template=source)

    def test_a_template_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TemplateSourceError, match="No template found at"):
            make(template=Source(str(tmp_path / "nowhere")))
