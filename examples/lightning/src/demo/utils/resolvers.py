"""What the files in configs/ can compute: as in `${class_name:${model}}`."""

from collections.abc import Mapping

from omegaconf import OmegaConf

from ..config import find_root

_DATA_MODULE = "DataModule"


def register_resolvers() -> None:
    """Make the resolvers known to OmegaConf; twice is once."""
    for resolver in (class_name, project_root):
        OmegaConf.register_new_resolver(resolver.__name__, resolver, replace=True)


def class_name(node: Mapping[str, object]) -> str:
    """Return a name for what a node makes: `classifier`, `digits`.

    It is the class in lower case, without the words `DataModule` at its end.
    """
    name = str(node["_target_"]).rpartition(".")[2]
    return (name.removesuffix(_DATA_MODULE) or name).lower()


def project_root() -> str:
    """Return the root of the current project."""
    return str(find_root())
