# CI runs the same recipes.

# Use the tools of the environment that contains `just`.
export PATH := parent_directory(just_executable()) + PATH_VAR_SEP + env("PATH")

# List the recipes
default:
    @just --list --unsorted

# Install this package in editable mode, after requirements/dev.txt
setup:
    uv pip install --quiet --python python --no-deps --no-build-isolation --editable .

# Format the code
format:
    ruff format
    ruff check --fix-only --quiet
    rumdl fmt --quiet .

# Lint and check formatting, spelling and Markdown
lint:
    ruff format --check
    ruff check
    codespell
    rumdl check --quiet .

# Check the types
types:
    mypy

# Run the light tests (two to three minutes on two cores)
test *arguments:
    pytest -m "not (slow or story or case or promise)" --numprocesses auto --dist loadgroup {{ arguments }}

# Run the light tests, stories, named cases and random edits (about 20 minutes)
test-more *arguments:
    pytest -m "not slow" --numprocesses auto --dist loadgroup {{ arguments }}

# Run all tests except the heavy and timed ones, including those that install projects and train models
test-all *arguments:
    pytest -m "not (heavy or timed)" --numprocesses auto --dist loadgroup {{ arguments }}

# Run the tests that start Ray clusters, one after the other, on an idle machine
test-heavy *arguments:
    pytest -m heavy {{ arguments }}

# Interrupt the commands before each change (kill, full disk, ...) and print the results
faults *arguments:
    python -m tests.faults {{ arguments }}

# Run all tests that no data is lost (faults, named cases, random edits), one or more times
promises times="1":
    for run in $(seq {{ times }}); do \
        pytest -m "case or promise" --quiet --numprocesses 2 --dist loadgroup || exit; \
    done

# Run as many random histories of a fleet, and kill its updates as often at random moments
fleets runs="100":
    SCAFFOLD_FLEET_RUNS={{ runs }} pytest tests/fleet/test_machine.py tests/fleet/test_kills.py --numprocesses 2

# Run all attacks on the commands and print how many are held (ten minutes)
attacks *arguments:
    python -m tests.attacks {{ arguments }}

# Double the input of every reader and of every merge; fail above 2.1 times the cost (idle machine)
bounds growth="2.1":
    SCAFFOLD_GROWTH={{ growth }} pytest -m timed

# Compare both renderers on random answers of every release and stack
test-renderers sets="500":
    SCAFFOLD_ANSWER_SETS={{ sets }} pytest --hypothesis-show-statistics tests/template/test_renderers.py

# Run all tests of the projects of one stack and layout, with all sets of features
test-renders stack layout:
    pytest -m "not (heavy or timed)" --numprocesses auto --dist loadgroup -k "{{ stack }} and {{ layout }}"

# Measure the branch coverage of `test-more` and the named cases; fail below 100 % (25 minutes)
coverage:
    pytest -m "not slow or case" --numprocesses auto --dist loadgroup --cov --cov-report=term --cov-fail-under=100

# Run mutation tests of plan and merge and print the score (more than an hour)
mutants:
    uv pip install --quiet --python python --group mutants
    rm -rf mutants
    mutmut run
    mutmut results --all true | python tools/mutation_score.py

# Run all checks: lint, types and light tests
check: lint types test

# Print the names of the stacks as JSON, for the matrix of a workflow
stacks:
    @python -m tools.print_stacks

# Print which part of the package imports which, layer by layer
imports:
    python tools/draw_imports.py

# Audit the workflows
zizmor:
    zizmor --offline --persona auditor .

# Review the repository against the Scientific Python guidelines
review:
    repo-review .

# Build sdist and wheel and compare them with the commit byte for byte
build:
    rm -rf dist
    python -m build --no-isolation
    python tools/check_distributions.py dist

# Create a project with the built wheel in an isolated environment
try-wheel:
    uvx --isolated --from "$(ls dist/*.whl)" scaffold new demo --defaults --no-git --into "$(mktemp -d)"

# Write the CycloneDX SBOM of the installed wheel to build/sbom.cdx.json
sbom:
    uv venv --quiet --clear build/sbom
    uv pip install --quiet --python build/sbom "$(ls dist/*.whl)"
    cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
        --output-file build/sbom.cdx.json build/sbom

# Extras are kept: older releases of pip do not apply the version of `coverage` to `coverage[toml]`.
# Update the lock file of the development environment; with --upgrade, to newer versions
lock *arguments:
    uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --custom-compile-command "just lock" --quiet --output-file requirements/dev.txt {{ arguments }}

# Update the expected trees after files of the template were added or removed
trees:
    python tools/write_trees.py tests/trees

# Update examples/ after the template or its version changed
examples:
    python tools/write_examples.py examples

# Update the generated pages of the reference
reference:
    python tools/write_reference.py

# Build the documentation; warnings are errors
docs:
    sphinx-build --quiet --fresh-env --write-all --fail-on-warning --keep-going --nitpicky docs build/docs

# Create the screenshots of terminals and web pages
screenshots:
    python docs/images/make.py
    SCAFFOLD_IMAGES=docs/images pytest tests/projects/test_serving.py tests/projects/test_form.py -k "keyboard or report"
    SCAFFOLD_IMAGES=docs/images pytest tests/projects/test_drawing.py -k with_the_mouse

# Compare generator and updates with other tools, and the model with the lesson, in one run
bench:
    python -m benchmarks

# Measure new projects, updates, checks and renders beside all peers in one interleaved run
speed rounds="7":
    python -m benchmarks.speed {{ rounds }}

# Compare the stack lightning with the classifier of its source text, on scikit-learn's digits
digits:
    python -m benchmarks.in_project --stack lightning benchmarks.digits

# Put the served project of a stack under load with Locust, and print rates, latencies and failures
load stack="tagifai" seconds="60":
    python -m benchmarks.load --stack {{ stack }} --seconds {{ seconds }}

# Make a project of the stack `tabular` for each of many small tables and compare it with skrub
tables *names:
    python -m benchmarks.tables {{ names }}

# Update edited projects with scaffold, Copier and cruft and compare the results
scenarios:
    python -m benchmarks.scenarios

# Adopt copies of the clones in SCAFFOLD_REPOSITORIES and print what changed, facts and faults
repositories *names:
    python -m benchmarks.repositories {{ names }}

# Measure the CPU time to understand and plan the adoption of a repository of 3,000 files
adoption-cost seed="0":
    python -m benchmarks.adoption_cost {{ seed }}

# Move modules of copies of the clones in SCAFFOLD_MOVES and print how their tests end
moves *names:
    python -m benchmarks.moves {{ names }}

# Measure the time of the README's quick start up to the first prediction
newcomer:
    python -m benchmarks.newcomer

# Repeat the cross-validation that selected the model
choose-model:
    python -m benchmarks.in_project benchmarks.choose_model

# Measure a class of forty: new, board and send, with twelve kinds of mistakes
class:
    python -m benchmarks.classes

# Archive the template as a release and set the version of the package
release version: && examples
    python tools/release.py {{ version }}

# Show the notes of the next release
release-notes:
    towncrier build --draft

# Move the fragments to the changelog, under the version of the package
changelog:
    towncrier build --yes
    sed -i '/^ *<!-- [a-z]*: .* -->$/d' CHANGELOG.md
    rumdl fmt --quiet CHANGELOG.md

# Check that a tag names the version of the package
check-version tag:
    test "{{ tag }}" = "v$(python -c 'import scaffold; print(scaffold.__version__)')"
