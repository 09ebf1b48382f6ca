"""Looking at a project starts git and nothing else, whatever the project brings."""

import os
from pathlib import Path

import pytest

from tests.attacks.tracing import TraceAll, is_marked
from tests.kit.git_states import IDENTITY
from tests.kit.machine import shell

pytestmark = [pytest.mark.case, pytest.mark.slow]

COMMIT = f"{IDENTITY} git init -qb main; git add -A; git commit -qm x\n"
# Every setting by which a repository names a program, of git's own documentation.
SETTINGS = """
git config core.fsmonitor "$EVIL"
git config core.hooksPath "$HOOKS"
git config core.sshCommand "$EVIL"
git config core.askPass "$EVIL"
git config core.editor "$EVIL"
git config core.pager "$EVIL"
git config core.gitProxy "$EVIL"
git config core.alternateRefsCommand "$EVIL"
git config sequence.editor "$EVIL"
git config credential.helper "!$EVIL"
git config gpg.program "$EVIL"
git config gpg.ssh.program "$EVIL"
git config gpg.ssh.defaultKeyCommand "$EVIL"
git config commit.gpgSign true
git config diff.external "$EVIL"
git config diff.evil.command "$EVIL"
git config diff.evil.textconv "$EVIL"
git config merge.evil.driver "$EVIL"
git config filter.evil.clean "$EVIL; cat"
git config filter.evil.smudge "$EVIL; cat"
git config filter.two.process "$EVIL"
git config filter.two.required true
git config interactive.diffFilter "$EVIL"
git config difftool.evil.cmd "$EVIL"
git config mergetool.evil.cmd "$EVIL"
git config man.evil.cmd "$EVIL"
git config browser.evil.cmd "$EVIL"
git config trailer.evil.command "$EVIL"
git config trailer.evil.cmd "$EVIL"
git config alias.status "!$EVIL"
git config alias.ls-files "!$EVIL"
git config pager.status "$EVIL"
git config pager.ls-files "$EVIL"
git config remote.origin.url "ext::$EVIL"
git config remote.origin.uploadpack "$EVIL"
git config remote.origin.vcs evil
git config uploadpack.packObjectsHook "$EVIL"
git config protocol.ext.allow always
git config submodule.evil.update "!$EVIL"
git config status.submoduleSummary true
git config safe.bareRepository all
for hook in post-index-change pre-commit post-checkout fsmonitor-watchman reference-transaction; do
  cp "$EVIL" .git/hooks/$hook; done
"""
ATTRIBUTES = "printf 'README.md filter=evil diff=evil merge=evil\\n*.toml filter=two\\n'"
# Git runs filters where a file is not as its index remembers it.
TOUCHED = "find . -path ./.git -prune -o -type f -exec touch -d 2001-01-01 {} +\n"
FILTER = f"""
{ATTRIBUTES} > .gitattributes
{COMMIT}
{TOUCHED}
"""
BARE = f"""
cd ..; mv demo demo.git; git init -q --bare demo.git
git -C demo.git config core.bare false; git -C demo.git config core.worktree "$PWD/demo.git"
cd demo.git; git --git-dir=. add -f README.md .copier-answers.yml; cd ..
mv demo.git demo; cd demo; {ATTRIBUTES} > .gitattributes
printf '[core]\\n bare=false\\n worktree=.\\n fsmonitor="%s"\\n' "$EVIL" >> config
printf '[filter "evil"]\\n clean="%s"\\n' "$EVIL" >> config
{TOUCHED}
"""
WORLDS = {
    "all settings": FILTER + SETTINGS + TOUCHED,
    "included settings": f"""{FILTER}
printf '[filter "evil"]\\n clean=%s\\n[core]\\n fsmonitor=%s\\n' "$EVIL" "$EVIL" > ../settings
git config include.path ../../settings; git config core.hooksPath "$HOOKS"
""",
    "settings included on a branch": f"""{FILTER}
printf '[filter "two"]\\n process=%s\\n[core]\\n fsmonitor=%s\\n' "$EVIL" "$EVIL" > ../settings
git config includeIf.onbranch:main.path ../../settings
""",
    "settings of a work tree": f"""{FILTER}
git config extensions.worktreeConfig true; git config --worktree filter.evil.clean "$EVIL"
git config --worktree core.fsmonitor "$EVIL"
""",
    "a linked work tree": f"""{FILTER}{SETTINGS}
cd ..; mv demo first; git -C first worktree add -q ../demo; cd demo; {TOUCHED}
""",
    "a filter that is no text": f"""
printf 'README.md filter=\\377\\n' > .gitattributes
{COMMIT}{TOUCHED}
printf '[filter "\\377"]\\n clean="%s"\\n' "$EVIL" >> .git/config
""",
    "a filter in capitals": f"""{FILTER}
printf '[FILTER "evil"]\\n CLEAN="%s"\\n Required\\n' "$EVIL" >> .git/config
""",
    "attributes that are not in a file of the project": f"""{COMMIT}
{ATTRIBUTES} > .git/info/attributes
git config filter.evil.clean "$EVIL"
{TOUCHED}
""",
    "a submodule": f"""
git init -q ../part; (cd ../part; touch README.md; {COMMIT})
{COMMIT}
git -c protocol.file.allow=always submodule --quiet add "$PWD/../part" part; git commit -qm y
cd part; {ATTRIBUTES} > "$(git rev-parse --git-dir)/info/attributes"; touch -d 2001-01-01 README.md
git config filter.evil.clean "$EVIL"; git config core.fsmonitor "$EVIL"
git config core.hooksPath "$HOOKS"
""",
    "a repository within, that the project does not track": f"""{COMMIT}
git init -q within; (cd within; touch README.md; {COMMIT}
{ATTRIBUTES} > .git/info/attributes; git config filter.evil.clean "$EVIL"
git config core.fsmonitor "$EVIL"; touch -d 2001-01-01 README.md)
""",
    "objects that are missing": f"""{COMMIT}
git config extensions.partialClone origin; git config remote.origin.promisor true
git config remote.origin.url "$PWD/../elsewhere"; git config remote.origin.uploadpack "$EVIL"
git config core.repositoryFormatVersion 1; mkdir ../elsewhere
find .git/objects -type f -delete
""",
    "objects borrowed": f"""{COMMIT}
git init -q ../lender; echo "$PWD/../lender/.git/objects" > .git/objects/info/alternates
git config core.alternateRefsCommand "$EVIL"; git config core.fsmonitor "$EVIL"
""",
    "settings of a folder beside": f"""{FILTER}{SETTINGS}
mv .git beside; echo 'gitdir: beside' > .git
{TOUCHED}
""",
    "files elsewhere": f"{FILTER}{SETTINGS} mkdir ../there; git config core.worktree ../../there",
    "a bare repository": BARE,
    "a bare repository that git did not make": f"""{BARE}
mkdir common; mv config objects refs common; echo common > commondir
printf '[core]\\n bare=false\\n worktree=.\\n fsmonitor="%s"\\n' "$EVIL" > config.worktree
git config -f common/config extensions.worktreeConfig true
git config -f common/config --replace-all core.bare false
""",
    "a bare repository around it": f"""{BARE}
cd ..; mkdir around; mv demo/HEAD demo/config demo/objects demo/refs demo/index around 2>/dev/null
mv demo around/demo; mv around demo; mv demo/demo/.copier-answers.yml demo
""",
    "programs in the current folder": f"""{COMMIT}
for name in git uname sh env python python3 git-status git-remote-https ssh just uv which; do
  cp "$EVIL" $name; /bin/cp "$EVIL" ../$name; done
""",
}
ENVIRONMENT = {"all settings": {"PATH": f":.:{os.environ['PATH']}:"}}
ENVIRONMENT["programs in the current folder"] = ENVIRONMENT["all settings"]
LOOKING = (
    ["status", "demo"],
    ["status", "demo", "--json"],
    ["check", "demo"],
    ["check", "demo", "--patch"],
    ["diff", "demo", "-d", "description=X."],
    ["doctor", "demo"],
    ["list"],
    ["update", "demo", "-n", "-d", "description=X."],
    ["add", "github", "demo", "-n"],
    ["remove", "docker", "demo", "-n"],
    ["new", "inner", "-l", "--into", "demo", "-n", "--stack", "skeleton"],
    ["adopt", "demo/src", "-l", "-n"],
)
CHANGING = (
    ["update", "demo", "-d", "description=X."],
    ["add", "github", "demo", "--allow-dirty"],
    ["remove", "docker", "demo", "--allow-dirty"],
    ["undo", "demo"],
    ["recover", "demo"],
    ["doctor", "demo", "--fix", "--allow-dirty"],
    ["adopt", "demo/src", "-l"],
)


@pytest.fixture
def evil(clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a program that leaves a mark, and hooks that do."""
    program = clean_machine.parent / "evil" / "evil"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch '{clean_machine.parent}/evil/ran'\n")
    program.chmod(0o755)
    for name in ("post-index-change", "pre-commit", "reference-transaction"):
        (program.parent / name).symlink_to(program)
    monkeypatch.setenv("EVIL", str(program))
    monkeypatch.setenv("HOOKS", str(program.parent))
    return program


@pytest.mark.parametrize("commands", [LOOKING, CHANGING], ids=["looking", "changing"])
@pytest.mark.parametrize("world", WORLDS)
def test_no_program_is_started_but_git(
    traced_all: TraceAll,
    evil: Path,
    project: Path,
    world: str,
    commands: tuple[list[str], ...],
) -> None:
    shell(project, WORLDS[world])
    (evil.parent / "ran").unlink(missing_ok=True)  # Git itself has run it, to build this world.
    found = traced_all(*commands, **ENVIRONMENT.get(world, {}))
    assert found.strangers == []
    assert not is_marked(evil.parent)
    assert "Traceback" not in found.finished.errors


def test_hooks_of_pre_commit_start_nothing_either(
    traced_all: TraceAll, evil: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They run `doctor` and `check` in the project itself, with the variables of git's hooks."""
    shell(project, WORLDS["all settings"])
    (evil.parent / "ran").unlink(missing_ok=True)
    monkeypatch.chdir(project)
    git = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index", "GIT_EXEC_PATH": ""}
    found = traced_all(["doctor"], ["check"], **git)
    assert found.strangers == []
    assert not is_marked(evil.parent)


def test_a_filter_that_the_user_has_set_up_still_works(
    traced_all: TraceAll, evil: Path, project: Path
) -> None:
    """As Git LFS does it; the repository cannot put a program of its own in its place."""
    shell(project, "git config --global filter.mine.clean 'sed s/a/b/'; rm -f .gitattributes")
    shell(project, f"echo 'README.md filter=mine' > .gitattributes; {COMMIT}{TOUCHED}")
    shell(project, 'git config filter.mine.clean "$EVIL"')
    found = traced_all(["update", "demo", "-d", "description=X."])
    assert found.exit_codes == [0], found.finished  # Without the filter README.md is an edit.
    assert {program.arguments[0] for program in found.strangers} <= {"sed", "/bin/sh", "sh"}
    assert not is_marked(evil.parent)
