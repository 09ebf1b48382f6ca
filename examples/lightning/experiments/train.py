"""Train with Hydra's own command line: sweeps, launchers, plugins and tab completion.

    python experiments/train.py model=mlp
    python experiments/train.py --multirun model=cnn,mlp,linear seed=1,2,3

The project's command `train` does the same for one run. Run this in the folder of the project.
"""

import hydra
from omegaconf import DictConfig, OmegaConf

from demo.config import DataConfig, Parameters, Paths
from demo.models.train import train


@hydra.main(version_base="1.3", config_path="../config", config_name="train")
def main(config: DictConfig) -> float:
    """Train once; return the validation loss, which sweepers look at."""
    paths = Paths.find()
    parameters = Parameters.of(OmegaConf.to_container(config, resolve=True))
    run = train(paths, DataConfig.load(paths), parameters, experiment="experiments")
    print(run.run_id, run.facts["scores"]["model"])
    return float(run.facts["scores"]["model"]["loss"])


if __name__ == "__main__":
    main()
