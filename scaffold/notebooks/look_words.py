"""Names of what only looks at values, plots or sets up a session."""

LOOKING = frozenset(
    [
        "head",
        "tail",
        "describe",
        "info",
        "summary",
        "value_counts",
        "unique",
        "nunique",
        "sample",
        "display",
        "show",
        "plot",
        "hist",
        "boxplot",
        "scatter",
        "bar",
        "barh",
        "pie",
        "kde",
        "line",
        "area",
        "corr",
        "memory_usage",
        "isnull",
        "isna",
        "sum",
        "any",
        "all",
        "mean",
        "std",
        "min",
        "max",
        "count",
        "keys",
        "items",
        "values",
        "tolist",
        "toarray",
        "todense",
        "get_params",
        "get_feature_names_out",
        "named_modules",
        "shape",
        "size",
        "dtype",
        "type",
        "format",
        "join",
        "round",
        "most_common",
        "parameters",
        "state_dict",
        "numpy",
        "item",
    ]
)
# What loops over displays go through.
ITERATING = frozenset(
    ["groupby", "iterrows", "itertuples", "split", "splitlines", "flatten", "ravel", "argsort"]
)
SEEDING = frozenset({"seed", "manual_seed", "manual_seed_all", "set_seed", "set_random_seed"})
PRINTING = frozenset({"print", "display", "pprint"})
PLOTTING = (
    "matplotlib", "seaborn", "plotly", "bokeh", "altair", "IPython", "ipywidgets", "graphviz",
    "mpl_toolkits", "pandas.plotting", "wordcloud", "folium",
)  # fmt: skip
# Decorators of these act where they are.
AT_ONCE = ("ipywidgets", "IPython")
SETTING_UP = (
    "warnings", "os.chdir", "os.environ", "sys.path", "sys.version", "sys.version_info",
    "pandas.set_option", "pandas.options", "numpy.set_printoptions", "torch.set_printoptions",
    "matplotlib", "seaborn", "plotly", "IPython", "google.colab", "logging.disable", "requests",
    "sklearn.set_config",
)  # fmt: skip
BUILT_IN = frozenset(
    [
        "len",
        "type",
        "list",
        "tuple",
        "dict",
        "set",
        "sorted",
        "str",
        "repr",
        "sum",
        "min",
        "max",
        "round",
        "isinstance",
        "id",
        "dir",
        "help",
        "enumerate",
        "zip",
        "range",
        "abs",
        "any",
        "all",
        "next",
        "iter",
        "int",
        "float",
        "bool",
    ]
)
