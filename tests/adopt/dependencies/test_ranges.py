"""Version ranges of other tools as PEP 440 writes them."""

import pytest
from packaging.specifiers import SpecifierSet

from scaffold.adoption.dependencies.ranges import (
    UnwritableRangeError,
    from_conda,
    from_pipenv,
    from_poetry,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("^1.2.3", ">=1.2.3,<2.0.0"),
        ("^0.2.3", ">=0.2.3,<0.3.0"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("^1", ">=1,<2"),
        ("~1.2.3", ">=1.2.3,<1.3.0"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("~=1.4.2", "~=1.4.2"),
        ("1.2", "==1.2"),
        ("=1.2", "==1.2"),
        ("1.*", "==1.*"),
        ("*", ""),
        (">= 1.2 , < 2", ">=1.2,<2"),
        (">=3.8 <3.11", ">=3.8,<3.11"),
        ("^1.0 || ^2.0", ">=1.0,<3.0"),
        ("^3.7.1, !=3.9.7", ">=3.7.1,<4.0.0,!=3.9.7"),
    ],
)
def test_a_range_of_poetry_is_written_for_every_tool(written: str, meant: str) -> None:
    assert SpecifierSet(from_poetry(written)) == SpecifierSet(meant)


@pytest.mark.parametrize("written", ["^1.0 || ^3.0", "latest", "1.2.*.4", "^" * 1000])
def test_a_range_that_pep_440_cannot_express_is_refused(written: str) -> None:
    with pytest.raises(UnwritableRangeError):
        from_poetry(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=1.19", "==1.19.*"),
        ("=1.19.*", "==1.19.*"),
        ("1.19.*", "==1.19.*"),
        ("==1.19", "==1.19"),
        ("=1.19.2=py38h54aff64_0", "==1.19.2"),
        ("1.19.2 py38_0", "==1.19.2"),
        (">=1.1,<2", ">=1.1,<2"),
        ("*", ""),
        ("", ""),
    ],
)
def test_a_version_of_conda_is_written_for_pip(written: str, meant: str) -> None:
    assert from_conda(written) == meant


def test_pipenv_has_the_versions_of_pip_and_a_star() -> None:
    assert [from_pipenv(each) for each in ("*", "==1.2", "~=1.2", ">=1,<2")] == [
        "",
        "==1.2",
        "~=1.2",
        ">=1,<2",
    ]
    with pytest.raises(UnwritableRangeError):
        from_conda("1.8|1.9")
