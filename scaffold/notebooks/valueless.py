"""Which calls at the end of a cell have no value, or that of a variable: none is returned."""

import ast

from scaffold.notebooks.analysis import Analysis
from scaffold.notebooks.graph import Graph
from scaffold.notebooks.look_words import PRINTING

# Methods whose value is None when they write to a file that is named.
_WRITING = frozenset({"to_csv", "to_excel", "to_feather", "to_hdf", "to_json", "to_parquet"})
# Methods that change their object in place, in every release of pandas.
_IN_PLACE = frozenset(
    ["drop", "drop_duplicates", "dropna", "rename", "reset_index", "set_index", "sort_values"]
)
# Methods called `fit` of these packages return their object.
_FLUENT = frozenset({"catboost", "imblearn", "lightgbm", "sklearn", "xgboost"})
# Settings that tell the method of a Keras model from `re.compile` and `torch.compile`.
_COMPILING = frozenset({"optimizer", "loss", "metrics"})


def is_valueless(graph: Graph, at: int) -> bool:
    """Return whether a statement is a call of which the value is None, like `print(x)`."""
    node = graph.statements[at].node
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    call = node.value
    keywords = {each.arg or "": each.value for each in call.keywords}
    if isinstance(call.func, ast.Name):
        name = call.func.id
        return name in PRINTING and "display_id" not in keywords and _is_usual(graph, at, name)
    return isinstance(call.func, ast.Attribute) and _is_silent(call.func.attr, call, keywords)


def _is_usual(graph: Graph, at: int, name: str) -> bool:
    """Return whether a name is not that of a function of the notebook."""
    versions = graph.uses[at].get(name, ())
    return all(graph.statements[each.at].kind == "import" for each in versions)


def _is_silent(method: str, call: ast.Call, keywords: dict[str, ast.expr]) -> bool:
    if method in _WRITING:
        return bool(call.args) and _is_text(call.args[0])
    if method in _IN_PLACE:
        value = keywords.get("inplace")
        # A series is renamed by `rename("name", inplace=True)`, which returns it.
        by_column = method != "rename" or "columns" in keywords
        return by_column and isinstance(value, ast.Constant) and value.value is True
    return method == "compile" and len(_COMPILING & keywords.keys()) > 1


def _is_text(value: ast.expr) -> bool:
    is_constant = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return is_constant or isinstance(value, ast.JoinedStr)


def find_fitted(analysis: Analysis, at: int) -> str:
    """Return the variable that `model.fit(...)` returns, for estimators that return themselves."""
    node = analysis.statements[at].node
    call = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return ""
    owner = call.func.value
    if call.func.attr != "fit" or not isinstance(owner, ast.Name):
        return ""
    versions = analysis.graph.uses[at].get(owner.id, ())
    made = [analysis.statements[each.at].node for each in versions]
    return owner.id if made and all(_is_estimator(analysis, each) for each in made) else ""


def _is_estimator(analysis: Analysis, node: ast.stmt | None) -> bool:
    """Return whether a statement assigns a new estimator to one name."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    if not isinstance(node.value, ast.Call):
        return False
    full = analysis.origins.of(node.value.func)
    return full.partition(".")[0] in _FLUENT and full.rpartition(".")[2][:1].isupper()
