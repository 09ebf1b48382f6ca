"""A clone of a template's repository in a temporary folder, isolated from its settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from packaging.version import Version

from scaffold.errors import TemplateSourceError
from scaffold.files.version_text import read_version
from scaffold.git.process import find_reason, run
from scaffold.template.addresses import CHECK_SOURCE, Address, no_template
from scaffold.template.tree_size import check_size

# Larger files are not read for their text.
_LARGEST = 5_000_000
_TAGS, _HEADS, _BRANCHES = "refs/tags/", "refs/heads/", "refs/remotes/origin/"
# A template may name submodules elsewhere, but no files of this machine.
_SUBMODULES = {"GIT_ALLOW_PROTOCOL": "git:http:https:ssh"}
_AUTHOR = {
    "GIT_AUTHOR_NAME": "scaffold",
    "GIT_AUTHOR_EMAIL": "scaffold@localhost",
    "GIT_COMMITTER_NAME": "scaffold",
    "GIT_COMMITTER_EMAIL": "scaffold@localhost",
}


@dataclass(frozen=True, slots=True)
class Checkout:
    """The files of a template at one release.

    Attributes:
        folder: The folder with the files.
        name: The release for answers files: the tag, or the output of `git describe`; None for a
            folder without releases.
        commit: The commit.
        modes: The mode of each file as the template's author committed it.
        is_uncommitted: Whether they include changes that are not committed.
    """

    folder: Path
    name: str | None = None
    commit: str | None = None
    modes: Mapping[PurePosixPath, int] = field(default_factory=dict)
    is_uncommitted: bool = False


class Clone:
    """A clone with every branch and tag of a template.

    Args:
        address: The template.
        folder: An empty folder for the clone and its checkouts.

    Raises:
        TemplateSourceError: The template cannot be fetched.
        UntrustedRepositoryError: Another user of this machine owns the repository.
    """

    def __init__(self, address: Address, folder: Path) -> None:
        """Fetch the template, or read the repository on this machine."""
        self._address, self._folder = address, folder
        self._work_tree = find_work_tree(address)
        self._checkouts = 0
        self._repository = folder / "repository"
        if self._work_tree is None:
            options = ("--quiet", "--no-checkout", "--template=", "--origin=origin")
            self._run("clone", *options, "--", address.location, "repository", at=folder)
        else:
            self._borrow(self._work_tree)

    @cached_property
    def _tags(self) -> dict[str, str]:
        """The commit of each tag."""
        form = "%(refname:strip=2)%00%(objectname)%00%(*objectname)"
        listed = self._run("for-each-ref", f"--format={form}", _TAGS).splitlines()
        lines = (line.split("\0") for line in listed)
        return {name: peeled or commit for name, commit, peeled in lines}

    @cached_property
    def releases(self) -> dict[str, Version]:
        """The tags that are versions."""
        read = ((name, read_version(name)) for name in self._tags)
        return {name: version for name, version in read if version}

    def find_commit(self, reference: str) -> str | None:
        """Return the commit that a tag, a branch, or the name of a commit means."""
        if reference.startswith("-") or not reference.isprintable():
            return None
        for name in (reference, _BRANCHES + reference):
            words = ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
            if found := self._run(*words, check=False):
                return found
        return None

    def read_text(self, reference: str, path: str) -> str:
        """Return the text of a file, or the names in a folder; empty if missing or too large."""
        name = f"{self.find_commit(reference)}:{path}"
        size = self._run("cat-file", "-s", name, check=False)
        return self._run("show", name) if size and int(size) <= _LARGEST else ""

    def is_within(self, commit: str, other: str) -> bool:
        """Return whether a commit is another one, or in its history."""
        return not self._run("rev-list", "--max-count=1", commit, f"^{other}")

    def find_name(self, commit: str, asked: str = "") -> str:
        """Return the name of a commit for answers files: its release, if it has one."""
        here = [name for name in self.releases if self._tags[name] == commit]
        if here:
            return asked if asked in here else max(here, key=self._rank)
        return self._run("describe", "--tags", "--always", commit)

    def find_containing(self, commit: str) -> list[str]:
        """Return the releases, pre-releases aside, that contain a commit and more."""
        listed = self._run("tag", "--list", "--contains", commit).splitlines()
        known = (name for name in listed if name in self.releases and self._tags[name] != commit)
        return [name for name in known if not self.releases[name].is_prerelease]

    def find_newest(self) -> str | None:
        """Return the newest release that is not a pre-release; None if there is none."""
        stable = [name for name, version in self.releases.items() if not version.is_prerelease]
        return max(stable, key=self._rank, default=None)

    def check_out(self, reference: str | None) -> Checkout:
        """Return the files at a tag, branch or commit; None means the newest release.

        Without releases, these are the files of the work tree with uncommitted changes, which
        makes it easy to test a template during development.

        Raises:
            TemplateSourceError: There is no such release, or its files cannot be read.
        """
        reference = reference or self.find_newest() or "HEAD"
        commit = committed = self.find_commit(reference)
        if commit is None:
            raise self._no_release(reference)
        if reference == "HEAD" and self._work_tree is not None:
            commit = self._add_changes(self._work_tree, commit)
        check_size(self._run, commit)
        self._checkouts += 1
        folder = self._folder / str(self._checkouts) / "template"
        self._run("worktree", "add", "--quiet", "--detach", str(folder), commit)
        if (folder / ".gitmodules").exists():
            words = ("submodule", "--quiet", "update", "--init", "--recursive")
            self._run(*words, at=folder, environment=_SUBMODULES)
        modes = self._read_modes(folder)
        (folder / ".git").unlink()  # Only plain folders are rendered.
        name = self.find_name(commit, reference)
        return Checkout(folder, name, commit, modes, commit != committed)

    def _rank(self, name: str) -> tuple[bool, Version, str]:
        version = self.releases[name]
        return not version.is_prerelease, version, name

    def _no_release(self, reference: str) -> TemplateSourceError:
        if reference == "HEAD":
            return no_template(self._address.stored)
        message = f"No release `{reference}` in template `{self._address.stored}`"
        return TemplateSourceError(message, CHECK_SOURCE)

    def _borrow(self, work_tree: Path) -> None:
        """Create a repository that uses the objects of another one, without its settings."""
        words = ("rev-parse", "--show-object-format", "--git-path", "objects")
        form, objects, shallow = self._run(*words, "--git-path", "shallow", at=work_tree).split(
            "\n"
        )
        head = self._run("rev-parse", "--verify", "--quiet", "HEAD", at=work_tree, check=False)
        form_of_reference = "--format=%(objectname) %(refname)"
        listed = self._run("for-each-ref", form_of_reference, _TAGS, _HEADS, at=work_tree)
        names = [line.replace(_HEADS, _BRANCHES) for line in listed.splitlines()]
        names += [f"{head} HEAD"] if head else []
        form = f"--object-format={form}"
        self._run("init", "--quiet", "--template=", form, "repository", at=self._folder)
        git = self._repository / ".git"
        if (work_tree / shallow).is_file():
            (git / "shallow").write_bytes((work_tree / shallow).read_bytes())
        (git / "objects/info").mkdir(exist_ok=True)
        (git / "objects/info/alternates").write_text(
            f"{(work_tree / objects).resolve()}\n", "utf-8"
        )
        # Submodules may have addresses that are relative to it.
        self._run("config", "remote.origin.url", str(work_tree))
        commands = [f"update {name} {commit}\n" for commit, _, name in map(_split, names)]
        self._run("update-ref", "--no-deref", "--stdin", feed="".join(commands))

    def _add_changes(self, work_tree: Path, commit: str) -> str:
        """Return a commit with the changes in a work tree, or the given one if there are none."""
        place = {"GIT_INDEX_FILE": str(self._folder / "index"), "GIT_WORK_TREE": str(work_tree)}
        place["GIT_DIR"] = str(self._repository / ".git")
        self._run("read-tree", commit, environment=place)
        listed = self._run("ls-files", "--stage", "-z", environment=place).split("\0")
        # Git would look into a submodule with the settings it has there.
        modules = [line.partition("\t")[2] for line in listed if line.startswith("160000 ")]
        paths = [".", *(f":(exclude,literal){path}" for path in modules)]
        self._run("add", "--all", "--", *paths, at=work_tree, environment=place)
        tree = self._run("write-tree", environment=place)
        if tree == self._run("rev-parse", f"{commit}^{{tree}}"):
            return commit
        message = "Changes that are not committed"
        return self._run("commit-tree", "-p", commit, "-m", message, tree, environment=_AUTHOR)

    def _read_modes(self, folder: Path) -> dict[PurePosixPath, int]:
        listed = self._run("ls-files", "--stage", "-z", at=folder).split("\0")
        lines = (line.partition("\t") for line in listed if line)
        return {PurePosixPath(path): int(facts.split()[0], 8) for facts, _, path in lines}

    def _run(
        self,
        *arguments: str,
        at: Path | None = None,
        check: bool = True,
        environment: Mapping[str, str] | None = None,
        feed: str = "",
    ) -> str:
        """Run Git and return its output."""
        # A folder above the temporary one may be in a repository with settings of its own.
        outer = {"GIT_CEILING_DIRECTORIES": str(self._folder)} if at != self._work_tree else {}
        done = run(
            at or self._repository,
            *arguments,
            check=False,
            hint=CHECK_SOURCE,
            environment={**outer, **(environment or {})},
            feed=feed,
            fetching=arguments[0] in {"clone", "submodule"},
        )
        if check and done.returncode:
            reason = find_reason(done.stderr)
            for secret in self._address.secrets:
                reason = reason.replace(secret, "***")
            raise TemplateSourceError(f"Cannot fetch the template: {reason}", CHECK_SOURCE)
        return "" if done.returncode else done.stdout.removesuffix("\n")


def find_work_tree(address: Address) -> Path | None:
    """Return the folder of a template if it is the top of a work tree."""
    if address.folder is None or address.location.startswith("file:"):
        return None
    folder = Path(address.identity)
    if not os.path.lexists(folder / ".git"):
        return None
    answer = run(folder, "rev-parse", "--show-toplevel", check=False).stdout.strip()
    return folder if answer and Path(answer).resolve() == folder else None


def _split(line: str) -> tuple[str, str, str]:
    return line.partition(" ")
