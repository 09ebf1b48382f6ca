"""The only module that runs Copier; `render_errors` translates its errors."""

import scaffold.template.processor  # noqa: F401 - before Copier

# isort: split
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from unicodedata import normalize

import copier._main
import yaml
from copier._jinja_ext import SandboxedEnvironment
from copier._main import Worker
from copier._settings import SettingsModel, is_trusted_repository
from copier._template import Template

from scaffold.answers.given import Answers, check_keys, check_kinds
from scaffold.errors import TemplateSourceError
from scaffold.files.patterns import match_in_order
from scaffold.files.tree import Tree, read_rendered
from scaffold.template.addresses import parse_address
from scaffold.template.clone import Checkout
from scaffold.template.fetching import fetched
from scaffold.template.question_numbers import number_questions
from scaffold.template.releases import TEMPLATE_ADDRESS, Release, Source
from scaffold.template.render_errors import FIX_SETTINGS, naming_errors
from scaffold.template.rendered import KnownAnswers, Rendered
from scaffold.template.rendering_limits import (
    READING_FILTERS,
    limited_rendering,
    list_within_bounds,
)
from scaffold.template.settings import refuse_migrations, refuse_settings
from scaffold.template.source_checks import check_files

ANSWERS_FILE = ".copier-answers.yml"

copier._main.scantree = list_within_bounds  # type: ignore[attr-defined]


class _FreshWorker(Worker):
    """A worker with a new destination, whose files are in no Git index."""

    def _sync_git_index_executable_bit(self, dst_relpath: Path, src_mode: int) -> None:
        """Do nothing: Copier would start one Git process per file and find no entry."""

    def _path_matcher(self, patterns: Iterable[str]) -> Callable[[Path], bool]:
        """Match as Copier does, in linear time."""
        return match_in_order(normalize("NFD", pattern) for pattern in patterns).match_file

    @cached_property
    def jinja_env(self) -> SandboxedEnvironment:
        """Return Copier's environment without the filters that read files of the machine."""
        environment = super().jinja_env
        if not is_trusted_repository(self.settings.trust, self.template.url):
            for name in READING_FILTERS:
                environment.filters.pop(name, None)
        return environment


class _ReleaseWorker(_FreshWorker):
    """A faster worker for releases, which only use plain Jinja.

    Copier renders every part of every path. Other templates can use other delimiters, extensions,
    or Copier's `yield`, which works during compilation, so they are rendered the usual way.
    """

    @cached_property
    def jinja_env(self) -> SandboxedEnvironment:
        """Return Copier's environment, made to compile each text once."""
        environment = super().jinja_env
        compile_once = cache(environment.from_string)
        # Copier hard-codes the class of its environment, so this object is patched instead.
        environment.from_string = compile_once  # type: ignore[assignment, method-assign]
        return environment

    @property
    def answers_relpath(self) -> Path:
        """Return the path of the answers file, which Copier reads for each part of a path."""
        return Path(self.answers_file or ANSWERS_FILE)

    def _render_string(self, string: str, extra_context: dict[str, Any] | None = None) -> str:
        """Render a text; one without a delimiter does not change."""
        return super()._render_string(string, extra_context) if "{" in string else string


def render_with_copier(
    template: Release | Source,
    folder: str,
    answers: KnownAnswers,
    *,
    ask: bool = False,
    since: str = "",
    destination: Path | None = None,
) -> Rendered:
    """Render a template with Copier in a temporary folder.

    Args:
        template: What to render.
        folder: The name of the project's folder, which templates see.
        answers: The answers that are known.
        ask: Ask on the terminal for the other answers, instead of taking their defaults.
        since: The release that an update starts from.
        destination: Where the project will be, if that must not be inside of its template.

    Raises:
        InvalidAnswerError: An answer belongs to no question, or the template rejects it.
        TemplateSourceError: The template cannot be read or rendered, or requires code to run.
    """
    with tempfile.TemporaryDirectory() as parent:
        place = Path(parent) / folder
        with (
            naming_errors(),
            _worker(template, place, answers.file) as (worker, checkout),
            limited_rendering(),
        ):
            _give_answers(worker, answers)
            worker.defaults = not ask
            _check_files(template, worker, destination or place, answers.file)
            _check_update(template, worker, since)
            with _numbered_questions():
                worker.run_copy()
            once = tuple(map(worker._render_string, worker.all_skip_if_exists))
            everything = dict(worker.answers.combined)
        files = read_rendered(place)
    _check_answers_file(files, answers.file)
    return Rendered(files, _parse(files, answers.file), everything, once, checkout.is_uncommitted)


@contextmanager
def _numbered_questions() -> Iterator[None]:
    """Number the questions that Copier asks."""
    prompt = copier._main.unsafe_prompt  # type: ignore[attr-defined]
    copier._main.unsafe_prompt = number_questions(prompt)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        copier._main.unsafe_prompt = prompt  # type: ignore[attr-defined]


def _give_answers(worker: Worker, answers: KnownAnswers) -> None:
    questions = _asked_questions(worker.template)
    check_keys(answers.given, questions)
    worker.data = {**_only(answers.offered, questions), **answers.given}
    check_kinds(worker.data, worker.template.questions_data)
    worker.user_defaults = _only(answers.likely, questions)


def _asked_questions(template: Template) -> Sequence[str]:
    """Return the names of the questions that users can answer."""
    questions = template.questions_data.items()
    return [name for name, question in questions if question.get("when") is not False]


def _check_answers_file(files: Tree, name: str) -> None:
    """Refuse a template that would write its answers to the file of another template."""
    if name != ANSWERS_FILE and name not in files:
        raise TemplateSourceError(
            f"The template does not write its answers to `{name}`",
            "Name its answers file `{{ _copier_conf.answers_file }}.jinja`",
        )


def _parse(files: Tree, name: str) -> Answers:
    """Return the answers in the answers file; none without such a file."""
    file = files.get(name)
    answers: Answers = yaml.safe_load(file.content) if file else {}
    return answers or {}


def _check_files(
    template: Release | Source, worker: Worker, destination: Path, answers_file: str
) -> None:
    if isinstance(template, Source):
        # Copier's property for this folder loads extensions before it asks for trust.
        subdirectory = worker.template.subdirectory
        plain = "" if "{" in subdirectory else subdirectory
        check_files(worker.template.local_abspath / plain, destination)
        refuse_settings(worker.template.config_data, answers_file)


def _check_update(template: Release | Source, worker: Worker, since: str) -> None:
    if isinstance(template, Source) and since:
        migrations = worker.template.config_data.get("migrations")
        refuse_migrations(migrations, since, str(worker.template.commit))


def _only(answers: Mapping[str, Any], questions: Sequence[str]) -> Answers:
    return {key: value for key, value in answers.items() if key in questions}


@contextmanager
def _worker(
    template: Release | Source, destination: Path, answers_file: str
) -> Iterator[tuple[Worker, Checkout]]:
    settings, file = _read_settings(), Path(answers_file)
    if isinstance(template, Source):
        address, reference = parse_address(template.address).stored, template.reference
        with (
            fetched(template) as checkout,
            _FreshWorker(
                address,
                destination,
                answers_file=file,
                vcs_ref=reference,
                settings=settings,
                quiet=True,
            ) as worker,
        ):
            worker.template = _local_template(address, checkout)
            yield worker, checkout
    else:
        with _ReleaseWorker(
            TEMPLATE_ADDRESS, destination, answers_file=file, settings=settings, quiet=True
        ) as worker:
            checkout = Checkout(template.path, template.tag)
            worker.template = _local_template(TEMPLATE_ADDRESS, checkout)
            yield worker, checkout


def _read_settings() -> SettingsModel:
    """Read the user's settings of Copier; the defaults without a home folder."""
    try:
        return SettingsModel.from_file()
    except RecursionError as error:
        raise TemplateSourceError(
            "Copier's settings are nested too deeply", FIX_SETTINGS
        ) from error
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise TemplateSourceError(
            f"Invalid YAML in Copier's settings: {reason}", FIX_SETTINGS
        ) from error
    except RuntimeError:
        return SettingsModel()


def _local_template(address: str, checkout: Checkout) -> Template:
    """Return a Copier template for a plain folder at a known tag, with nothing to clone."""
    template = Template(url=address)
    template.vcs = None
    template.commit, template.commit_hash = checkout.name, checkout.commit
    template.local_abspath, template.git_index_modes = checkout.folder, checkout.modes
    return template
