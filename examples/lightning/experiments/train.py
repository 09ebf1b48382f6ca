"""Train with Hydra's own command line: sweeps, launchers, plugins and tab completion.

    python experiments/train.py model.hidden_size=64
    python experiments/train.py --multirun model=classifier,linear seed=1,2,3

The project's own command `train` does the same for one run, and is what the README begins with.
"""

from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf, open_dict

from demo.config import Paths
from demo.models.train import train_model
from demo.utils.composing import HYDRA_VERSION
from demo.utils.logs import show_messages
from demo.utils.resolvers import register_resolvers

# Before Hydra reads configs/, which compute with them.
register_resolvers()


@hydra.main(version_base=HYDRA_VERSION, config_path="../configs", config_name="train")
def main(config: DictConfig) -> float:
    """Train once; return the validation loss, which sweepers look at."""
    show_messages()
    with open_dict(config):
        config.hydra = OmegaConf.to_container(HydraConfig.instance().cfg, resolve=False)["hydra"]
    folder = Path(HydraConfig.get().runtime.output_dir)
    artifacts = train_model(Paths(Path(config.paths.root)), config, folder)
    return float(artifacts.performance["best"]["loss/val"])


if __name__ == "__main__":
    main()
