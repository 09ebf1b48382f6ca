"""Put the parameters of a run together from configs/ and the command line, with Hydra."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException, InstantiationException, MissingConfigException
from hydra.utils import instantiate
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from ..config import Paths
from ..errors import ArgumentsError, ProjectError
from .resolvers import register_resolvers

HYDRA_VERSION = "1.3"
# Groups that one object each is made of, and all that a training reads.
_MAKING = ("datamodule", "model", "trainer")
_GROUPS = (*_MAKING, "callbacks", "logger", "paths", "extras", "hydra")


def compose_config(paths: Paths, overrides: Sequence[str] = (), name: str = "train") -> DictConfig:
    """Return configs/<name>.yaml with its groups and the overrides, and Hydra's own node.

    Raises:
        ArgumentsError: a group, a key or an override is unknown or makes no sense.
    """
    register_resolvers()
    if not (paths.configs / f"{name}.yaml").is_file():
        raise ArgumentsError(f"no such file: {paths.configs / name}.yaml", "see configs/")
    with hydra_errors(), initialize_config_dir(str(paths.configs), version_base=HYDRA_VERSION):
        config = compose(name, list(overrides), return_hydra_config=True)
        _check_groups(config)
        config.paths.root = str(paths.root)
        return config


def recompose_config(
    paths: Paths, content: bytes, hydra_content: bytes, overrides: Sequence[str] = ()
) -> DictConfig:
    """Return the parameters of an earlier run, as its .hydra folder holds them, and overrides.

    Only single values can be overridden here: the choices of groups were made back then.

    Raises:
        ArgumentsError: an override is of an unknown key, or makes no sense.
    """
    register_resolvers()
    with hydra_errors():
        kept = OmegaConf.merge(
            OmegaConf.create(content.decode()), OmegaConf.create(hydra_content.decode())
        )
        assert isinstance(kept, DictConfig)  # noqa: S101 - both are mappings
        for override in OverridesParser.create().parse_overrides(list(overrides)):
            OmegaConf.set_struct(kept, not override.is_add())
            OmegaConf.update(kept, override.key_or_group, override.value())
        _check_groups(kept)
        kept.hydra.overrides.task = [*kept.hydra.overrides.task, *overrides]
        kept.paths.root = str(paths.root)
    return kept


def make(node: object, **known: Any) -> Any:
    """Return the object that a node describes by `_target_`, with what is known only now.

    Raises:
        ProjectError: what the object itself says of its parameters.
        ArgumentsError: there is no such object, or it does not take these parameters.
    """
    with hydra_errors():
        return instantiate(node, **known, _convert_="all")


def to_dict(node: DictConfig) -> dict[str, Any]:
    """Return a node as a mapping, with all that it computes."""
    values: Any = OmegaConf.to_container(node, resolve=True)
    return {str(key): value for key, value in values.items()}


@contextmanager
def hydra_errors() -> Iterator[None]:
    """Turn the errors of Hydra and OmegaConf into ours; an error of ours inside one comes first.

    These include the errors of reading the files themselves: YAML and text.
    """
    try:
        yield
    except (HydraException, OmegaConfBaseException, YAMLError, ValueError) as error:
        if isinstance(error.__cause__, ProjectError):
            raise error.__cause__ from None
        raise _explain(error) from error


def _explain(error: Exception) -> ArgumentsError:
    """Return an error as one sentence and a hint."""
    said = [line.strip() for line in str(error).splitlines() if line.strip()]
    message = " ".join(said[:2]) or type(error).__name__
    if isinstance(error, MissingConfigException) and error.options:
        return ArgumentsError(said[0], f"there are: {', '.join(error.options)}")
    if isinstance(error, InstantiationException) and error.__cause__ is not None:
        target = re.search(r"target '([^']+)'", message)
        reason = str(error.__cause__).partition("\n")[0] or type(error.__cause__).__name__
        message = f"{target[1] if target else 'an object'} cannot be made: {reason}"
    return ArgumentsError(message, "see configs/ for groups and keys")


def _check_groups(config: DictConfig) -> None:
    """Check that nothing is missing without which there is no training.

    Raises:
        ArgumentsError: names the first group that is missing, or makes nothing.
    """
    for group in _GROUPS:
        if not isinstance(config.get(group), DictConfig):
            raise ArgumentsError(f"the parameters have no {group}", "see configs/train.yaml")
    for group in _MAKING:
        if not isinstance(config[group].get("_target_"), str):
            raise ArgumentsError(f"{group} names no _target_", f"see configs/{group}/")


def new_run_folder(config: DictConfig) -> Path:
    """Make and return a folder for a run, as configs/hydra names it, that no other run has.

    Its last part is a number: 0, or the next one if another run began in the same second.
    """
    folder = Path(config.hydra.run.dir)
    while True:
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            folder = folder.with_name(str(int(folder.name) + 1))
        else:
            return folder


def hydra_files(config: DictConfig) -> dict[str, bytes]:
    """Return what the .hydra folder of a run holds, by name, as Hydra itself writes it."""
    own = OmegaConf.masked_copy(config, [str(key) for key in config if key != "hydra"])
    parts = {
        "config.yaml": own,
        "hydra.yaml": OmegaConf.masked_copy(config, ["hydra"]),
        "overrides.yaml": config.hydra.overrides.task,
    }
    return {f".hydra/{name}": OmegaConf.to_yaml(part).encode() for name, part in parts.items()}
