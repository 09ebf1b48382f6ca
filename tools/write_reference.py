"""Write the generated pages and tables: checks, commands, questions, files, stacks.

Run it as `just reference`; a test compares the pages with what this writes.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import yaml
from jinja2 import Environment

from scaffold.doctor.checks import CHECKS
from scaffold.doctor.findings import Check, Need
from scaffold.errors.exit_codes import ExitCode
from scaffold.template.catalog import read_features, read_stacks
from scaffold.template.releases import bundled_release
from scaffold.verbs.new import NewRequest, make_project
from tools.markdown_tables import table, with_table
from tools.stack_tables import example_page, examples_readme, readme_page
from tools.update_table import update_rows

REPOSITORY = Path(__file__).resolve().parent.parent
RELEASE = bundled_release()
STACKS = [stack.name for stack in read_stacks(RELEASE)]
FEATURES = [feature.name for feature in read_features(RELEASE)]
# Defaults that depend on the machine, in words.
FROM_THE_MACHINE = {"author_name": "Git `user.name`", "project_name": "folder name"}

QUESTIONS_HEAD = """\
# Questions

The questions of `scaffold new`. To skip a prompt, pass `-d QUESTION=ANSWER`, or a YAML file with
`--data-file`. Answers are stored in `.copier-answers.yml`; to change one later, run
`scaffold update -d QUESTION=ANSWER`.

"""
FILES_HEAD = """\
# Files of a project

Every file of each stack and layout, for a project named `demo`. A file with names in brackets is
only created with these features, or with this license.

"""
CHECKS_HEAD = """\
# Checks

The checks of `scaffold doctor`, which `repo-review` also runs. To run them, see
[Check a project](../how-to/check-a-project.md).

"""
NEEDS = {
    Need.NOTHING: "",
    Need.GIT: "\nSkipped outside a Git repository.\n",
    Need.ANSWERS: "\nSkipped if the repository is not a scaffold project.\n",
}


def command_page() -> str:
    """Return the page of all commands and options, as Typer documents them."""
    command = [sys.executable, "-m", "typer", "scaffold.cli", "utils", "docs"]
    options = ["--name", "scaffold", "--title", "Commands"]
    done = subprocess.run(  # noqa: S603 - the arguments are constants
        [*command, *options], check=True, capture_output=True, encoding="utf-8"
    )
    # These lines contain placeholders, so they are not a terminal session to run.
    text = done.stdout.replace("```console\n$ ", "```text\n").replace("  [", " [")
    # The types that the help leaves out.
    text = re.sub(r"^(\* `[^`]+?) <[^`]+>`", r"\1`", text, flags=re.MULTILINE)
    # Typer cuts the summaries of its lists to the width of a terminal.
    summaries = re.findall(r"^##+ `.+`\n\n(.+)$", text, re.MULTILINE)
    for cut in re.findall(r"^\* `\S+`: (.+)\.\.\.$", text, re.MULTILINE):
        whole = next(summary for summary in summaries if summary.startswith(cut))
        text = text.replace(f": {cut}...\n", f": {whole}\n")
    return text.rstrip() + "\n"


def question_page() -> str:
    """Return the page of the questions, with their defaults for each stack."""
    questions = read_questions()
    defaults = {stack: default_answers(stack) for stack in STACKS}
    rows = [
        (f"`{name}`", question["help"], values_of(question, questions), default_of(name, defaults))
        for name, question in questions.items()
        if question.get("when", True) is True
        # Asked unless an adoption has found that the repository does not state the fact.
        or all(name in answers for answers in defaults.values())
    ]
    return QUESTIONS_HEAD + table(("question", "asks for", "values", "default"), rows)


def file_page(trees: Path) -> str:
    """Return the page of the files, from the trees that the tests expect."""
    parts = []
    for path in sorted(trees.glob("*.txt")):
        stack, layout = path.stem.rsplit("-", 1)
        files = path.read_text("utf-8").partition("\n")[2]
        parts.append(f"## {stack}, {layout}\n\n```text\n{files}```\n")
    return FILES_HEAD + "\n".join(parts)


def check_page() -> str:
    """Return the page of the checks that `doctor` makes."""
    rows = [(f"[{each.code}](#{anchor(each)})", each.title) for each in CHECKS]
    head = ("code", "passes when")
    return CHECKS_HEAD + table(head, rows) + "".join(map(check_section, CHECKS))


def check_section(check: Check) -> str:
    """Return what the page says of one check."""
    head = f"\n## {check.code}: {check.title}\n\n"
    return f"{head}{check.why}\n\n**Fix:** {check.how}\n{NEEDS[check.need]}"


def anchor(check: Check) -> str:
    """Return the name by which code hosts and the site link to the heading of a check."""
    return re.sub(r"[^a-z0-9_ -]", "", f"{check.code}: {check.title}".lower()).replace(" ", "-")


def exit_code_page(page: Path) -> str:
    """Return the page of the exit codes, with the table that they make."""
    rows = [
        (str(code.value), code.name.lower().replace("_", " "), code.meaning, code.advice)
        for code in ExitCode
    ]
    return with_table(page, table(("code", "name", "means", "what to do"), rows))


def update_page(page: Path) -> str:
    """Return the page of what an update does, with the table that the plan decides."""
    head = ("base", "ours", "theirs", "action", "in words")
    return with_table(page, table(head, update_rows()))


def read_questions() -> Mapping[str, dict[str, Any]]:
    """Read the template's questions, in the order in which they are asked."""
    settings = (RELEASE.path / "copier.yml").read_text("utf-8")
    questions: dict[str, dict[str, Any]] = {}
    for path in re.findall(r"^!include (\S+)$", settings, re.MULTILINE):
        questions |= yaml.safe_load((RELEASE.path / path).read_text("utf-8"))
    return questions


def values_of(question: Mapping[str, Any], questions: Mapping[str, dict[str, Any]]) -> str:
    """Return the answers that a question takes."""
    choices = question.get("choices")
    if choices is None:
        return "text"
    if isinstance(choices, str):
        environment = Environment(autoescape=False)  # noqa: S701 - it renders YAML, not HTML
        environment.filters["to_json"] = json.dumps
        facts = {name: each["default"] for name, each in questions.items() if "default" in each}
        choices = yaml.safe_load(environment.from_string(choices).render(facts))
    values = choices.values() if isinstance(choices, Mapping) else choices
    many = ", any of them" if question.get("multiselect") else ""
    return ", ".join(f"`{value}`" for value in values) + many


def default_answers(stack: str) -> Mapping[str, Any]:
    """Return what `--defaults` answers for a stack."""
    request = NewRequest("demo", Path(gettempdir()), RELEASE, {"stack": stack}, dry_run=True)
    return make_project(request).answers


def default_of(name: str, defaults: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the default of a question, by stack where the stacks differ."""
    if name in FROM_THE_MACHINE:
        return FROM_THE_MACHINE[name]
    if name == "stack":
        return f"`{STACKS[0]}`"
    values = {stack: spell(answers.get(name)) for stack, answers in defaults.items()}
    if len(set(values.values())) == 1:
        return next(iter(values.values()))
    return "; ".join([*usual_of(values), *(f"{stack}: {value}" for stack, value in values.items())])


def usual_of(values: dict[str, str]) -> list[str]:
    """Take out what most stacks have, if so many have the same."""
    usual, count = Counter(values.values()).most_common(1)[0]
    if count * 2 <= len(values):
        return []
    for stack in [stack for stack, value in values.items() if value == usual]:
        del values[stack]
    return [usual]


def spell(value: object) -> str:
    """Return an answer as the table shows it."""
    if isinstance(value, list):
        return "all" if value == FEATURES else ", ".join(f"`{each}`" for each in value)
    return f"`{value}`"


def pages(repository: Path) -> dict[Path, str]:
    """Return every page that is written here, by its path."""
    reference = repository / "docs" / "reference"
    examples = repository / "examples" / "README.md"
    return {
        repository / "README.md": readme_page(repository / "README.md"),
        examples: examples_readme(examples),
        reference / "examples.md": example_page(reference / "examples.md"),
        reference / "checks.md": check_page(),
        reference / "commands.md": command_page(),
        reference / "exit-codes.md": exit_code_page(reference / "exit-codes.md"),
        reference / "questions.md": question_page(),
        reference / "update-table.md": update_page(reference / "update-table.md"),
        reference / "files.md": file_page(repository / "tests" / "trees"),
    }


def main() -> None:
    """Write the pages."""
    for path, content in pages(REPOSITORY).items():
        path.write_text(content, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
