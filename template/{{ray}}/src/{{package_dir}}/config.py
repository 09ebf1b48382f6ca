"""Where files are, what the data contain, and every parameter of a training.

Importing this module reads and writes nothing.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import ConfigError
from .utils.files import write_text

DATA_FILE = "config/data.toml"
PARAMETERS_FILE = "config/args.json"


class Settings(BaseSettings):
    """Settings of one machine: environment variables, or `.env` in the current folder."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    project_root: Path | None = None
    mlflow_tracking_uri: str = ""
    allowed_hosts: str = ""
    model_digest: str | None = None


class Paths:
    """Every path the project reads or writes, below one root."""

    def __init__(self, root: Path) -> None:
        """Name the paths; nothing is created."""
        self.root = root
        self.data_toml = root / DATA_FILE
        self.parameters_json = root / PARAMETERS_FILE
        self.raw = root / "data" / "raw"  # files brought here from elsewhere; ignored by Git
        self.stores = root / "stores"  # everything that commands produce; ignored by Git
        self.runs = self.stores / "runs"
        self.latest = self.stores / "latest.json"  # names the run that is used by default
        self.reports = self.stores / "reports"

    @classmethod
    def find(cls) -> Self:
        """Return the paths of the project that the current folder is in."""
        return cls(find_root(Path.cwd(), Settings().project_root))


def find_root(start: Path, chosen: Path | None = None) -> Path:
    """Return the root folder of a project.

    It is `chosen` (PROJECT_ROOT) if there is one, else the nearest folder upwards, from `start` on,
    that contains the parameters, else `start`.
    """
    if chosen:
        return chosen.expanduser().resolve()
    folders = [start, *start.parents]
    return next((folder for folder in folders if (folder / PARAMETERS_FILE).is_file()), start)


class Role(StrEnum):
    """What a column is for."""

    ID = "id"  # names a row, and joins the labels; kept in predictions, never learned from
    TEXT = "text"  # several of them are read as one text, in the order of the columns
    GROUP = "group"  # rows of one group are never split between training and test set
    TIME = "time"  # ISO 8601; the test set is what comes last
    TARGET = "target"
    IGNORED = "ignored"


class Column(BaseModel):
    """A column of the data."""

    model_config = ConfigDict(extra="forbid")

    role: Role


class DataConfig(BaseModel):
    """The content of config/data.toml: every word that code, tests and pages use for the data."""

    model_config = ConfigDict(extra="forbid")

    source: str
    labels: str | None = None  # a second file with the target, joined by the id
    target: str
    encoding: str = "utf-8-sig"
    separator: str = ","
    # Cells that mean "unknown".
    missing: list[str] = ["", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"]
    classes: list[str] = []
    # A class with fewer rows is rare: too few to learn it and to measure it.
    min_rows: Annotated[int, Field(ge=2)] = 5
    rare_classes: list[str] = []  # their rows are dropped, or become `other`
    other: str | None = None  # the class of all rows whose own class is not in `classes`
    columns: dict[str, Column] = {}
    examples: list[str] = []  # texts for the page, the schema and the documentation

    @property
    def is_profiled(self) -> bool:
        """Whether the columns are known; before, only those are listed that the user chose."""
        return self.target in self.columns

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse roles that contradict each other."""
        for role in (Role.TARGET, Role.ID, Role.GROUP, Role.TIME):
            if len(found := self.named(role)) > 1:
                raise ValueError(f"only one column can have the role {role}, not {found}")
        if not self.is_profiled:
            return self
        if self.named(Role.TARGET) != [self.target]:
            raise ValueError(f"column `{self.target}` must have the role target")
        if not self.texts:
            raise ValueError("no column has the role text")
        if self.labels and not self.named(Role.ID):
            raise ValueError("`labels` are joined by the id, and no column has the role id")
        if len(self.classes) < 2:
            raise ValueError("`classes` has fewer than two entries")
        if self.other and self.other not in self.classes:
            raise ValueError(f"`classes` lacks `{self.other}`, the class of all others")
        return self

    def named(self, *roles: Role) -> list[str]:
        """Return the names of the columns with one of these roles, in order."""
        return [name for name, column in self.columns.items() if column.role in roles]

    @property
    def texts(self) -> list[str]:
        """Names of the columns with text."""
        return self.named(Role.TEXT)

    @property
    def files(self) -> list[str]:
        """Paths of the files with the data, below the root."""
        return [self.source, self.labels] if self.labels else [self.source]

    def save(self, paths: Paths) -> None:
        """Write config/data.toml."""
        values = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        columns = values.pop("columns")
        document = tomlkit.document()
        document.add(tomlkit.comment("What is in the data: code, tests and pages read it here."))
        document.add(tomlkit.comment(f"Roles of columns: {', '.join(Role)}."))
        document.update(values)
        document["columns"] = {}
        for name, column in columns.items():
            document["columns"][name] = tomlkit.inline_table() | column
        write_text(paths.data_toml, tomlkit.dumps(document))

    @classmethod
    def load(cls, paths: Paths, profiled: bool = True) -> Self:
        """Read config/data.toml; ConfigError if it is not valid, or not complete yet."""
        try:
            text = paths.data_toml.read_text(encoding="utf-8")
            config = cls.model_validate(tomllib.loads(text))
        except FileNotFoundError as error:
            raise ConfigError(f"{DATA_FILE} not found", "run `elt-data FILE`") from error
        except (OSError, ValueError) as error:
            raise _invalid(DATA_FILE, error) from error
        if profiled and not config.is_profiled:
            raise ConfigError(f"{DATA_FILE} has no columns yet", "run `elt-data`")
        return config


class Parameters(BaseModel):
    """Every parameter of a training; config/args.json contains the values in use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # The one source of randomness: the split, the weights, the order of rows and dropout use it.
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    # Share of the rows that no training sees; `evaluate` measures on them.
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.15
    # Parts of the training set: `train` holds out the last one, which chooses the epoch; `optimize`
    # holds out each of them once.
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    # Use only this number of rows, drawn by seed; null for all. For a quick try, not for a result.
    subset: Annotated[int | None, Field(ge=1)] = None
    lower: bool = True  # texts are short; "BERT" and "Bert" are rarely worth two columns
    stem: bool = False  # most information is in the stem, but so is most confusion
    remove_stopwords: bool = True  # short function words say little about a topic
    # Longest piece of a word, in letters; the shortest has 3. "detect" and "detector" share pieces.
    char_ngram_max: Annotated[int, Field(ge=3, le=6)] = 4
    # A piece must be in this number of training texts to be used: most of the rest is noise.
    min_df: Annotated[int, Field(ge=1, le=100)] = 2
    # Numbers that a text becomes before it is classified: few, since most tables have few texts.
    hidden: Annotated[int, Field(ge=1, le=4096)] = 64
    # Share of these numbers left out in each step, so that none is learned by heart.
    dropout: Annotated[float, Field(ge=0, le=0.9)] = 0.5
    # Step width of AdamW at the start; it falls to zero with the steps.
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.01
    # Pull of every weight towards zero.
    weight_decay: Annotated[float, Field(ge=0, le=10)] = 0.1
    # Times that each row is learned from; the epoch with the lowest validation loss is kept.
    epochs: Annotated[int, Field(ge=1, le=1000)] = 10
    # Rows of a step, over all workers together.
    batch_size: Annotated[int, Field(ge=1, le=65536)] = 32

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a JSON file; keys that are missing take defaults; ConfigError if one is wrong."""
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            raise _invalid(path.name, error) from error


def _invalid(name: str, error: Exception) -> ConfigError:
    """Return the error for a configuration file, with the first thing that is wrong."""
    if not isinstance(error, ValidationError):
        return ConfigError(f"{name} cannot be read: {error}")
    first: Mapping[str, Any] = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "the file"
    return ConfigError(f"{name}: {key}: {first['msg'].removeprefix('Value error, ')}")
