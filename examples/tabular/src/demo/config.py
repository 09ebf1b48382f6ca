"""Where files are, what the table contains, and every parameter of a training.

Importing this module reads and writes nothing.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import ConfigError
from .utils.files import write_text

DATA_FILE = "config/data.toml"
PARAMETERS_FILE = "config/args.json"
Cell = str | int | float | None
Task = Literal["classification", "regression"]


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
        self.stores = root / "stores"  # everything that commands produce; ignored by Git
        self.runs = self.stores / "runs"
        self.latest = self.stores / "latest.json"  # names the run that is used by default
        self.reports = self.stores / "reports"

    @classmethod
    def find(cls) -> Self:
        """Return the paths of the project that the current folder is in.

        Its root is PROJECT_ROOT where that is set, else the nearest folder upwards that contains
        the parameters, else the current folder.
        """
        if root := Settings().project_root:
            return cls(root.expanduser().resolve())
        folders = [Path.cwd(), *Path.cwd().parents]
        return cls(next((f for f in folders if (f / PARAMETERS_FILE).is_file()), folders[0]))

    def relative(self, file: Path) -> str:
        """Return the path of a file below the root; ConfigError if it is elsewhere."""
        if not file.resolve().is_relative_to(self.root):
            raise ConfigError(f"{file} is not in the project", "copy it to data/raw/")
        return file.resolve().relative_to(self.root).as_posix()


class Role(StrEnum):
    """What a column is for."""

    ID = "id"  # names a row; kept in predictions, never learned from
    NUMERIC = "numeric"
    CATEGORICAL = "categorical"
    DATE = "date"  # becomes days, month, weekday and hour
    TEXT = "text"
    GROUP = "group"  # rows of one group are never split between training and test set
    TIME = "time"  # a date, too; the test set is what comes last
    TARGET = "target"
    IGNORED = "ignored"


class Column(BaseModel):
    """A column: its role, and what `profile` saw in it."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    # Of dates and times: as `strptime` reads it, `ISO8601`, or `number` for years and counters.
    format: str = "ISO8601"
    values: list[str] | None = None  # of a categorical column, most frequent first
    min: float | None = None
    max: float | None = None


class DataConfig(BaseModel):
    """The content of config/data.toml: every word that code, tests and pages use for the data."""

    model_config = ConfigDict(extra="forbid")

    source: str
    target: str
    task: Task | None = None
    encoding: str = "utf-8-sig"
    separator: str = ","
    decimal: Literal[".", ","] = "."
    # Cells that mean "unknown". "None" is missing here: many tables use it as a category.
    missing: list[str] = ["", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"]
    classes: list[str] = []  # of a classification; of two, the last one is the positive class
    rare_classes: list[str] = []  # too few rows to learn and to measure: they are dropped
    columns: dict[str, Column] = {}
    examples: list[dict[str, Cell]] = []  # inputs for the page, the schema and the documentation

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
        if not self.features:
            raise ValueError("no column is left to learn from")
        if self.task is None or (self.task == "classification" and len(self.classes) < 2):
            raise ValueError("`task` is missing, or `classes` has fewer than two entries")
        return self

    def named(self, *roles: Role) -> list[str]:
        """Return the names of the columns with one of these roles, in order."""
        return [name for name, column in self.columns.items() if column.role in roles]

    @property
    def features(self) -> list[str]:
        """Names of the columns to learn from."""
        return self.named(Role.NUMERIC, Role.CATEGORICAL, Role.DATE, Role.TIME, Role.TEXT)

    @property
    def positive(self) -> str | None:
        """The class that F1, ROC AUC and average precision are about, if there are two."""
        return self.classes[-1] if len(self.classes) == 2 else None

    def save(self, paths: Paths) -> None:
        """Write config/data.toml."""
        values = self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        columns, examples = values.pop("columns"), values.pop("examples")
        document = tomlkit.document()
        document.add(tomlkit.comment("What is in the table: code, tests and pages read it here."))
        document.add(tomlkit.comment(f"Roles of columns: {', '.join(Role)}."))
        document.update(values)
        document["columns"] = {}
        for name, column in columns.items():
            document["columns"][name] = tomlkit.inline_table() | column
        document["examples"] = examples
        write_text(paths.data_toml, tomlkit.dumps(document))

    @classmethod
    def load(cls, paths: Paths, profiled: bool = True) -> Self:
        """Read config/data.toml; ConfigError if it is not valid, or `profile` must run first."""
        try:
            text = paths.data_toml.read_text(encoding="utf-8")
            config = cls.model_validate(tomllib.loads(text))
        except FileNotFoundError as error:
            raise ConfigError(f"{DATA_FILE} not found", "run `profile FILE`") from error
        except (OSError, ValueError) as error:
            raise _invalid(DATA_FILE, error) from error
        if profiled and not config.is_profiled:
            raise ConfigError(f"{DATA_FILE} has no columns yet", "run `profile`")
        return config


Candidate = Literal["dummy", "linear", "boosted_trees"]


class Parameters(BaseModel):
    """Every parameter of a training; config/args.json contains the values in use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # The one source of randomness: the split, the folds and the models use it.
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    # Share of the rows that no training sees; `evaluate` measures on them.
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    # Folds of the cross-validation that chooses among the candidates.
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=1)] = get_args(Candidate)
    # "balanced" weighs rare classes up: finds more of them, at the price of false alarms.
    class_weight: Literal["balanced"] | None = None
    # A value with fewer rows than this shares one column with the other rare values.
    min_frequency: Annotated[int, Field(ge=1)] = 5
    # Words and pairs of words per text column, the most frequent ones.
    max_features: Annotated[int, Field(ge=10)] = 5000
    # Linear model. Inverse strength of regularization; in a regression alpha is 1 / C.
    C: Annotated[float, Field(gt=0)] = 1.0
    # Boosted trees. Smaller steps need more of them (max_iter) and overfit later.
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.1
    max_iter: Annotated[int, Field(ge=1, le=10_000)] = 100
    max_leaf_nodes: Annotated[int, Field(ge=2, le=1000)] = 31
    min_samples_leaf: Annotated[int, Field(ge=1)] = 20
    l2_regularization: Annotated[float, Field(ge=0)] = 0.0

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a JSON file; a key that is missing takes its default.

        Raises:
            ConfigError: the file cannot be read, or a key is unknown, of the wrong type or out of
                range.
        """
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
