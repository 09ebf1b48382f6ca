"""Copies of what numpy, pandas and torch hold: by value, whatever is behind it in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .freezing import Freezer, Node


def freeze_numpy(freezer: Freezer, value: Any) -> Node | None:
    """Return the copy of an array, a scalar or a type of numpy; None for anything else."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if isinstance(value, numpy.ma.MaskedArray):
        mask = numpy.ma.getmaskarray(value)
        # What is masked is whatever was there before.
        parts = [["mask", _array(freezer, mask)], ["data", _array(freezer, _unmask(value, mask))]]
        return ["object", type(value).__name__, parts]
    if isinstance(value, numpy.ndarray):
        return _array(freezer, value)
    if isinstance(value, numpy.generic):
        return _array(freezer, numpy.asarray(value), type(value).__name__)
    if isinstance(value, numpy.dtype):
        return ["object", "dtype", [["name", ["str", str(value)]]]]
    if isinstance(value, numpy.ufunc):
        return ["code", "ufunc"]
    return None


def _unmask(value: Any, mask: Any) -> Any:
    data = value.data.copy()
    data[mask] = data.dtype.type()
    return data


def _array(freezer: Freezer, value: Any, kind: str = "") -> Node:
    np = sys.modules["numpy"]
    kind = kind or type(value).__name__
    dtype, shape = str(value.dtype), list(value.shape)
    value = np.asarray(value)
    if value.dtype.names:
        # Not the bytes: between the fields there may be gaps with anything in them.
        fields = [[name, _array(freezer, value[name])] for name in value.dtype.names]
        return ["object", f"{kind} {dtype}", fields]
    if value.dtype == object:
        parts = freezer.freeze_sequence("values", value.ravel().tolist())
        shape_node = freezer.freeze(tuple(value.shape))
        return ["object", f"{kind} object", [["shape", shape_node], ["values", parts]]]
    flat = np.ascontiguousarray(value).reshape(-1)
    content = memoryview(flat.view(np.uint8)) if flat.itemsize else b""
    return ["array", kind, dtype, shape, freezer.store.put(content)]


def freeze_pandas(freezer: Freezer, value: Any) -> Node | None:
    """Return the copy of a frame, series, index or array of pandas; None for anything else."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not hasattr(pandas, "DataFrame"):
        return None
    copies: list[tuple[type, Callable[[Freezer, Any], Node]]] = [
        (pandas.DataFrame, _frame),
        (pandas.Series, _series),
        (pandas.MultiIndex, _multi_index),
        (pandas.Index, _index),
        (pandas.Categorical, _categorical),
        (pandas.api.extensions.ExtensionArray, _extension_array),
    ]
    for kind, copy in copies:
        if isinstance(value, kind):
            return copy(freezer, value)
    if hasattr(value, "_grouper") and hasattr(value, "obj"):  # a GroupBy, with its caches
        return ["opaque", type(value).__name__]
    return None


def _frame(freezer: Freezer, value: Any) -> Node:
    if {getattr(each, "kind", "") for each in value.dtypes} <= set("biuf") and (
        len({*value.dtypes}) == 1
    ):
        columns = [_array(freezer, value.to_numpy())]
    else:
        columns = [_column(freezer, value.iloc[:, place]) for place in range(value.shape[1])]
    parts = [
        ["index", freezer.freeze(value.index)],
        ["columns", freezer.freeze(value.columns)],
        ["values", ["list", "columns", columns]],
        ["attrs", freezer.freeze(dict(value.attrs))],
    ]
    return ["object", type(value).__name__, parts]


def _series(freezer: Freezer, value: Any) -> Node:
    parts = [
        ["name", freezer.freeze(value.name)],
        ["index", freezer.freeze(value.index)],
        ["values", _column(freezer, value)],
    ]
    return ["object", type(value).__name__, parts]


def _column(freezer: Freezer, value: Any) -> Node:
    return freezer.freeze(value.array) if _is_extension(value) else freezer.freeze(value.values)


def _is_extension(value: Any) -> bool:
    types = sys.modules["pandas"].api.types
    return bool(types.is_extension_array_dtype(value.dtype)) or str(value.dtype).startswith(
        "datetime64["
    )


def _multi_index(freezer: Freezer, value: Any) -> Node:
    levels = [freezer.freeze(value.get_level_values(each)) for each in range(value.nlevels)]
    return ["object", "MultiIndex", [[str(each), level] for each, level in enumerate(levels)]]


def _index(freezer: Freezer, value: Any) -> Node:
    parts = [
        ["name", freezer.freeze(value.name)],
        ["freq", ["str", str(getattr(value, "freq", ""))]],
        ["values", _column(freezer, value)],
    ]
    return ["object", type(value).__name__, parts]


def _categorical(freezer: Freezer, value: Any) -> Node:
    parts = [
        ["codes", freezer.freeze(value.codes)],
        ["categories", freezer.freeze(value.categories)],
        ["ordered", ["bool", bool(value.ordered)]],
    ]
    return ["object", "Categorical", parts]


def _extension_array(freezer: Freezer, value: Any) -> Node:
    missing = value.isna()
    parts = [["missing", freezer.freeze(missing)], ["values", _elements(freezer, value, missing)]]
    return ["object", f"{type(value).__name__} {value.dtype}", parts]


def _elements(freezer: Freezer, value: Any, missing: Any) -> Node:
    moments = getattr(value, "asi8", None)  # dates, times and periods are numbers underneath
    if moments is not None:
        return freezer.freeze(moments)
    elements = value.astype(object).copy()
    elements[missing] = None
    return freezer.freeze_sequence("values", elements.tolist())


def freeze_torch(freezer: Freezer, value: Any) -> Node | None:
    """Return the copy of a tensor or a generator of torch; None for anything else."""
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "Tensor"):
        return None
    if isinstance(value, torch.Generator):
        return ["object", "Generator", [["state", _tensor(freezer, value.get_state())]]]
    if isinstance(value, torch.Tensor):
        node = _tensor(freezer, value)
        if value.grad is not None and value.is_leaf:
            return ["object", node[1], [["value", node], ["grad", _tensor(freezer, value.grad)]]]
        return node
    return None


def _tensor(freezer: Freezer, value: Any) -> Node:
    torch = sys.modules["torch"]
    kind = type(value).__name__ + (" requires_grad" if value.requires_grad else "")
    dtype = str(value.dtype).removeprefix("torch.")
    with torch.no_grad():
        flat = value.detach().resolve_conj().resolve_neg().cpu().contiguous().reshape(-1)
        content = bytes(flat.view(torch.uint8).numpy().tobytes()) if flat.numel() else b""
    return ["array", kind, dtype, list(value.shape), freezer.store.put(content)]


SPECIALS = (freeze_numpy, freeze_pandas, freeze_torch)
