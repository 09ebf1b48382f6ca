"""States of a repository, as scripts that bring one into them."""

from pathlib import Path

from tests.kit.machine import shell

IDENTITY = "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c GIT_COMMITTER_NAME=a"
IDENTITY += " GIT_COMMITTER_EMAIL=a@b.c\n"

# There is work that is not committed.
DIRTY = {
    "edited": "echo mine >> README.md",
    "staged": "echo mine >> README.md; git add README.md",
    "added": "echo mine > mine.py; git add mine.py",
    "untracked": "echo mine > mine.py",
    "untracked in a new folder": "mkdir -p a/b; echo mine > a/b/mine.py",
    "hidden by settings": "git config status.showUntrackedFiles no; echo mine > mine.py",
    "deleted": "rm Dockerfile",
    "deletion staged": "git rm -q Dockerfile",
    "renamed": "git mv Dockerfile Containerfile",
    "made executable": "chmod +x README.md",
    "intended": "echo mine > mine.py; git add -N mine.py",
    "no commit yet": "rm -rf .git; git init -q",
    "the index is gone": "rm .git/index",
}


def _add_commits(file: str) -> str:
    """Return a script for three branches that each write the same file."""
    script = IDENTITY
    for branch in ("one", "two"):
        script += f"git checkout -qb {branch} main; echo {branch} > {file}; git add {file};"
        script += f" git commit -qm {branch}; git checkout -q main\n"
    return f"{script} echo main > {file}; git add {file}; git commit -qm main\n"


COMMITS = _add_commits("c")
# Git has not finished an operation, with the name that an error gives it.
UNDER_WAY = {
    "merge": (f"{COMMITS} git merge -q one || true", "merge"),
    "merge of a clean tree": (f"{COMMITS} git merge -q -s ours --no-commit one", "merge"),
    "squash": (f"{COMMITS} git merge -q --squash -s ours one; git merge -q two || true", "merge"),
    "rebase": (f"{COMMITS} git rebase -q one || true", "rebase"),
    "rebase that stops": (
        f"{COMMITS} GIT_SEQUENCE_EDITOR='sed -i s/pick/edit/' git rebase -qi HEAD~1 || true",
        "rebase",
    ),
    "rebase the old way": (f"{COMMITS} git rebase -q --apply one || true", "rebase"),
    "patches": (
        f"{COMMITS} git format-patch -q -1 -o ../patches one; git am -q ../patches/* || true",
        "series of patches",
    ),
    "cherry-pick": (f"{COMMITS} git cherry-pick one || true", "cherry-pick"),
    "cherry-picks between two": (
        f"{COMMITS} git cherry-pick one two || true; git add c; git commit -qm both",
        "series of cherry-picks or reverts",
    ),
    "revert": (
        f"{COMMITS} echo d > c; git commit -qam d; git revert --no-edit HEAD~1 || true",
        "revert",
    ),
    "bisect": (f"{COMMITS} git bisect start -q HEAD HEAD~1", "bisect"),
}

# Nothing is open, however the repository is kept.
FINE = {
    "detached": "git checkout -q --detach",
    "on another branch": "git checkout -qb other",
    "ignored files": "mkdir -p data/raw; echo x > data/raw/big.csv; echo x > .env",
    "no repository": "rm -rf .git",
    "a link to the repository": "mv .git ../kept; ln -s ../kept .git",
    "a repository kept elsewhere": "mv .git ../kept; echo gitdir: ../kept > .git",
    "a repository that is gone": "rm -rf .git; echo gitdir: ../gone > .git",
    "a branch that is damaged": "echo nonsense > .git/HEAD",
    "an empty .git": "rm -rf .git; mkdir .git",
    "a pipe as .git": "rm -rf .git; mkfifo .git",
    "broken settings": "echo '[' > .git/config",
    "broken settings of the person": "echo '[' > $HOME/.gitconfig",
    "line ends converted": "git config core.autocrlf true; rm README.md; git checkout README.md",
    "locked by another git": "touch .git/index.lock",
    "bare beside its files": "git config core.bare true",
    "hooks that fail": "for h in pre-commit post-checkout post-index-change; do"
    " printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/$h; chmod +x .git/hooks/$h; done",
    "a stash": "echo mine >> README.md; git stash -q",
    "read-only objects": "chmod -R a-w .git/objects",
    "a remote that is gone": "git remote add origin /nowhere",
    "a shallow clone": "cd ..; mv demo d; git clone -q --depth 1 file://$PWD/d demo; rm -rf d",
    "an ignored project": "rm -rf .git; cd ..; git init -q; echo demo > .gitignore; git add .",
    "a submodule": "git init -q ../s; (cd ../s; git commit -q --allow-empty -m s);"
    " git -c protocol.file.allow=always submodule --quiet add ../s part; git commit -qm s",
    "sparse": "git sparse-checkout set src",
}


def commit_all(folder: Path) -> Path:
    """Put all of a folder into the first commit of a repository of its own."""
    shell(folder, f"{IDENTITY} git init -qb main; git add -A; git commit -qm x")
    return folder
