"""The stages of a project, which are folders of its source code."""

STAGES = frozenset({"data", "models", "evaluation", "inference", "utils"})
