"""The template of this repository keeps its promises where it is a template like any other."""

from collections.abc import Mapping
from typing import Any

import pytest

from scaffold.files.user_data import find_place
from scaffold.git.process import run
from scaffold.template.archives import read_archives
from scaffold.template.git_bundle import refresh_repository
from scaffold.template.releases import TEMPLATE_ADDRESS, bundled_release
from scaffold.testing import TestedTemplate
from scaffold.testing.template_repository import TemplateRepository
from tests.kit.released import released_stacks

pytestmark = pytest.mark.slow

RELEASES = read_archives()


@pytest.fixture(scope="session")
def scaffold_repository(tmp_path_factory: pytest.TempPathFactory) -> TemplateRepository:
    """Return the repository that plain Copier reads: all releases, and the template of today."""
    folder = tmp_path_factory.mktemp("releases")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        assert refresh_repository() == ""
        bundle = find_place(TEMPLATE_ADDRESS)
        run(folder, "clone", "--quiet", str(bundle), "template", fetching=True)
    releases = tuple(release.tag for release in RELEASES)
    return TemplateRepository(folder / "template", releases, bundled_release().tag)


@pytest.fixture
def scaffold_answers(stack: str) -> Mapping[str, Any]:
    return {"project_name": "project", "stack": stack}


@pytest.mark.parametrize(
    ("scaffold_release", "stack"),
    [(f"v{version}", stack) for version, stack in released_stacks()],
)
@pytest.mark.parametrize("scaffold_seed", [None, 1])
def test_an_update_from_each_release_keeps_all_promises(
    scaffold_template: TestedTemplate, scaffold_release: str, scaffold_seed: int | None
) -> None:
    scaffold_template.check_update(scaffold_release, scaffold_seed)
