"""Where files are, what the data contain, and every parameter of a training.

Importing this module reads and writes nothing.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import ConfigError
from .utils.files import write_text

DATA_FILE = "config/data.toml"
PARAMETERS_FILE = "config/train.yaml"
Size = Annotated[int, Field(ge=1, le=4096)]  # of a layer
Pixels = Annotated[int, Field(ge=1, le=1024)]


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
        self.config = root / "config"
        self.data_toml = root / DATA_FILE
        self.tuned = self.config / "tuned"  # what `optimize` found, by the name of the model
        self.raw = root / "data" / "raw"  # files brought here from elsewhere; ignored by Git
        self.stores = root / "stores"  # everything that commands produce; ignored by Git
        self.training = self.stores / "training"  # curves and checkpoints, while a training runs
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


class DataConfig(BaseModel):
    """The content of config/data.toml: every word that code, tests and pages use for the data."""

    model_config = ConfigDict(extra="forbid")

    # A folder of class folders with images, the folder of MNIST, a CSV or NPZ file, or
    # `sklearn:digits`.
    source: str
    target: str = "class"  # what is predicted; in a CSV file, the column with it
    classes: list[str] = []
    rare_classes: list[str] = []  # too few rows to learn and to measure: they are dropped
    # Height and width that every image is resized to, and what its pixels are; none for tables.
    size: tuple[Pixels, Pixels] | None = None
    mode: Literal["grey", "color"] | None = None
    columns: list[str] = []  # of a table, with numbers to learn from

    @property
    def is_profiled(self) -> bool:
        """Whether classes and inputs are known; before, only the source is."""
        return bool(self.classes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one input: (channels, height, width) of an image, (columns,) of a row."""
        if self.size:
            return (3 if self.mode == "color" else 1, *self.size)
        return (len(self.columns),)

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse a description that contradicts itself."""
        if not self.is_profiled:
            return self
        if len(self.classes) < 2 or len(set(self.classes)) < len(self.classes):
            raise ValueError("`classes` needs two different entries or more")
        if bool(self.size and self.mode) == bool(self.columns):
            raise ValueError("images have `size` and `mode`, and tables have `columns`")
        return self

    def save(self, paths: Paths) -> None:
        """Write config/data.toml."""
        document = tomlkit.document()
        document.add(tomlkit.comment("What is in the data: code, tests and pages read it here."))
        document.update(self.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
        write_text(paths.data_toml, tomlkit.dumps(document))

    @classmethod
    def load(cls, paths: Paths, profiled: bool = True) -> Self:
        """Read config/data.toml; ConfigError if it is not valid, or `elt-data` must run first."""
        try:
            text = paths.data_toml.read_text(encoding="utf-8")
            config = cls.model_validate(tomllib.loads(text))
        except FileNotFoundError as error:
            raise ConfigError(f"{DATA_FILE} not found", "run `elt-data SOURCE`") from error
        except (OSError, ValueError) as error:
            raise invalid_config(DATA_FILE, error) from error
        if profiled and not config.is_profiled:
            raise ConfigError(f"{DATA_FILE} has no classes yet", "run `elt-data`")
        return config


class Model(BaseModel):
    """The network, and how fast it learns: a file in config/model/."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w.-]{0,40}$")]
    channels: Annotated[list[Size], Field(max_length=8)]
    hidden_dims: Annotated[list[Size], Field(max_length=100)]
    normalize: bool = True  # over each batch, after every layer
    negative_slope: Annotated[float, Field(ge=0, le=1)] = 0.0  # of the activation; 0 for ReLU
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    learning_rate: Annotated[float, Field(gt=0)]
    weight_decay: Annotated[float, Field(ge=0)]
    lr_factor: Annotated[float, Field(gt=0, lt=1)] = 0.5
    lr_patience: Annotated[int, Field(ge=0)] = 5


class Parameters(BaseModel):
    """Every parameter of a training, as config/train.yaml and its groups compose them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: Annotated[int, Field(ge=0, lt=2**32)]
    test_share: Annotated[float, Field(gt=0, lt=1)]
    validation_share: Annotated[float, Field(gt=0, lt=1)]
    subset: Annotated[int, Field(ge=1)] | None = None
    batch_size: Annotated[int, Field(ge=1)]
    num_workers: Annotated[int, Field(ge=0, le=256)] = 0
    threads: Annotated[int, Field(ge=1, le=1024)] | None = None
    resume: str | None = None
    model: Model
    # What Hydra makes objects of, by `_target_`.
    trainer: dict[str, Any]
    callbacks: dict[str, dict[str, Any]]
    logger: dict[str, dict[str, Any]]

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse shares that leave nothing to learn from."""
        if self.test_share + self.validation_share >= 1:
            raise ValueError("`test_share` and `validation_share` leave nothing to learn from")
        return self

    @classmethod
    def compose(cls, paths: Paths, overrides: Sequence[str] = ()) -> Self:
        """Compose config/train.yaml, the files of its groups, and overrides as in `model=mlp`.

        Raises:
            ConfigError: a file or an override is not valid, or a value is out of range.
        """
        from hydra import compose, initialize_config_dir
        from hydra.errors import HydraException
        from omegaconf import OmegaConf
        from omegaconf.errors import OmegaConfBaseException
        from yaml import YAMLError

        try:
            with initialize_config_dir(str(paths.config), version_base="1.3"):
                composed = compose(Path(PARAMETERS_FILE).stem, list(overrides))
            return cls.of(OmegaConf.to_container(composed, resolve=True))
        except (HydraException, OmegaConfBaseException, YAMLError) as error:
            reason = " ".join(str(error).partition("Config search path")[0].split())
            raise ConfigError(f"parameters: {reason}", "see the files in config/") from error

    @classmethod
    def of(cls, values: Any) -> Self:
        """Check values that Hydra composed."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise invalid_config("parameters", error) from error


def invalid_config(name: str, error: Exception) -> ConfigError:
    """Return the error for a configuration, with the first thing that is wrong."""
    if not isinstance(error, ValidationError):
        return ConfigError(f"{name} cannot be read: {error}")
    first: Mapping[str, Any] = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"]) or "the file"
    return ConfigError(f"{name}: {key}: {first['msg'].removeprefix('Value error, ')}")
