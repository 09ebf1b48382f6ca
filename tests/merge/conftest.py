"""Every test of the merge reads its texts itself."""

import pytest

from scaffold.merge import ini, json, names, toml_text, yaml

REMEMBERING = (
    *(ini.parse, json.parse, yaml.parse),
    *(names.ignored, names.requirements, toml_text.load, toml_text.statements),
)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget the texts that earlier tests had read, so that a test stands for itself."""
    for read in REMEMBERING:
        read.cache_clear()
