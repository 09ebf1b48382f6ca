"""The checks of code and experiments: why each matters, and how to fix what it finds."""

from scaffold.doctor import (
    experiments,
    loads,
    machine_paths,
    packages,
    splits,
    stages,
)
from scaffold.doctor.findings import Check, Family

CODE = (
    Check(
        "ML101",
        Family.CODE,
        "Stages share one source folder",
        "A common layout lets people and tools find code without searching.",
        "Move the stage folders under one parent; leave unused stages as empty packages.",
        stages.find_misplaced,
    ),
    Check(
        "ML102",
        Family.CODE,
        "Imports follow the stage order",
        "If `data` imports `models`, a model change can break data validation.",
        "Move shared code to `utils` or pass it as an argument.",
        stages.find_imports_against_the_flow,
    ),
    Check(
        "ML103",
        Family.CODE,
        "Every package folder has `__init__.py`",
        "Some build tools skip folders without it: imports then fail once installed.",
        "Add an empty `__init__.py`, or move scripts out of the package.",
        packages.find_missing_inits,
    ),
    Check(
        "ML104",
        Family.CODE,
        "Random splits set a seed",
        "Scores measured on different rows cannot be compared.",
        "Pass the seed from the run's parameters.",
        splits.find_unseeded_splits,
    ),
    Check(
        "ML105",
        Family.CODE,
        "Loaded files cannot run code",
        "A pickle can run any code on the machine that loads it.",
        "Use skops, safetensors, ONNX or `weights_only=True`, or check the digest first.",
        loads.find_loads_that_run_code,
    ),
    Check(
        "ML106",
        Family.CODE,
        "Paths exist on every machine",
        "Code with a path of one machine runs nowhere else.",
        "Use a path relative to the project, or a parameter.",
        machine_paths.find_machine_paths,
    ),
)

EXPERIMENT = (
    Check(
        "ML501",
        Family.EXPERIMENT,
        "Preprocessing is fitted on training rows",
        "Statistics of test rows leak into training, so the test score is too good.",
        "Split first, then fit on the training rows; a pipeline does so in each fold.",
        experiments.find_early_fits,
    ),
    Check(
        "ML502",
        Family.EXPERIMENT,
        "Only training rows are resampled",
        "Copies of a row are in training and in test, so the test score is too good.",
        "Split first, then resample the training rows; imbalanced-learn has pipelines for it.",
        experiments.find_early_resampling,
    ),
    Check(
        "ML503",
        Family.EXPERIMENT,
        "Test rows decide nothing",
        "A score on rows that chose the model is too good.",
        "Choose on validation rows or by cross-validation, and use the test rows once.",
        experiments.find_choices_by_test_rows,
    ),
    Check(
        "ML504",
        Family.EXPERIMENT,
        "Scores are of rows outside training",
        "A model can remember its training rows; only other rows show what it learned.",
        "Score test rows, or use cross-validation.",
        experiments.find_scores_of_training_rows,
    ),
    Check(
        "ML505",
        Family.EXPERIMENT,
        "Estimators set a seed",
        "Without a seed, a better score can be chance.",
        "Pass the seed from the run's parameters.",
        experiments.find_unseeded_estimators,
    ),
)
