"""Where things are, which tags count, and every parameter of a training.

Importing this module reads and writes nothing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from .errors import ArgumentsError
from .models.parameters import ModelArguments
from .places import Places, nearest_root
from .utils.files import read_json
from .utils.parameters import Between, check_fields

# Tags worth a class of their own. One with too few rows (see min_freq) still becomes OTHER.
ACCEPTED_TAGS = ("computer-vision", "graph-learning", "mlops", "natural-language-processing")
OTHER = "other"

# Spelled out instead of taken from a library: what is removed from a text can be seen and changed.
_FUNCTION_WORDS = """
    a about above after again against all am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further
    had has have having he her here hers herself him himself his how i if in into is it its itself
    just me more most my myself no nor not now of off on once only or other our ours ourselves out
    over own same she should so some such than that the their theirs them themselves then there
    these they this those through to too under until up very was we were what when where which
    while who whom why will with would you your yours yourself yourselves
    aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't shouldn't wasn't
    weren't won't wouldn't
"""
STOPWORDS = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True)
class Paths(Places):
    """Every place the project reads or writes, below one root."""

    @property
    def projects_csv(self) -> Path:
        """Raw projects, as they were extracted."""
        return self.data / "projects.csv"

    @property
    def tags_csv(self) -> Path:
        """Raw tags, as they were extracted."""
        return self.data / "tags.csv"

    @property
    def labeled_csv(self) -> Path:
        """Projects joined with their tags: what training reads."""
        return self.data / "labeled_projects.csv"

    @property
    def arguments_json(self) -> Path:
        """Parameters of training; `optimize` writes the best ones here."""
        return self.root / "config" / "args.json"


def find_root(start: Path | None = None) -> Path:
    """Return the project's root folder: the nearest, upwards, with config/args.json."""
    return nearest_root("config/args.json", start)


@dataclass(frozen=True)
class DataArguments:
    """Every parameter of the data; those of the model are in models/parameters.py."""

    # The one source of chance: splits and models draw from it.
    seed: Annotated[int, Between(0, 2**32 - 1)] = 42
    # Share of the rows to learn from; validation and test get half of the rest each.
    train_share: Annotated[float, Between(0.5, 0.9)] = 0.7
    # Number of rows to use, drawn by seed; null for all. For a quick try, not for a result.
    subset: Annotated[int | None, Between(1, 10_000_000)] = None
    # A tag with fewer rows than this becomes "other": too few to learn it and to measure it.
    min_freq: Annotated[int, Between(1, 10_000_000)] = 75
    # Texts are short; "BERT" and "Bert" are rarely worth two columns.
    lower: bool = True
    # Most information is in the stem, but so is most confusion; a search may decide.
    stem: bool = False
    # Short function words say little about a topic.
    remove_stopwords: bool = True


@dataclass(frozen=True)
class Arguments(ModelArguments, DataArguments):
    """Every parameter of a training; config/args.json holds the values in use."""

    @classmethod
    def from_dict(cls, values: Mapping[str, object], source: str = "arguments") -> Self:
        """Build from a mapping; a key that is missing takes its default.

        Raises:
            ArgumentsError: a key is unknown, of the wrong type or out of range.
        """
        return cls(**check_fields(cls, values, source))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read from a JSON file; the defaults if there is no such file.

        Raises:
            ArgumentsError: the file is not a JSON object, or `from_dict` refuses it.
        """
        try:
            values = read_json(path)
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            raise ArgumentsError(f"{path}: cannot be read as JSON: {error}") from error
        if not isinstance(values, dict):
            raise ArgumentsError(f"{path}: must hold one JSON object of parameters")
        return cls.from_dict(values, source=str(path))

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters by name, ready for JSON."""
        return asdict(self)
