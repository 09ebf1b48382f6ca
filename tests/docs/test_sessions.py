"""What the pages of the documentation tell to type does what they say."""

from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.docs.sessions import Step, compare, read_steps, run_steps
from tests.kit.checkout import copy_checkout

pytestmark = pytest.mark.story

DOCS = REPOSITORY / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if read_steps(path))
# These install what a project needs and train, or render every stack many times.
SLOW = ("tutorials", "add-a-stack.md")
# What a page calls the checkout of this repository that it works in.
CHECKOUT = "mlops-scaffold"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            path,
            id=path.relative_to(DOCS).as_posix(),
            marks=[pytest.mark.slow] if {path.parent.name, path.name} & set(SLOW) else [],
        )
        for path in PAGES
    ],
)
def test_what_a_page_tells_to_type_prints_what_it_says(page: Path, clean_machine: Path) -> None:
    steps, settings = read_steps(page), {}
    if steps[0].command == f"cd {CHECKOUT}":
        # Its own package is run, as after `just setup` in it.
        settings = {"PYTHONPATH": str(copy_checkout(clean_machine / CHECKOUT))}
    outputs = run_steps(steps, clean_machine, settings)
    assert len(outputs) == len(steps)
    assert "".join(map(compare, steps, outputs)) == ""


def test_a_page_that_says_something_else_is_found_out(clean_machine: Path) -> None:
    page = clean_machine / "page.md"
    page.write_text("```console\n$ echo one\none\n$ echo two\nthree\n...\n```\n", "utf-8")
    steps = read_steps(page)
    assert steps == [Step("echo one", "one\n"), Step("echo two", "three\n...\n")]
    outputs = run_steps(steps, clean_machine)
    assert [bool(compare(step, output)) for step, output in zip(steps, outputs, strict=True)] == [
        False,
        True,
    ]
    with pytest.raises(AssertionError, match="false\nended with 1"):
        run_steps([Step("true", ""), Step("false", ""), Step("true", "")], clean_machine)
