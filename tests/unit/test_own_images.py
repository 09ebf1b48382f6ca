"""`scaffold new --from FOLDER` copies images into a new project, or says why it cannot."""

import json
import tomllib
from pathlib import Path

import pytest
import yaml

from scaffold.errors.exit_codes import ExitCode
from tests.kit.machine import Finished, Scaffold, run_command

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(clean_machine: Path) -> Path:
    """A folder of two classes, beside what systems and people leave there."""
    images = clean_machine / "pets"
    for name in ("cat", "dog"):
        (images / name).mkdir(parents=True)
        for number in range(6):
            (images / name / f"{number}.PNG").write_bytes(PNG)
    (images / ".DS_Store").write_bytes(b"")
    (images / "__MACOSX").mkdir()
    (images / "notes.txt").write_text("seen in May")
    return images


def make(scaffold: Scaffold, *options: str | Path) -> Finished:
    return scaffold("new", "demo", "--defaults", *options)


def test_the_images_are_copied_but_not_committed(scaffold: Scaffold, folder: Path) -> None:
    made = make(scaffold, "--from", folder)
    assert made.exit_code == ExitCode.DONE, made.errors
    assert "Copied the images to `data/raw/pets`, which Git ignores" in made.output
    copied = sorted(path.name for path in Path("demo/data/raw/pets").iterdir())
    assert copied == ["cat", "dog", "notes.txt"]
    assert Path("demo/data/raw/pets/cat/0.PNG").read_bytes() == PNG
    assert "PNG" not in run_command(["git", "ls-files"], folder=Path("demo")).output
    config = tomllib.loads(Path("demo/config/data.toml").read_text())
    assert config == {"source": "data/raw/pets", "target": "class"}
    answers = yaml.safe_load(Path("demo/.copier-answers.yml").read_text())
    assert answers["stack"] == "lightning"
    assert answers["table"] == config


def test_what_is_predicted_can_be_named(scaffold: Scaffold, folder: Path) -> None:
    assert make(scaffold, "--from", folder, "--target", "animal").exit_code == ExitCode.DONE
    assert 'target = "animal"' in Path("demo/config/data.toml").read_text()


def test_a_dry_run_copies_nothing(scaffold: Scaffold, folder: Path) -> None:
    assert "Would copy the images" in make(scaffold, "--from", folder, "--dry-run").output
    assert not Path("demo").exists()


def test_json_names_the_copy(scaffold: Scaffold, folder: Path) -> None:
    made = json.loads(make(scaffold, "--from", folder, "--json").output)
    assert made["table"] == "data/raw/pets"


def test_classes_may_be_in_folders_for_training_and_test(scaffold: Scaffold, folder: Path) -> None:
    (folder / "train").mkdir()
    for name in ("cat", "dog"):
        (folder / name).rename(folder / "train" / name)
    assert make(scaffold, "--from", folder).exit_code == ExitCode.DONE


@pytest.mark.parametrize("name", ["a.npz", "mnist"])
def test_arrays_and_the_files_of_mnist_are_taken(
    scaffold: Scaffold, clean_machine: Path, name: str
) -> None:
    (clean_machine / "a.npz").write_bytes(b"PK")
    (clean_machine / "mnist").mkdir()
    (clean_machine / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(b"")
    assert make(scaffold, "--from", clean_machine / name).exit_code == ExitCode.DONE
    assert f"data/raw/{name}" in Path("demo/config/data.toml").read_text()


def test_a_table_of_numbers_is_taken_if_the_stack_is_named(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    (clean_machine / "t.csv").write_text("a,kind\n1,x\n")
    options = ["--from", "t.csv", "--target", "kind", "--stack", "lightning"]
    assert make(scaffold, *options).exit_code == ExitCode.DONE
    assert 'target = "kind"' in Path("demo/config/data.toml").read_text()


def refused(scaffold: Scaffold, *options: str | Path) -> str:
    made = make(scaffold, *options)
    assert made.exit_code == ExitCode.USAGE
    assert "Traceback" not in made.errors
    assert not Path("demo").exists()
    return made.errors


def test_a_folder_that_is_no_data_is_refused(scaffold: Scaffold, folder: Path) -> None:
    (folder.parent / "empty").mkdir()
    assert "error: `empty` has no folders with images" in refused(scaffold, "--from", "empty")
    (folder.parent / "texts" / "a").mkdir(parents=True)
    (folder.parent / "texts" / "a" / "b.txt").write_text("")
    assert "error: `texts` has no folders with images" in refused(scaffold, "--from", "texts")
    assert "`missing` not found" in refused(scaffold, "--from", "missing")


def test_one_class_or_a_class_with_one_image_is_refused(scaffold: Scaffold, folder: Path) -> None:
    (folder / "rabbit").mkdir()
    (folder / "dog" / "0.PNG").rename(folder / "rabbit" / "0.PNG")
    assert "error: Class `rabbit` has 1 image\n" in refused(scaffold, "--from", folder)
    for name in ("dog", "rabbit"):
        (folder / name).rename(folder.parent / name)
    assert "has only one class: `cat`" in refused(scaffold, "--from", folder)


def test_a_project_inside_its_own_images_is_refused(scaffold: Scaffold, folder: Path) -> None:
    errors = refused(scaffold, "--from", folder, "--into", folder / "cat")
    assert "The new project would be inside" in errors


@pytest.mark.parametrize(
    "options",
    [
        ["--stack", "tabular"],
        ["--workshop"],
        ["--task", "classification"],
        ["--time", "a"],
        ["--text", "a"],
    ],
)
def test_options_for_tables_are_refused(
    scaffold: Scaffold, folder: Path, options: list[str]
) -> None:
    refused(scaffold, "--from", folder, *options)


@pytest.mark.parametrize("option", ["--group", "--id", "--text"])
def test_a_role_needs_a_stack_that_has_it(
    scaffold: Scaffold, clean_machine: Path, option: str
) -> None:
    (clean_machine / "t.csv").write_text("a,kind\n1,x\n")
    options = ["--from", "t.csv", "--target", "kind", "--stack", "lightning", option, "a"]
    assert option in refused(scaffold, *options)
