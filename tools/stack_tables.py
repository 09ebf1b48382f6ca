"""Tables of the stacks: in the README, in the README of the examples and in the reference."""

from pathlib import Path

import yaml

from scaffold.template.catalog import read_stacks
from scaffold.template.releases import bundled_release
from tools.markdown_tables import table, with_table

REPOSITORY = Path(__file__).resolve().parent.parent
RELEASE = bundled_release()
# The main file of each stage, in the order in which a reader follows the calls; of several names, a
# stack has one.
MAIN_FILES = {
    "command": ["src/demo/cli.py"],
    "parameters": ["{parameters}"],
    "data: load and validate": ["src/demo/data/elt.py", "src/demo/data/load.py"],
    "models: train": ["src/demo/models/train.py"],
    "models: tune": ["src/demo/models/tune.py"],
    "evaluation: evaluate": ["src/demo/evaluation/evaluate.py", "src/demo/evaluation/report.py"],
    "inference: predict": ["src/demo/inference/predict.py"],
    "inference: serve": [
        "src/demo/inference/serving/app.py",
        "src/demo/inference/serve.py",
    ],
}


def readme_page(page: Path) -> str:
    """Return the README, with the table of the stacks."""
    rows = [(f"`{stack.name}`", stack.summary) for stack in read_stacks(RELEASE)]
    return with_table(page, table(("stack", "project"), rows), after="### Stacks")


def examples_readme(page: Path) -> str:
    """Return the README of the examples, with a row for each stack."""
    rows = [
        (
            f"[{stack.name}]({stack.name}/README.md)",
            stack.summary,
            link_example(stack.name, "src/demo/cli.py", folder=""),
        )
        for stack in read_stacks(RELEASE)
    ]
    return with_table(page, table(("stack", "project", "start with"), rows))


def example_page(page: Path) -> str:
    """Return the page of the examples, with the main file of each stage for each stack."""
    stacks = yaml.safe_load((RELEASE.path / "questions/stacks.yml").read_text("utf-8"))["stacks"]
    with_model = {name: facts for name, facts in stacks["default"].items() if facts["stages"]}
    rows = [
        (
            purpose,
            *(
                ", ".join(
                    link
                    for path in paths
                    if (link := link_example(name, path.format(parameters=facts["parameters"])))
                )
                for name, facts in with_model.items()
            ),
        )
        for purpose, paths in MAIN_FILES.items()
    ]
    return with_table(page, table(("stage", *with_model), rows))


def link_example(stack: str, path: str, *, folder: str = "../../examples/") -> str:
    """Return a link to a file of an example, or an empty text if the stack has no such file."""
    if not (REPOSITORY / "examples" / stack / path).is_file():
        return ""
    return f"[{Path(path).name}]({folder}{stack}/{path})"
