"""A stand-in for `gh` and `glab`: it takes the flags of their manuals only, and remembers.

It is copied to a file with the name of the program. `FORGE_STATE` names the file with its pull
requests, and `FORGE_FAULTS` a file with one fault for each of the next writes. With `FORGE_CLOCK`,
a file with the time, it takes 80 writes in a minute and 500 in an hour.
"""

import argparse
import fcntl
import json
import os
import sys
from pathlib import Path
from typing import Any

# https://cli.github.com/manual/gh_pr_list and the pages next to it
GITHUB = {
    "list": ("--repo", "--head", "--state", "--limit", "--json"),
    "create": ("--repo", "--head", "--base", "--title", "--body-file", "--draft!"),
    "edit": ("--repo", "--title", "--body-file"),
    "close": ("--repo", "--comment"),
}
# https://gitlab.com/gitlab-org/cli/-/tree/main/docs/source/mr
GITLAB = {
    "list": ("--repo", "--source-branch", "--all!", "--output"),
    "create": (
        *("--repo", "--source-branch", "--target-branch", "--title", "--description"),
        *("--yes!", "--draft!"),
    ),
    "update": ("--repo", "--title", "--description"),
    "close": ("--repo",),
    "note": ("--repo", "--message"),
}
NUMBERED = {"edit", "update", "close", "note"}


def main() -> int:
    """Act as the program that the file is named after."""
    is_github = Path(sys.argv[0]).name == "gh"
    kind, verb = sys.argv[1:3]
    assert kind == ("pr" if is_github else "mr")
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for flag in (GITHUB if is_github else GITLAB)[verb]:
        action = "store_true" if flag.endswith("!") else "store"
        parser.add_argument(flag.rstrip("!"), action=action)
    if verb in NUMBERED:
        parser.add_argument("number")
    given = vars(parser.parse_args(sys.argv[3:]))
    state = Path(os.environ["FORGE_STATE"])
    with state.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = json.loads(state.read_text()) if state.exists() else []
        code = act(verb, given, known, is_github)
        state.write_text(json.dumps(known))
    return code


def act(verb: str, given: dict[str, Any], known: list[dict[str, Any]], is_github: bool) -> int:
    """Carry out one command; return its exit code."""
    if verb == "list":
        return show(given, known, is_github)
    fault = next_fault() or find_excess()
    if fault and not fault.startswith("lost"):
        sys.stderr.write(fault + "\n")
        return 1
    if verb == "create":
        branch = given.get("head") or given.get("source_branch")
        same = [e for e in known if (e["repo"], e["branch"]) == (given["repo"], branch)]
        same = [each for each in same if not each.get("fork")]
        if any(each["state"] == "open" for each in same):
            sys.stderr.write("a pull request for this branch already exists\n")
            return 1
        address = f"https://forge.example/{given['repo']}/{len(known) + 1}"
        known.append(
            {
                "number": len(known) + 1,
                "repo": given["repo"],
                "branch": branch,
                "base": given.get("base") or given.get("target_branch"),
                "title": given["title"],
                "body": read_body(given),
                "draft": given["draft"],
                "state": "open",
                "url": address,
                "edits": 0,
                "comments": [],
            }
        )
        sys.stdout.write(f"Creating a pull request\n{address}\n")
        return 1 if fault else 0
    found = next(each for each in known if str(each["number"]) == given["number"])
    if verb in {"edit", "update"}:
        found.update(title=given["title"], body=read_body(given), edits=found["edits"] + 1)
    elif verb == "note":
        found["comments"].append(given["message"])
    else:
        found["state"] = "closed"
        found["comments"] += [given["comment"]] if given.get("comment") else []
    return 0


def read_body(given: dict[str, Any]) -> str:
    """Return the body, which `gh` reads from a file."""
    file = given.get("body_file")
    return Path(file).read_text("utf-8") if file else given["description"]


def show(given: dict[str, Any], known: list[dict[str, Any]], is_github: bool) -> int:
    """Print the pull requests of a branch, as the program does."""
    branch = given.get("head") or given.get("source_branch")
    assert given.get("state") == "all" or given.get("all")
    found = [e for e in known if (e["repo"], e["branch"]) == (given["repo"], branch)][::-1]
    if is_github:
        names = given["json"].split(",")
        shown = [
            {
                **each,
                "state": each["state"].upper(),
                "isCrossRepository": each.get("fork", False),
            }
            for each in found
        ]
        sys.stdout.write(json.dumps([{name: each[name] for name in names} for each in shown]))
    else:
        words = {"open": "opened"}
        listed = [
            {
                "iid": each["number"],
                "state": words.get(each["state"], each["state"]),
                "web_url": each["url"],
                "description": each["body"],
                "source_project_id": 2 if each.get("fork") else 1,
                "target_project_id": 1,
            }
            for each in found
        ]
        sys.stdout.write(json.dumps(listed))
    return 0


def next_fault() -> str:
    """Take the next fault from the file."""
    file = Path(os.environ.get("FORGE_FAULTS", os.devnull))
    lines = file.read_text().splitlines() if file.is_file() else []
    if lines:
        file.write_text("\n".join(lines[1:]))
    return lines[0] if lines else ""


def find_excess() -> str:
    """Record a write; return why it is one too many, as GitHub says it."""
    clock = Path(os.environ.get("FORGE_CLOCK", os.devnull))
    if not clock.is_file():
        return ""
    now, kept = float(clock.read_text()), clock.with_suffix(".writes")
    writes = json.loads(kept.read_text()) if kept.exists() else []
    for number, seconds in ((80, 60), (500, 3600)):
        if sum(now - seconds < each for each in writes) >= number:
            return "GraphQL: was submitted too quickly (createPullRequest)"
    kept.write_text(json.dumps([*writes, now]))
    return ""


if __name__ == "__main__":
    sys.exit(main())
