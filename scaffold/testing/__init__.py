"""A pytest plugin for the tests of a template: it updates projects as their users would.

Enable it in the `conftest.py` next to the tests:

    pytest_plugins = ["scaffold.testing"]

The fixtures `scaffold_template`, `scaffold_release` and `scaffold_seed` then render the template,
update projects of each of its releases with random edits, and check that nothing is lost.
"""

from scaffold.testing.promises import Allowed, find_problems
from scaffold.testing.pytest_fixtures import (
    TestedTemplate,
    pytest_addoption,
    pytest_generate_tests,
    scaffold_allowed,
    scaffold_answers,
    scaffold_repository,
    scaffold_template,
)

__all__ = [
    "Allowed",
    "TestedTemplate",
    "find_problems",
    "pytest_addoption",
    "pytest_generate_tests",
    "scaffold_allowed",
    "scaffold_answers",
    "scaffold_repository",
    "scaffold_template",
]
