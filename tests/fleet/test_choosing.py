"""Which projects a fleet has: a list, paths, globs and addresses, each project once."""

import io
import json
from pathlib import Path

import pytest

from scaffold.errors import FleetError
from scaffold.fleet.entries import expand, identify, is_address
from scaffold.fleet.manifest import read_manifest, read_percent, read_seconds
from scaffold.fleet.pacing import DEFAULT_PACE
from scaffold.verbs.fleet_choice import ChoiceRequest, choose_projects, read_share
from scaffold.verbs.fleet_run_options import RunOptions
from scaffold.verbs.fleet_runs import Screen, make_delivery
from tests.kit.machine import Finished, Scaffold


def _write(text: str) -> Path:
    file = Path("fleet.toml")
    file.write_text(text, "utf-8")
    return file


def _locations(done: Finished) -> list[str]:
    return [each["location"] for each in json.loads(done.output)["projects"]]


def test_a_list_names_folders_and_addresses(clean_machine: Path) -> None:
    (clean_machine / "one").mkdir()
    file = _write(
        '[fleet]\nbase-branch = "trunk"\npace = "2s"\nstop-at = "10%"\n'
        '[[project]]\npath = "one"\ngroup = "a"\nowner = "Ada"\n'
        '[[project]]\nurl = "https://example.org/team/two.git"\nrelease-pin = "v0.1.0"\n'
    )
    fleet = read_manifest(file)
    one, two = fleet.projects
    assert (one.name, one.location, one.group) == ("one", str(clean_machine / "one"), "a")
    assert (two.name, two.is_remote, two.release_pin) == ("two", True, "v0.1.0")
    assert (fleet.settings.base_branch, fleet.settings.pace, fleet.settings.stop_at) == (
        "trunk",
        2.0,
        10.0,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[project]]\nname = "x"\n', "needs a `path` or a `url`"),
        ('[[project]]\npath = "a"\nurl = "https://e.org/a"\n', "needs a `path` or a `url`"),
        ('[[project]]\npath = "a"\ncolour = "red"\n', "unknown key `colour`"),
        ('[[project]]\npath = "a"\n[[project]]\npath = "./a"\n', "listed twice"),
        (
            '[[project]]\nurl = "https://E.org/a.git"\n[[project]]\nurl = "https://e.org/a/"\n',
            "listed twice",
        ),
        (
            '[[project]]\npath = "a"\nname = "x"\n[[project]]\npath = "b"\nname = "x"\n',
            "two projects are named `x`",
        ),
        ('[fleet]\nstop-at = "110%"\n', "not a share"),
        ("project = 3\n", "not a list of tables"),
        ("project = [3]\n", "`project` is not a table"),
        ("fleet = 3\n", "`fleet` is not a table"),
        ("[fleet]\ntemplate = 3\n", "`template` is not a text"),
        ("[fleet]\npace = 'soon'\n", "not a number of seconds"),
        ("[teams]\n", "unknown table `teams`"),
        ("[[project]\n", "Expected"),
    ],
)
def test_an_invalid_list_is_refused_with_the_reason(
    text: str, reason: str, clean_machine: Path
) -> None:
    assert clean_machine == Path.cwd()
    with pytest.raises(FleetError, match=r"Invalid `fleet.toml`") as raised:
        read_manifest(_write(text))
    assert reason in raised.value.message


def test_a_missing_list_names_the_command_that_writes_it(scaffold: Scaffold) -> None:
    done = scaffold("fleet", "status")
    assert done.exit_code == 5
    assert "scaffold fleet init" in done.errors


def test_a_project_with_several_spellings_is_listed_once(clean_machine: Path) -> None:
    (clean_machine / "one").mkdir()
    (clean_machine / "link").symlink_to("one")
    found = expand(["one", "./one/", "*", str(clean_machine / "one")], clean_machine)
    assert [each.name for each in found] == ["one"]


def test_projects_of_the_same_name_get_as_much_path_as_they_need(clean_machine: Path) -> None:
    words = ["a/api", "b/api", "https://example.org/c/web.git"]
    names = [each.name for each in expand(words, clean_machine)]
    assert names == ["a/api", "b/api", "web"]


def test_a_glob_leaves_out_hidden_folders_and_files(tmp_path: Path) -> None:
    fleet = tmp_path / "fleet"
    for folder in ("one", "deep/two", ".scaffold-fleet"):
        (fleet / folder).mkdir(parents=True)
    (fleet / "notes.txt").touch()
    assert [each.name for each in expand(["*"], fleet)] == ["deep", "one"]
    assert [each.name for each in expand(["**/two"], fleet)] == ["two"]
    assert [each.name for each in expand([str(fleet / "o*")], tmp_path)] == ["one"]


def test_a_glob_without_a_match_is_an_error(scaffold: Scaffold) -> None:
    done = scaffold("fleet", "list", "nothing-*")
    assert (done.exit_code, done.error_lines[0]) == (5, "error: No folder matches `nothing-*`")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a", True),
        ("git@example.org:team/a.git", True),
        ("file:///srv/a.git", True),
        ("folder/a", False),
        ("C:\\projects\\a", False),
        ("/srv/a", False),
    ],
)
def test_addresses_are_told_from_folders(text: str, *, expected: bool) -> None:
    assert is_address(text) is expected


def test_two_spellings_of_an_address_are_one_project() -> None:
    assert identify("git@Example.org:a/b.git") == identify("git@example.org:a/b")
    assert identify("https://example.org/a/B") != identify("https://example.org/a/b")


def test_folders_that_differ_far_above_have_names_of_their_own(tmp_path: Path) -> None:
    deep = "/".join(["x"] * 25)
    fleet = expand([f"one/{deep}", f"two/{deep}", "y"], tmp_path)
    assert [each.name for each in fleet] == [f"one/{deep}", f"two/{deep}", "y"]


def test_init_finds_projects_below_folders_and_reads_its_own_list(
    scaffold: Scaffold, clean_machine: Path
) -> None:
    for name in ("teams/a/one", "teams/b/two", "teams/b/two/nested", "teams/.venv/three"):
        folder = clean_machine / name
        folder.mkdir(parents=True)
        (folder / ".copier-answers.yml").write_text("_commit: v0.1.0\n", "utf-8")
    done = scaffold("fleet", "init", "teams", "https://example.org/x/three.git")
    assert (done.exit_code, "3 projects" in done.output) == (0, True)
    listed = _locations(scaffold("fleet", "list", "--json"))
    assert listed == [
        str(clean_machine / "teams/a/one"),
        str(clean_machine / "teams/b/two"),
        "https://example.org/x/three.git",
    ]
    assert scaffold("fleet", "init", "teams").exit_code == 5
    assert scaffold("fleet", "init", "teams", "--force").exit_code == 0


def test_standard_input_names_projects_and_comments_are_skipped(
    scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "# the first\nhttps://example.org/a\n\n#https://example.org/b\nhttps://example.org/c\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    done = scaffold("fleet", "list", "-", "--format", "lines")
    assert done.output.splitlines() == ["https://example.org/a", "https://example.org/c"]


def test_the_shards_of_a_fleet_are_all_of_it_and_share_nothing(scaffold: Scaffold) -> None:
    _write("".join(f'[[project]]\npath = "p{number}"\n' for number in range(10)))
    whole = _locations(scaffold("fleet", "list", "--json"))
    parts = [
        _locations(scaffold("fleet", "list", "--json", "--shard", f"{n}/3")) for n in (1, 2, 3)
    ]
    assert sorted(each for part in parts for each in part) == sorted(whole)
    assert len(whole) == 10
    assert scaffold("fleet", "list", "--shard", "4/3").exit_code == 2


def test_groups_and_names_choose_projects(scaffold: Scaffold) -> None:
    _write('[[project]]\npath = "a"\ngroup = "x"\n[[project]]\npath = "b"\n')
    chosen = _locations(scaffold("fleet", "list", "-g", "x", "--json"))
    assert [Path(each).name for each in chosen] == ["a"]
    named = _locations(scaffold("fleet", "list", "b", "--json"))
    assert [Path(each).name for each in named] == ["b"]
    assert scaffold("fleet", "list", "-g", "y").exit_code == 2
    assert scaffold("fleet", "list", "c").exit_code == 2


def test_numbers_with_units_are_read() -> None:
    assert (read_seconds("8s"), read_seconds(3), read_percent("10%")) == (8.0, 3.0, 10.0)
    for text in ("", "-1", "8 minutes", "nan"):
        with pytest.raises(ValueError, match="is not a"):
            read_seconds(text)


@pytest.mark.parametrize(("option", "pace", "share"), [("", 2.0, 10.0), ("0", 0.0, 0.0)])
def test_an_option_of_zero_wins_over_the_list(
    clean_machine: Path, option: str, pace: float, share: float
) -> None:
    file = clean_machine / "fleet.toml"
    file.write_text('[fleet]\npace = "2s"\nstop-at = "10%"\n', "utf-8")
    choice = choose_projects(ChoiceRequest((), file=file))
    options = RunOptions(pace=option, stop_at=option)
    assert make_delivery(options, choice, Screen()).pace.seconds == pace
    assert read_share(option, choice.settings.stop_at) == share


def test_a_pace_of_zero_in_the_list_is_no_pause(clean_machine: Path) -> None:
    file = clean_machine / "fleet.toml"
    file.write_text("[fleet]\npace = 0\n", "utf-8")
    choice = choose_projects(ChoiceRequest((), file=file))
    assert make_delivery(RunOptions(), choice, Screen()).pace.seconds == 0
    file.write_text("", "utf-8")
    choice = choose_projects(ChoiceRequest((), file=file))
    assert make_delivery(RunOptions(), choice, Screen()).pace.seconds == DEFAULT_PACE
