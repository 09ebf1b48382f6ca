"""What a fleet shares between projects changes no byte of any of them."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from scaffold.fleet.committed import Committed
from scaffold.git.object_store import Repository, list_entries
from scaffold.project.project_files import CommittedFiles, FolderFiles
from scaffold.template.release_render import render_release
from scaffold.template.releases import find_release
from scaffold.template.rendered import KnownAnswers
from scaffold.template.shared_texts import SharedTexts, Values, sharing_renders
from tests.fleet.building import KINDS, commit_all, edit, git
from tests.kit.released import NEWEST

WORDS = st.text("abcdefgh", min_size=3, max_size=8)


@pytest.mark.story
@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, len(KINDS) - 1), WORDS, WORDS), min_size=2, max_size=4))
def test_projects_that_share_texts_are_rendered_as_alone(
    projects: list[tuple[int, str, str]],
) -> None:
    release = find_release(f"v{NEWEST}")
    answers = [
        {**KINDS[kind], "project_name": name, "author_name": author, "description": author}
        for kind, name, author in projects
    ]
    with sharing_renders():
        shared = [render_release(release, a["project_name"], KnownAnswers(a)) for a in answers]  # type: ignore[arg-type]
    alone = [render_release(release, a["project_name"], KnownAnswers(a)) for a in answers]  # type: ignore[arg-type]
    assert [each.files for each in shared] == [each.files for each in alone]


VALUES = st.one_of(st.booleans(), st.integers(0, 2), st.sampled_from(["", "1", "True"]), st.none())


@pytest.mark.story
@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), min_size=2, max_size=8))
def test_equal_values_of_other_types_are_not_taken_for_each_other(
    contexts: list[dict[str, object]],
) -> None:
    sources = {
        "one": "{{ a }}{% if b %}{{ b }}{% endif %}",
        "two": "{% for x in [a, b] %}{{ x is string }}{{ loop.index }}{% endfor %}",
        "three": "{{ c | default('none') }}{{ a ~ '' }}",
        "four": "no answer at all",
    }
    environment = SandboxedEnvironment(undefined=StrictUndefined)
    environment.loader = DictLoader(sources)
    texts = SharedTexts(environment, sources.get)
    for context in contexts:
        for name, source in sources.items():
            with sharing_renders():
                shared = texts.render(name, Values(context))
            assert shared == environment.from_string(source).render(context)


@pytest.mark.parametrize(
    "source",
    [
        "{{ [1, 2, 3] | random }}",
        "{% set _ = items.append(1) %}{{ items }}",
        "{% include 'other' %}",
        "{{ lipsum() }}",
    ],
)
def test_a_text_that_depends_on_more_than_values_is_not_shared(source: str) -> None:
    sources = {"x": source, "other": "{{ a }}"}
    environment = SandboxedEnvironment()
    environment.loader = DictLoader(sources)
    texts = SharedTexts(environment, sources.get)
    with sharing_renders():
        texts.render("x", Values({"a": 1, "items": []}))
    assert texts._texts == {}


@pytest.mark.parametrize("seed", range(4))
def test_a_commit_is_read_as_its_checkout_is(rendered: object, tmp_path: Path, seed: int) -> None:
    source = rendered("skeleton", "package", ("github",))  # type: ignore[operator]
    folder = Path(shutil.copytree(source, tmp_path / "project", symlinks=True))
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit_all(folder)
    known = git(folder, "ls-files").splitlines()
    chance = random.Random(seed)  # noqa: S311 - a seeded sample
    edit(folder, chance)
    _make_obstacles(folder, chance, known)
    commit_all(folder)
    git(tmp_path, "clone", "--quiet", str(folder), "checkout")
    folder = tmp_path / "checkout"
    repository = Repository(folder)
    files = Committed(repository, list_entries(repository, "HEAD"))
    modes = {path: each.mode for path, each in files.entries.items()}
    committed = CommittedFiles(modes, files.read, files.read_sizes)
    paths = [*known, "missing.txt", "README.md/below", "readme.md", "src", "../outside"]
    here, there = FolderFiles(folder).read(paths), committed.read(paths)
    assert there == here
    assert {p: f.held_by for p, f in there.items()} == {p: f.held_by for p, f in here.items()}
    assert dict(committed.read_strays(set(known))) == dict(
        FolderFiles(folder).read_strays(set(known))
    )


def _make_obstacles(folder: Path, chance: random.Random, known: list[str]) -> None:
    """Put a link, a folder and another spelling where files were."""
    first, second, third = chance.sample([each for each in known if (folder / each).exists()], 3)
    (folder / first).unlink()
    (folder / first).symlink_to("elsewhere")
    (folder / second).unlink()
    (folder / second).mkdir()
    (folder / second / "inside.txt").write_text("inside\n", "utf-8")
    (folder / third).rename((folder / third).with_name((folder / third).name.swapcase()))
