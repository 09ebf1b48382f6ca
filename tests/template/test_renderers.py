"""The two renderers give the same project: names, bytes and modes."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from scaffold.errors import InvalidAnswerError
from scaffold.files.tree import Tree
from scaffold.template.copier_render import render_with_copier
from scaffold.template.definition import UnsupportedError
from scaffold.template.release_render import render_release
from scaffold.template.releases import bundled_release, find_release
from scaffold.template.rendered import KnownAnswers
from tests.conftest import FEATURES, LAYOUTS, STACKS
from tests.kit.released import released_stacks

ANSWER_SETS = int(os.environ.get("SCAFFOLD_ANSWER_SETS", "12"))
STACKS_OF = [*released_stacks(), *((bundled_release().version, stack) for stack in STACKS)]
# What people type, and what breaks quoting in TOML, YAML, JSON, Python or a shell.
ODD_WORDS = (
    """Zoë Größe|a: b|- x|# no|it's|say "hi"|{{ x }}|{% x %}|\\d|null|1.0|yes|${HOME}|`id`|名前"""
)
ODD = st.sampled_from(
    [*"~@🦉", "", " ", "a\nb", "a\r\nb", "<b>", "%s", "&a *a", *ODD_WORDS.split("|")]
)
TEXTS = ODD | st.text(max_size=40) | st.text("abc :#'\"{}%-", max_size=20)
PATTERNS = st.sampled_from(
    ["/README.md", "/src/", "*.toml", "docs", "!docs/index.md", "**/test_*.py", "/a b", "é"]
)
FEATURE_LISTS = st.lists(st.sampled_from(FEATURES), unique=True)
REQUIRED = {
    "project_name": st.sampled_from(["demo", "demo", "My-Project", "a", "x.y_z-1", "Q" * 60]),
}
OPTIONAL = {
    "package_name": st.sampled_from(["demo", "my_project", "_x"]),
    "author_name": TEXTS,
    "description": TEXTS,
    "layout": st.sampled_from(LAYOUTS),
    "license": st.sampled_from(["MIT", "none"]),
    "features": FEATURE_LISTS | FEATURE_LISTS.map(lambda names: f"[{', '.join(names)}]"),
    "torch": st.sampled_from(["pypi", "cpu", "cuda"]),
    "oldest_python": st.sampled_from(["3.11", "3.12", "3.13", 3.12]),
    "kept": st.lists(PATTERNS, unique=True),
    "unstated": st.lists(st.sampled_from(["author_name", "description", "license"]), unique=True),
    "default_branch": st.sampled_from(["main", "trunk", "a/b"]),
    "workshop": st.booleans() | st.sampled_from(["yes", "no", "1"]),
    "sample_seed": st.integers(0, 50) | st.just("7"),
}
VALID = st.fixed_dictionaries(REQUIRED, optional=OPTIONAL)
WRONG: list[dict[str, Any]] = [
    {"project_name": "1st"},
    {"project_name": ""},
    {"package_name": "Upper"},
    {"stack": "none"},
    {"license": "other"},
    {"features": ["docker", "none"]},
    {"features": "[docker"},
    {"features": {"docker": 1}},
    {"unknown": "a"},
    {"oldest_python": "3.8"},
    {"kept": "README.md"},
    {"kept": [1]},
    {"default_branch": "-x"},
    {"sample_seed": -1},
    {"sample_seed": "x"},
    {"description": ["a"]},
]
# One set in eight is refused.
MAYBE_WRONG = st.sampled_from([{}] * 7 * len(WRONG) + WRONG)
LIKELY = st.fixed_dictionaries(
    {}, optional={"author_name": TEXTS, "layout": st.sampled_from(LAYOUTS)}
)


def describe(tree: Tree) -> dict[str, tuple[str, bytes]]:
    return {path: (file.kind, file.content) for path, file in tree.items()}


@pytest.mark.story
@settings(
    max_examples=ANSWER_SETS,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    project=st.sampled_from(STACKS_OF),
    answers=VALID,
    wrong=MAYBE_WRONG,
    likely=LIKELY,
)
def test_both_renderers_give_the_same_files(
    project: tuple[str, str], answers: dict[str, Any], wrong: dict[str, Any], likely: dict[str, Any]
) -> None:
    version, stack = project
    release = find_release(version)
    known = KnownAnswers(given=wrong, offered={"stack": stack, **answers}, likely=likely)
    try:
        expected = render_with_copier(release, "demo", known)
    except InvalidAnswerError as error:
        event(f"refused: {error}"[:70])
        with pytest.raises(UnsupportedError):
            render_release(release, "demo", known)
        return
    event("rendered")
    rendered = render_release(release, "demo", known)
    assert describe(rendered.files) == describe(expected.files)
    assert rendered.recorded == expected.recorded
    assert rendered.answers.items() <= expected.answers.items()
