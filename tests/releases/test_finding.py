"""Every release in the package can be listed, named and rendered."""

import json
from pathlib import Path

import pytest

from scaffold import __version__
from scaffold.errors import TemplateSourceError
from scaffold.template.catalog import read_stacks
from scaffold.template.releases import (
    Source,
    all_releases,
    bundled_release,
    choose_template,
    find_release,
)
from tests.releases.conftest import Checkout, Installed

pytestmark = [pytest.mark.story, pytest.mark.xdist_group("releases")]


def test_the_bundled_release_is_the_last_and_is_found_by_version_and_tag() -> None:
    bundled = bundled_release()
    assert all_releases()[-1] == bundled
    assert find_release(__version__) == find_release(f"v{__version__}") == bundled


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("99.0.0", "Upgrade mlops-scaffold"),
        ("v99", "Upgrade mlops-scaffold"),
        ("0.0.1", "Run `scaffold list` to see the releases"),
        ("main", "Run `scaffold list` to see the releases"),
        ("", "Run `scaffold list` to see the releases"),
        ("--upload-pack=x", "Run `scaffold list` to see the releases"),
        ("../0.1.0", "Run `scaffold list` to see the releases"),
    ],
)
def test_an_unknown_release_is_a_sentence_and_a_hint(reference: str, hint: str) -> None:
    with pytest.raises(TemplateSourceError, match="Unknown release") as caught:
        find_release(reference)
    assert caught.value.hint == hint


def test_every_stack_of_every_release_says_what_to_type_next() -> None:
    for each in all_releases():
        for stack in read_stacks(find_release(each.version)):
            assert stack.next_steps, (each, stack)
            assert bool(stack.steps_after_run) == bool(stack.first_run), (each, stack)


def test_an_installation_without_its_template_says_how_to_mend_it(
    installed: Installed, clean_machine: Path
) -> None:
    finished = installed(__version__)("new", "demo", "-l", "--stack", "skeleton")
    assert finished.exit_code == 1
    assert finished.error_lines == [
        "error: The template is missing from this installation",
        "hint: Reinstall mlops-scaffold",
    ]
    assert list(clean_machine.iterdir()) == []


def test_the_list_shows_every_release_the_newest_first(newer: Checkout) -> None:
    listed = json.loads(newer.scaffold("list", "--json").output)["releases"]
    assert [release["name"] for release in listed] == ["0.2.0", "0.1.0"]
    assert listed[0]["summary"] == "bundled with this version"
    assert listed[1]["summary"] == f"released on {newer.digests()['0.1.0']['date']}"


def test_a_checkout_between_releases_lists_both(older: Checkout, tmp_path: Path) -> None:
    checkout = older.copy(tmp_path / "checkout")
    version = checkout.path / "scaffold" / "__init__.py"
    version.write_text(version.read_text().replace("0.1.0", "0.2.0.dev0"))
    listed = json.loads(checkout.scaffold("list", "--json").output)["releases"]
    assert [release["name"] for release in listed] == ["0.2.0.dev0", "0.1.0"]


@pytest.mark.parametrize("reference", ["0.1.0", "v0.1.0", "0.1"])
def test_a_project_of_an_earlier_release_is_the_one_made_then(
    older: Checkout, newer: Checkout, tmp_path: Path, reference: str
) -> None:
    options = ["demo", "--defaults", "--no-git", "--stack", "skeleton", "--into"]
    older.scaffold("new", *options, str(tmp_path / "then"))
    newer.scaffold("new", *options, str(tmp_path / "now"), "--release", reference)
    made = [
        {
            path.relative_to(into).as_posix(): (path.read_bytes(), path.stat().st_mode)
            for path in into.rglob("*")
            if path.is_file()
        }
        for into in (tmp_path / "then", tmp_path / "now")
    ]
    assert made[0] == made[1]
    assert b"_commit: v0.1.0\n" in made[1]["demo/.copier-answers.yml"][0]


@pytest.mark.parametrize(
    "spelled", ["template", "./template", "../work/template", "~/../work/template"]
)
def test_a_folder_is_remembered_so_that_it_is_found_from_anywhere(
    clean_machine: Path, spelled: str
) -> None:
    (clean_machine / "template").mkdir()
    chosen = choose_template(spelled, "v1")
    assert isinstance(chosen, Source)
    assert Path(chosen.address).is_absolute()
    assert Path(chosen.address).samefile(clean_machine / "template")


def test_an_address_that_is_no_folder_is_remembered_as_it_is_spelled() -> None:
    for address in (
        "https://example.org/template.git",
        "gh:example/template",
        "template",
        "~nobody-of-that-name/template",
    ):
        assert choose_template(address, None) == Source(address)
