"""Why a resolver ended without a result, from what it printed. Pure."""

import re

from scaffold.adoption.dependencies.git_failures import explain_git_failure

_OFFLINE = re.compile(
    r"(?i)error sending request|failed to fetch|dns error|connection (refused|reset)|max retries"
    r"|NewConnectionError|ConnectTimeout|ProxyError|name resolution|network is unreachable"
    r"|retrying \(|client error|timed out|offline"
)
_FINAL = re.compile(r"(?i)not found in the (package registry|provided package loc)|not done within")
_OTHER_PYTHON = re.compile(
    r"(?i)Python ABI|Python>|Python<|Python==|Requires-Python|Python version"
)
_NOT_BUILT = re.compile(r"Failed to (?:download and )?build `([^`]{1,100})`")
_LOCATION = re.compile(r"(/[^\s'\"]*?scaffold-resolve-[^/\s]*/[^\s:'\"]*/?)")


class ResolverFailedError(Exception):
    """A resolver ended without a result.

    Attributes:
        git: Why a Git repository could not be fetched; empty if that is not the reason.
        is_final: Whether no other Python and no other resolver can help.
        is_offline: Whether a package index cannot be reached.
        is_about_python: Whether the reason is the version of Python.
        reason: What the resolver printed, in one line.
    """

    def __init__(self, text: str) -> None:
        """Find the reason in what the resolver printed."""
        super().__init__(text)
        self.git = explain_git_failure(text)
        self.is_final = bool(self.git or _FINAL.search(" ".join(text.split())))
        self.is_offline = bool(_OFFLINE.search(text)) and not self.is_final
        self.is_about_python = bool(_OTHER_PYTHON.search(text))
        lines = [line.strip() for line in _LOCATION.sub("", text).splitlines() if line.strip()]
        useful = [line for line in lines if not re.match(r"(hint|\[notice\]|warning)", line, re.I)]
        joined = " ".join(useful[-6:]) if useful else "no output"
        self.reason = re.sub(r"\s+", " ", re.sub(r"^.*?(?=Because|ERROR:)", "", joined))[:400]
        built = _NOT_BUILT.search(" ".join(text.split()))
        if built and lines:
            self.reason = f"`{built[1]}` cannot be built: {lines[-1][:200]}"
