# Every step of the workflows is one of these recipes, so that what passes here passes there.

# The tools of the environment that `just` itself stands in.
export PATH := parent_directory(just_executable()) + PATH_VAR_SEP + env("PATH")

# List the recipes
default:
    @just --list --unsorted

# Install this package, editable, beside what requirements/dev.txt has installed
setup:
    uv pip install --quiet --python python --no-deps --no-build-isolation --editable .

# Format the code
format:
    ruff format
    ruff check --fix-only --quiet
    rumdl fmt --quiet .

# Check format, style, spelling and Markdown
lint:
    ruff format --check
    ruff check
    codespell
    rumdl check --quiet .

# Check the types
types:
    mypy

# Run the light tests (about two minutes)
test *arguments:
    pytest -m "not (slow or story or case or promise)" --numprocesses auto --dist loadgroup {{ arguments }}

# Run them with the stories, named cases and random edits: all that needs no environment of its own (some seven minutes)
test-more *arguments:
    pytest -m "not slow" --numprocesses auto --dist loadgroup {{ arguments }}

# Run every test but the heavy ones: those that make environments and train models, too
test-all *arguments:
    pytest -m "not heavy" --numprocesses auto --dist loadgroup {{ arguments }}

# Run the tests that start clusters of Ray, one after the other: they want the whole machine
test-heavy *arguments:
    pytest -m heavy {{ arguments }}

# Disturb the commands at each of their changes: killed, disk full...; print what was found
faults *arguments:
    python -m tests.faults {{ arguments }}

# Run all tests of the promise that nothing is lost: faults, named cases, random edits; some times over, if told
promises times="1":
    for run in $(seq {{ times }}); do \
        pytest -m "case or promise" --quiet --numprocesses 2 --dist loadgroup || exit; \
    done

# Compare both renderers on random answers of every release and stack
test-renderers sets="500":
    SCAFFOLD_ANSWER_SETS={{ sets }} pytest --hypothesis-show-statistics tests/template/test_renderers.py

# Run every test of the renders of one stack in one layout, with all its sets of features
test-renders stack layout:
    pytest -m "not heavy" --numprocesses auto --dist loadgroup -k "{{ stack }} and {{ layout }}"

# Show which branches of the package the tests of `test-more` and the named cases do not reach; there are none (a quarter of an hour)
coverage:
    pytest -m "not slow or case" --numprocesses auto --dist loadgroup --cov --cov-report=term --cov-fail-under=100

# Change plans and merges in thousands of small ways; print how many of them the tests notice
mutants:
    uv pip install --quiet --python python --group mutants
    rm -rf mutants
    mutmut run
    mutmut results --all true | python tools/mutation_score.py

# Check what a commit needs: format, style, types, light tests
check: lint types test

# Print which part of the package imports which, layer by layer
imports:
    python tools/draw_imports.py

# Audit the workflows
zizmor:
    zizmor --offline --persona auditor .

# Review the repository against the Scientific Python guidelines
review:
    repo-review .

# Build the sdist, and the wheel from it; check that both carry what is committed, byte for byte
build:
    rm -rf dist
    python -m build --no-isolation
    python tools/check_distributions.py dist

# Render a project with the built wheel alone, as someone who installs it does
try-wheel:
    uvx --isolated --from "$(ls dist/*.whl)" scaffold new demo --defaults --no-git --into "$(mktemp -d)"

# Write the SBOM of what the built wheel installs, in CycloneDX, to build/sbom.cdx.json
sbom:
    uv venv --quiet --clear build/sbom
    uv pip install --quiet --python build/sbom "$(ls dist/*.whl)"
    cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
        --output-file build/sbom.cdx.json build/sbom

# Regenerate the lock of the development environment; with --upgrade, take newer versions.
# Extras are named: older releases of pip take no version for `coverage[toml]` from a line that says `coverage`.
lock *arguments:
    uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --custom-compile-command "just lock" --quiet --output-file requirements/dev.txt {{ arguments }}

# Write the expected trees again after files of the template came or went
trees:
    python tools/write_trees.py tests/trees

# Write the render of each stack into examples/ again, after the template or its version changed
examples:
    python tools/write_examples.py examples

# Write the pages of the reference that the code itself knows
reference:
    python tools/write_reference.py

# Build the documentation; a warning is an error
docs:
    sphinx-build --quiet --fresh-env --write-all --fail-on-warning --keep-going --nitpicky docs build/docs

# Draw the pictures of terminals and pages from real runs
pictures:
    python docs/pictures/make.py
    SCAFFOLD_PICTURES=docs/pictures pytest tests/projects/test_serving.py -k "keyboard or report"
    SCAFFOLD_PICTURES=docs/pictures pytest tests/projects/test_drawing.py -k with_the_mouse

# Measure generator and updates beside Copier and the model beside the lesson, in one run
bench:
    python -m benchmarks

# Measure the stack lightning on scikit-learn's digits beside the classifier of its source text
digits:
    python -m benchmarks.in_project --stack lightning benchmarks.digits

# Update edited projects with scaffold, Copier and cruft; print who keeps what
scenarios:
    python -m benchmarks.scenarios

# Serve a project and put it under load for a minute; print requests per second and latency
load stack="tagifai":
    python -m benchmarks.serve --stack {{ stack }}

# Type the README's first command as a newcomer; print how long the first prediction takes
newcomer:
    python -m benchmarks.newcomer

# Print the cross-validation that chose the model
choose-model:
    python -m benchmarks.in_project benchmarks.choose_model

# Train by Ray on two nodes, kill one on the way; print the timeline and how both runs ended
ray-cluster *arguments:
    python -m benchmarks.in_project --stack ray benchmarks.ray_cluster {{ arguments }}

# Print what Ray itself costs: the same training in one process, by one worker and by two
ray-cost *arguments:
    python -m benchmarks.in_project --stack ray benchmarks.ray_cost {{ arguments }}

# Archive the template as a release and set the version of the package to it
release version: && examples
    python tools/release.py {{ version }}

# Show the notes of the next release
release-notes:
    towncrier build --draft

# Move the fragments into the changelog, under the version of the package
changelog:
    towncrier build --yes
    rumdl fmt --quiet CHANGELOG.md

# Check that a tag names the version of the package
check-version tag:
    test "{{ tag }}" = "v$(python -c 'import scaffold; print(scaffold.__version__)')"
