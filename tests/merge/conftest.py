"""Every test of the merge reads its texts itself."""

import pytest

from scaffold.merge.formats import ini, json, line_lists, yaml
from scaffold.merge.formats.toml import toml_statements

REMEMBERING = (
    *(ini.parse, json.parse, yaml.parse),
    *(
        line_lists.ignored,
        line_lists.requirements,
        toml_statements.load,
        toml_statements.statements,
    ),
)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget the texts that earlier tests had read, so that a test stands for itself."""
    for read in REMEMBERING:
        read.cache_clear()
