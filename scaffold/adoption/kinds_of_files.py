"""Paths of files that do the same for a repository, whatever they are called."""

import re

TEST = re.compile(
    r"(?i)(?!.*(\{\{|test_environment\.py))"
    r"((.*/)?(tests?|pytest)/.*\.py|(.*/)?(tests|test_[^/]*|[^/]*_test)\.py)"
)
DECLARES_DEPENDENCIES = re.compile(
    r"(?i)(.*/)?(setup\.py|pipfile(\.lock)?|(poetry|uv|pdm|pixi|renv)\.lock|pixi\.toml|description"
    r"|(conda.*|environment[^/]*)\.ya?ml|.*requirements.*\.(txt|in)|requirements/[^/]+\.(txt|in))"
)
PACKAGE = re.compile(r"(?!docs?/|examples?/|scripts/)(\w+)/__init__\.py")
# A new pyproject.toml would take precedence over what these declare.
BEFORE_PYPROJECT = re.compile(
    r"setup\.(py|cfg)|tox\.ini|pytest\.ini|Pipfile|pixi\.toml|(conda.*|environment[^/]*)\.ya?ml"
)
CI = re.compile(
    r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.?appveyor\.ya?ml"
    r"|(\.azure[^/]*/.*|azure-pipelines[^/]*)\.ya?ml|\.circleci/.*\.ya?ml|Jenkinsfile[^/]*"
    r"|bitbucket-pipelines\.yml|\.(drone|cirrus|woodpecker)(/.*|\.ya?ml)|\.buildkite/.*"
)
BOT = re.compile(r"(\.github/)?(dependabot\.ya?ml|\.?renovate(rc)?(\.json5?)?)")
CONTAINER = re.compile(
    r"(?i)(.*/)?((docker|container)file(\.[^/]*)?|[^/]*\.dockerfile|(docker-)?compose[^/]*\.ya?ml"
    r"|\.devcontainer(\.json|/.*(?<!\.md)))"
)
HOOKS = re.compile(r"\.pre-commit-config\.ya?ml|\.?lefthook\.ya?ml|\.husky/.*|\.overcommit\.yml")
# Folders at the top whose projects and packages belong to something else.
BESIDE = frozenset(
    {"benchmark", "benchmarks", "build", "ci", "conf", "config", "configs", "contrib", "dist"}
    | {"doc", "docs", "example", "examples", "notebook", "notebooks", "sample", "samples"}
    | {"script", "scripts", "template", "templates", "test", "tests", "tools", "tutorials"}
    | {"vendor", "third_party"}
)
