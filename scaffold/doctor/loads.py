"""Check for loads that run code from a file."""

from collections.abc import Container, Iterator, Mapping

from packaging.version import Version

from scaffold.doctor.declared import read_requirement
from scaffold.doctor.findings import Finding, Severity, Skipped
from scaffold.doctor.modules import Call
from scaffold.doctor.programs import Code, list_programs
from scaffold.doctor.repository import Repository
from scaffold.doctor.requirement_lists import list_declared, list_requirements
from scaffold.files.parsing import parse_or

_ALWAYS = frozenset(
    {"pickle.load", "pickle.loads", "_pickle.load", "_pickle.loads", "cPickle.load"}
    | {"cPickle.loads", "dill.load", "dill.loads", "cloudpickle.load", "cloudpickle.loads"}
    | {"pickle.Unpickler", "dill.load_session", "joblib.load", "pandas.read_pickle"}
    | {"sklearn.externals.joblib.load", "pickle5.load", "compress_pickle.load", "yaml.unsafe_load"}
    | {"yaml.UnsafeLoader", "jsonpickle.decode"}
)
# An argument, and the value of it with which a load runs code; or without which it does.
_WITH: Mapping[str, tuple[str, str]] = {
    "numpy.load": ("allow_pickle", "True"),
    "keras.models.load_model": ("safe_mode", "False"),
    "keras.saving.load_model": ("safe_mode", "False"),
    "tensorflow.keras.models.load_model": ("safe_mode", "False"),
}
_WITHOUT: Mapping[str, tuple[str, str]] = {"torch.load": ("weights_only", "True")}
_LOWER = frozenset({">=", "==", "===", "~=", ">"})
# From this version on, `torch.load` only loads weights unless told otherwise.
_SAFE_TORCH, _NO_BOUND = Version("2.6"), Version("0")
# What checks the digest of a file, so that it is one that is known.
_DIGESTS = ("hashlib", "hmac", "pooch")
_DUMPS = frozenset({"dump", "dumps", "save", "to_pickle", "Pickler"})


def find_loads_that_run_code(repository: Repository) -> Iterator[Finding] | Skipped:
    """Find loads of files that can hold code, whose digest nothing checks."""
    programs = list_programs(repository)
    if not repository.code and not programs:
        return Skipped("no code found")
    return (found for program in programs for found in _loads(repository, program))


def _loads(repository: Repository, program: Code) -> Iterator[Finding]:
    names = program.module.names
    if any(each.name.partition(".")[0] in _DIGESTS for each in program.module.imports):
        return
    severity, safe = _severity(repository, program), repository.once(_find_safe)
    for call in program.module.calls:
        if message := _describe(call, call.full_name(names), safe):
            yield program.find(call.line, message, severity)


def _severity(repository: Repository, program: Code) -> Severity:
    """Return a note for files that the program wrote itself, or whose digest DVC records."""
    writes = any(
        call.parts[-1] in _DUMPS and call.full_name(program.module.names)
        for call in program.module.calls
    )
    is_recorded = "dvc.lock" in repository.sizes
    return Severity.NOTE if writes or is_recorded or program.is_lesson else Severity.WARNING


def _find_safe(repository: Repository) -> frozenset[str]:
    """Return the loads that run no code by default in the versions that the project requires."""
    required = [*list_requirements(repository), *list_declared(repository)]
    torch = [each.text for each in required if each.name.casefold() in {"torch", "pytorch"}]
    oldest = [_find_oldest(text) for text in torch]
    return frozenset({"torch.load"} if oldest and min(oldest) >= _SAFE_TORCH else ())


def _find_oldest(text: str) -> Version:
    """Return the highest lower bound of a requirement; 0 where it has none."""
    requirement = read_requirement(text)
    limits = requirement.specifier if requirement else ()
    bounds = [each.version.removesuffix(".*") for each in limits if each.operator in _LOWER]
    return max((parse_or(bound, Version, _NO_BOUND) for bound in bounds), default=_NO_BOUND)


def _describe(call: Call, name: str, safe: Container[str]) -> str:
    short = ".".join(name.split(".")[-2:])
    if name in _ALWAYS:
        return f"`{short}` can run any code that its file holds"
    if name in _WITHOUT:
        argument, value = _WITHOUT[name]
        given = call.arguments.get(argument, "None" if None not in call.arguments else "...")
        is_default = argument not in call.arguments and name in safe
        if given in {"False", "None"} and not is_default:
            return f"`{short}` without `{argument}={value}` can run any code that its file holds"
    loader = call.arguments.get("Loader", "").rpartition(".")[2]
    if name == "yaml.load" and loader in {"Loader", "UnsafeLoader", "CLoader"}:
        return f"`{short}` with `{loader}` can run any code that its file holds"
    if call.arguments.get("trust_remote_code") == "True":
        return "`trust_remote_code=True` runs code of the repository that it loads"
    if name in _WITH:
        argument, value = _WITH[name]
        if call.arguments.get(argument) == value:
            return f"`{short}` with `{argument}={value}` can run any code that its file holds"
    return ""
