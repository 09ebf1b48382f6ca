"""An address in a project's answers file is used once its user trusts it, and not before."""

import fcntl
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scaffold.template.addresses import parse_address
from scaffold.template.trusted_addresses import (
    LIST_ADDRESS,
    VARIABLE,
    identify,
    is_trusted,
    trusting,
)
from tests.attacks.listening import listener
from tests.attacks.test_looking import LOOKING
from tests.attacks.tracing import TraceAll
from tests.cases.refusals import Refusal, nothing_changes
from tests.cases.test_templates import BESIDE, COMMIT, ONE, TWO_LATER, release, write_template
from tests.kit.machine import Scaffold, shell
from tests.kit.terminal import read_until, start_on_terminal

pytestmark = pytest.mark.case

NEW = ("new", "made", "-l", "--no-git", "--template", "template")
SETTINGS = f"{BESIDE}features: {{type: yaml, default: []}}\n"
UNTRUSTED = Refusal(5, "The template of this project is not trusted: ", "run `scaffold trust ")
EMBEDDED = Refusal(5, "is inside the project or its repository: ", "Correct `_src_path`")
# Commands that read the template of a project.
READING = (["status"], ["check"], ["diff"], ["update"], ["update", "-n"], ["update", "--to", "v1"])
FEATURES = (["add", "x", "made"], ["remove", "docker", "made"], ["add", "x", "made", "-n"])


@pytest.fixture
def template(clean_machine: Path) -> Path:
    """Make a template with two releases."""
    folder = write_template(clean_machine / "template", SETTINGS, ONE)
    shell(folder, f"git init -qb main; git add -A; {COMMIT}; git tag v1")
    release(folder, SETTINGS, TWO_LATER)
    return folder


@pytest.fixture
def made(scaffold: Scaffold, template: Path) -> Path:
    """Make a project at the first release, as someone else did whom the user does not know."""
    assert scaffold(*NEW, "--release", "v1", "-d", "features=[docker]").exit_code == 0
    assert scaffold("trust", "--remove", template).exit_code == 0
    return template.with_name("made")


def readdress(project: Path, address: str) -> None:
    """Put another address into the answers file of a project."""
    file = project / ".copier-answers.yml"
    lines = file.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("_src_path")]
    file.write_text("\n".join([*kept, f"_src_path: {json.dumps(address)}", ""]), "utf-8")


@pytest.mark.parametrize("words", [*READING, *FEATURES], ids=" ".join)
def test_a_template_that_the_user_does_not_trust_is_refused(
    scaffold: Scaffold, made: Path, words: list[str]
) -> None:
    arguments = words if "made" in words else [words[0], "made", *words[1:]]
    with nothing_changes(made):
        UNTRUSTED.check(scaffold(*arguments))


@pytest.mark.usefixtures("made")
def test_the_doctor_skips_its_check_and_says_why(scaffold: Scaffold) -> None:
    skipped = json.loads(scaffold("doctor", "made", "--json").output)["skipped"]
    reasons = {check["code"]: check["reason"] for check in skipped}
    assert reasons["ML402"].startswith("The template of this project is not trusted: ")


def test_a_project_that_this_user_made_needs_no_more_trust(
    scaffold: Scaffold, template: Path
) -> None:
    assert scaffold(*NEW, "--release", "v1").exit_code == 0
    assert scaffold("check", "made").exit_code == 3
    assert scaffold("update", "made").exit_code == 0
    assert scaffold("trust", "--list").output.splitlines() == [str(template)]


def test_an_adoption_records_trust_too(
    scaffold: Scaffold, template: Path, clean_machine: Path
) -> None:
    settings = f"{BESIDE}kept: {{type: yaml, default: []}}\n"
    (template / "gone.txt").touch()
    release(template, settings, {}, "git tag v3")
    (clean_machine / "old").mkdir()
    finished = scaffold("adopt", "old", "-l", "--template", "template", "-n")
    assert finished.exit_code == 0, finished
    assert scaffold("trust", "--list").output == ""  # A dry run is no use of it.
    assert scaffold("adopt", "old", "-l", "--template", "template").exit_code == 0
    assert scaffold("trust", "--list").output.splitlines() == [str(template)]


def test_a_dry_run_of_a_new_project_records_nothing(scaffold: Scaffold, template: Path) -> None:
    assert scaffold(*NEW, "-n").exit_code == 0
    assert scaffold("trust", "--list", "--json").output == '{\n  "trusted": []\n}\n'
    assert template.is_dir()


class TestWaysToTrust:
    """A list of the user's, an option for one run, and a variable for one machine."""

    @pytest.mark.usefixtures("made")
    def test_the_command_adds_and_removes(self, scaffold: Scaffold, template: Path) -> None:
        assert scaffold("trust", "template").output == f"Trusted: {template}\n"
        assert scaffold("trust", "template/../template").exit_code == 0
        assert scaffold("trust", "--list").output.splitlines() == [str(template)]
        assert scaffold("check", "made").exit_code == 3
        assert "No longer trusted" in scaffold("trust", template, "--remove").output
        assert "Was not trusted" in scaffold("trust", template, "--remove").output
        UNTRUSTED.check(scaffold("check", "made"))

    def test_the_hint_can_be_pasted(self, scaffold: Scaffold, made: Path) -> None:
        made.with_name("template").rename(made.with_name("it's a $(touch ran) template"))
        readdress(made, str(made.with_name("it's a $(touch ran) template")))
        hint = scaffold("check", "made").error_lines[1]
        command = hint.partition("`")[2].rpartition("`")[0]
        shell(made.parent, command.replace("scaffold", "printf '%s\\n' > said", 1))
        assert (made.parent / "said").read_text().splitlines()[1:] == [
            str(made.with_name("it's a $(touch ran) template"))
        ]
        assert not (made.parent / "ran").exists()

    @pytest.mark.usefixtures("made")
    @pytest.mark.parametrize("words", [*READING[:3], ["doctor"]], ids=" ".join)
    def test_an_option_counts_for_one_run(self, scaffold: Scaffold, words: list[str]) -> None:
        code = scaffold(*words, "made", "--trust", "elsewhere", "--trust", "template").exit_code
        assert code in {0, 3}
        if words != ["doctor"]:
            UNTRUSTED.check(scaffold(*words, "made"))
        assert scaffold("trust", "--list").output == ""

    def test_an_option_lets_an_update_through(self, scaffold: Scaffold, made: Path) -> None:
        assert scaffold("update", "made", "--trust", "template").exit_code == 0
        assert (made / "come.txt").is_file()
        assert scaffold("add", "x", "made", "--trust", "template").exit_code == 0
        assert scaffold("remove", "x", "made", "--trust", "template").exit_code == 0

    def test_a_variable_counts_where_it_is_set(
        self, scaffold: Scaffold, made: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(VARIABLE, f"https://example.org/ {made.with_name('template')}")
        assert scaffold("check", "made").exit_code == 3
        monkeypatch.setenv(VARIABLE, "git+ext::x")
        Refusal(1, "Git would start a program", "").check(scaffold("check", "made"))

    def test_a_prefix_trusts_what_is_below_it(self, scaffold: Scaffold, made: Path) -> None:
        assert scaffold("trust", f"{made.parent}/").output == f"Trusted: {made.parent}/\n"
        assert scaffold("check", "made").exit_code == 3

    @pytest.mark.parametrize("words", [[], ["--list", "x"], ["--remove"]], ids=" ".join)
    def test_words_that_fit_nothing_are_refused(self, scaffold: Scaffold, words: list[str]) -> None:
        assert scaffold("trust", *words).exit_code == 2

    @pytest.mark.parametrize("address", ["https://", "ext::x", "ftp://example.org/", "a\0b"])
    def test_what_no_template_has_cannot_be_trusted(self, scaffold: Scaffold, address: str) -> None:
        assert scaffold("trust", address).exit_code == 1
        assert scaffold("trust", "--list").output == ""


@pytest.mark.story
@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 5), (b"\n", 5)])
def test_an_update_asks_for_trust_on_a_terminal(
    scaffold: Scaffold, made: Path, answer: bytes, code: int
) -> None:
    process, terminal = start_on_terminal("update", made)
    read_until(terminal, f"Trust the template {made.with_name('template')}?")
    os.write(terminal, answer)
    assert process.wait(60) == code
    os.close(terminal)
    assert scaffold("trust", "--list").output == (f"{made.parent}/template\n" if not code else "")
    assert (made / "come.txt").exists() == (not code)


@pytest.mark.story
@pytest.mark.parametrize("option", ["-l", "-n", "--json"])
def test_nothing_is_asked_where_no_questions_are_wanted(made: Path, option: str) -> None:
    process, terminal = start_on_terminal("update", made, option)
    read_until(terminal, "is not trusted")
    assert process.wait(60) == 5
    os.close(terminal)


class TestTheList:
    """The list is one file, which only its user can read."""

    def test_it_is_private_and_replaced_at_once(self, scaffold: Scaffold) -> None:
        file = Path(LIST_ADDRESS).expanduser()
        for address in ("gh:ada/template", "git@example.org:ada/x.git"):
            assert scaffold("trust", address).exit_code == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert sorted(path.name for path in file.parent.iterdir()) == [
            "trusted-templates.json",
            "trusted-templates.lock",
        ]
        assert json.loads(file.read_text()) == [
            "https://github.com/ada/template.git",
            "git@example.org:ada/x.git",
        ]

    @pytest.mark.slow
    def test_commands_that_run_at_once_lose_no_entry(self, scaffold: Scaffold) -> None:
        addresses = [f"gh:ada/template-{number}" for number in range(12)]
        words = [sys.executable, "-m", "scaffold", "trust"]
        running = [
            subprocess.Popen([*words, each], stdout=subprocess.DEVNULL) for each in addresses
        ]
        assert [process.wait(60) for process in running] == [0] * 12
        assert len(scaffold("trust", "--list").output.splitlines()) == 12

    def test_a_list_that_another_command_changes_too_long_is_told(
        self, scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("scaffold.template.trusted_addresses._SECONDS", 0.1)
        lock = Path(LIST_ADDRESS).expanduser().with_suffix(".lock")
        lock.parent.mkdir(parents=True)
        with lock.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            told = Refusal(1, "Another command has changed ", "Retry when it has ended")
            told.check(scaffold("trust", "gh:ada/x"))

    @pytest.mark.usefixtures("made")
    @pytest.mark.parametrize("content", [b"{", b"[5]", b"{}", b"\xff", b"[" * 100_000])
    def test_a_damaged_list_trusts_nothing(self, scaffold: Scaffold, content: bytes) -> None:
        file = Path(LIST_ADDRESS).expanduser()
        file.write_bytes(content)
        told = Refusal(1, "Cannot read the list of trusted templates: ", "Delete the file")
        told.check(scaffold("check", "made"))
        told.check(scaffold("trust", "gh:ada/template"))
        assert file.read_bytes() == content

    def test_a_new_project_is_made_where_the_list_cannot_be_kept(
        self, scaffold: Scaffold, template: Path
    ) -> None:
        Path(LIST_ADDRESS).expanduser().parent.parent.mkdir(parents=True)
        Path(LIST_ADDRESS).expanduser().parent.write_text("a file")
        finished = scaffold(*NEW)
        assert finished.exit_code == 0, finished
        assert "The template is not trusted yet: " in finished.errors
        assert template.is_dir()

    def test_a_user_without_a_home_is_told(
        self, scaffold: Scaffold, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("HOME")
        monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
        refusal = Refusal(1, "No home folder for the list", f"Set `{VARIABLE}`")
        refusal.check(scaffold("trust", "gh:ada/template"))


# An entry of the list, an address in a project, and whether the entry covers it.
COVERED = {
    "the same": ("https://a.example/x.git", "https://a.example/x.git", True),
    "a short form": ("gh:ada/x", "https://github.com/ada/x", True),
    "another short form": ("https://gitlab.com/ada/x.git", "gl:ada/x", True),
    "capitals in the host": ("https://a.example/x.git", "git+HTTPS://A.Example/x.git", True),
    "the usual port": ("https://a.example/x.git", "https://a.example:443/x.git", True),
    "another port": ("https://a.example/x.git", "https://a.example:8443/x.git", False),
    "another scheme": ("https://a.example/x.git", "http://a.example/x.git", False),
    "credentials": ("https://a.example/x.git", "https://u:p@a.example/x.git", True),
    "a host as user": ("https://a.example/", "https://a.example@evil.example/x.git", False),
    "a host as user and password": ("https://a.example/", "https://a.example:x@b/x.git", False),
    "a longer host": ("https://a.example/", "https://a.example.evil.example/x.git", False),
    "an exact entry is no prefix": ("https://a.example/x.git", "https://a.example/x.git/y.git", 0),
    "below": ("https://a.example/team/", "https://a.example/team/x.git", True),
    "beside": ("https://a.example/team/", "https://a.example/team-2/x.git", False),
    "up": ("https://a.example/team/", "https://a.example/team/../evil/x.git", False),
    "up in code": ("https://a.example/team/", "https://a.example/team/%2e%2E/evil/x.git", False),
    "up in two codes": ("https://a.example/team/", "https://a.example/team/%252e./x.git", False),
    "up by a backslash in code": ("https://a.example/t/", "https://a.example/t/..%5c/x.git", False),
    "an owner": ("gh:ada/", "gh:ada/x", True),
    "another owner": ("gh:ada/", "gh:adaline/x", False),
    "ssh": ("git@a.example:team/", "git@a.example:team/x.git", True),
    "another user of ssh": ("git@a.example:team/", "evil@a.example:team/x.git", False),
    "a password of ssh": ("ssh://git@a.example/x.git", "ssh://git:p@a.example:22/x.git", True),
    "an argument": ("https://a.example/x.git", "https://a.example/x.git?token=y", True),
    "a folder": ("/srv/templates/", "/srv/templates/x", True),
    "a folder as URL": ("/srv/x.git", "file:///srv/x.git", True),
    "a folder above": ("/srv/templates/", "/srv/templates/../x", False),
    "a folder itself": ("/srv/templates/", "/srv/templates", True),
    "the home": ("~/templates/x", "~/templates/../templates/x", True),
}


@pytest.mark.parametrize(("entry", "address", "covered"), COVERED.values(), ids=COVERED.keys())
def test_trust_is_in_an_address_and_not_in_its_spelling(
    entry: str, address: str, covered: bool
) -> None:
    with trusting([entry]):
        assert is_trusted(parse_address(address)) == covered
    assert not is_trusted(parse_address(address))


@pytest.mark.parametrize("address", ["https://a.example/x.git", "gh:ada/", "/srv/x", "/srv/"])
def test_an_entry_is_read_as_it_is_written(address: str) -> None:
    assert identify(identify(address)) == identify(address)


# Templates that a project brings: what makes them, and the address in the answers.
BROUGHT = {
    "a folder": ("mkdir t; touch t/copier.yml", "./t"),
    "a repository": (f"mkdir t; cd t; git init -q; touch copier.yml; git add .; {COMMIT}", "./t"),
    "a folder beside": ("mkdir -p ../t", "../t"),
    "a folder with a prefix": ("mkdir t", "git+./t"),
    "a file": ("git init -q; git bundle create t.bundle HEAD || touch t.bundle", "t.bundle"),
    "its full path": ("mkdir t", "{project}/t"),
    "its URL": ("git init -q --bare t.git", "file://{project}/t.git"),
    "its URL with a prefix": ("git init -q --bare t.git", "git+file://{project}/t.git"),
    "a detour": ("mkdir t", "{project}/../made/t"),
    "a link to it": ("mkdir t; ln -s made/t ../link", "{project}/../link"),
    "a folder of its repository": ("cd ..; git init -q; mkdir t", "{project}/../t"),
    "the project": ("true", "{project}"),
    "a current folder": ("true", "."),
}


@pytest.mark.parametrize(("script", "address"), BROUGHT.values(), ids=BROUGHT.keys())
def test_a_project_never_brings_its_own_template(
    scaffold: Scaffold, made: Path, monkeypatch: pytest.MonkeyPatch, script: str, address: str
) -> None:
    """Not even where the user trusts everything."""
    monkeypatch.chdir(made)
    shell(made, script)
    readdress(made, address.format(project=made))
    monkeypatch.setenv(VARIABLE, "/")
    for words in (["status"], ["check"], ["update", "--allow-dirty"]):
        EMBEDDED.check(scaffold(*words, made))


BESIDE_IT = "git init -q; mkdir t; cd t; git init -q; touch copier.yml"
SUBMODULE = f"""git init -q; git init -q ../part
(cd ../part; touch copier.yml; git add .; {COMMIT})
git -c protocol.file.allow=always submodule --quiet add "$PWD/../part" t"""


def test_a_home_folder_that_is_a_repository_may_contain_templates_and_projects(
    scaffold: Scaffold, made: Path
) -> None:
    """A clone of the repository around does not bring the repository of the template."""
    shell(made.parent, "git init -q")
    assert scaffold("trust", "template").exit_code == 0
    assert scaffold("check", "made").exit_code == 3
    assert scaffold("update", "made", "--allow-dirty").exit_code == 0


@pytest.mark.parametrize("script", [BESIDE_IT, SUBMODULE], ids=["its own", "a submodule"])
def test_a_template_that_comes_with_a_recursive_clone_is_refused(
    scaffold: Scaffold, made: Path, script: str
) -> None:
    shell(made.parent, script)
    readdress(made, str(made.parent / "t"))
    assert scaffold("trust", f"{made.parent}/").exit_code == 0
    finished = scaffold("check", "made")
    if script == SUBMODULE:
        EMBEDDED.check(finished)
    else:
        assert "is inside the project" not in finished.errors


REPOSITORY_IN_FILES = """
mkdir -p t/cd/objects t/cd/refs; cd t; echo 'ref: refs/heads/main' > HEAD; echo cd > commondir
printf '[core]\\n bare=false\\n repositoryformatversion=1\\n' > cd/config
printf '[extensions]\\n worktreeConfig=true\\n' >> cd/config
printf '[core]\\n worktree=.\\n bare=false\\n fsmonitor="%s"\\n' "$PWD/../evil" > config.worktree
git --git-dir=. commit-tree -m x "$(git --git-dir=. mktree < /dev/null)" > sha 2>/dev/null || true
printf '#!/bin/sh\\ntouch ran\\n' > ../evil; chmod +x ../evil
"""


@pytest.mark.slow
def test_looking_contacts_no_host_and_starts_nothing_for_an_unknown_address(
    traced_all: TraceAll, made: Path, project: Path
) -> None:
    shell(made, REPOSITORY_IN_FILES)
    with listener() as (port, received):
        addresses = (
            "./t",
            f"{made}/t",
            f"http://127.0.0.1:{port}/internal/admin?x=1.git",
            f"http://127.0.0.1:{port}/x.git",
            f"git+http://user:secret@127.0.0.1:{port}/x",
            f"git://127.0.0.1:{port}/x.git",
            f"ssh://git@127.0.0.1:{port}/x.git",
            f"git@127.0.0.1:{port}/x.git",
            "git+fd::0",
            "git+ext::sh -c touch% ran",
        )
        commands = [command for command in LOOKING if command[1:2] == ["demo"]]
        for address in addresses:
            readdress(project, address)
            found = traced_all(*commands, timeout=120)
            assert found.strangers == []
            assert not [p for p in found.programs if {"clone", "ls-remote"} & {*p.arguments}]
            assert "Traceback" not in found.finished.errors
            assert "secret" not in found.finished.errors + found.finished.output
    assert received == []
    assert not list(made.rglob("ran"))
