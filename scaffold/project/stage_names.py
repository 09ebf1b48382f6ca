"""The stages of a project, which are folders of its source code."""

from collections.abc import Iterator, Mapping

STAGES = frozenset({"data", "models", "evaluation", "inference", "utils"})
AS_IS = "as-is"


def read_stages(answers: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return the paths of each stage of a project with the layout `as-is`; else nothing.

    Args:
        answers: Answers of the project; invalid ones are passed over.
    """
    stated = answers.get("stages") if answers.get("layout") == AS_IS else {}
    pairs = stated.items() if isinstance(stated, dict) else ()
    return {stage: tuple(_paths(value)) for stage, value in pairs if stage in STAGES}


def _paths(value: object) -> Iterator[str]:
    for path in value if isinstance(value, list) else [value]:
        if isinstance(path, str) and path.strip("/"):
            yield path.strip("/")
