"""Requirements that are no plain names: addresses, notebooks of Colab, and lines for Conda."""

import pytest

from scaffold.doctor.diagnosis import diagnose
from tests.doctor.conftest import Make
from tests.doctor.examples import Files


def messages(repository: Make, code: str, files: Files) -> list[str]:
    """Return the messages of a check for other requirements."""
    checks = diagnose(repository({"requirements.txt": None, **files})).examined
    return [found.message for check in checks if check.code == code for found in check.found]


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("git+https://example.org/nets.git", True),
        ("git+https://example.org/nets.git@v1", False),
        ("git+https://example.org/nets.git@v1#egg=nets", False),
        ("hg+https://example.org/nets", True),
        ("nets @ git+https://example.org/nets.git@v1", False),
    ],
)
def test_an_address_without_a_revision_is_not_pinned(
    repository: Make, line: str, is_found: bool
) -> None:
    files = {"pyproject.toml": None, "requirements.txt": f"{line}\n"}
    found = messages(repository, "ML205", files)
    assert [("nets" in each) for each in found] == [True] * is_found


def test_a_package_of_colab_cannot_be_installed_elsewhere(repository: Make) -> None:
    files = {"requirements.txt": "numpy==2.3.1\ngoogle-colab==1.0\n"}
    found = messages(repository, "ML207", files)
    assert found == ["`google-colab` can only be installed by Colab"]


def test_lines_that_name_no_package_of_conda_are_passed_over(repository: Make) -> None:
    text = "dependencies:\n  - numpy=2\n  - a line of words\n  - pandas\n"
    found = messages(repository, "ML205", {"pyproject.toml": None, "environment.yml": text})
    assert [("pandas" in each) for each in found] == [True]


@pytest.mark.parametrize(
    ("call", "is_found"),
    [("load(x, allow_pickle=False)", False), ("load(x, allow_pickle=True)", True)],
)
def test_arrays_are_loaded_without_objects_by_default(
    repository: Make, call: str, is_found: bool
) -> None:
    files = {"src/churn/data/load.py": f"import numpy as np\nnp.{call}\n"}
    assert bool(messages(repository, "ML105", files)) is is_found
