"""Checks for tracked secrets: by the prefixes of their issuers, and by file name."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from scaffold.doctor.findings import Finding
from scaffold.doctor.repository import Repository

# No placeholder, variable or copy of the user name, and no host without a domain.
_PASSWORD = (
    rb"://([\w.%+~-]{0,100}+):(?!\1@|(?i:(?:your|my)?[\w-]?(?:password|passwd|pass|secret|token|"
    rb"api_?key|x+|\.+)@))[\w.%+~!&*=-]{6,500}+@(?!(?i:localhost|example\.))[\w-]{1,63}+\.\w"
)
# A long random user name. The key in an address of Sentry is public.
_TOKEN = (
    rb"://(?=[A-Za-z]{0,200}+\d)(?=\d{0,200}+[A-Za-z])[A-Za-z0-9]{30,200}+@"
    rb"(?!(?i:localhost|example\.))(?![\w.-]{0,200}sentry)[\w-]{1,63}+\.\w"
)
# Each issuer documents its prefix for this use. Secrets without a prefix, such as passwords, are
# left to heuristic tools, which have more false positives. A file is only searched with an
# expression if it contains the first word of the secret, and no expression backtracks.
_TOKENS: Mapping[str, tuple[tuple[bytes, ...], bytes]] = {
    "an Anthropic key": ((b"sk-ant-",), rb"\bsk-ant-[a-z0-9]++-[\w-]{40}"),
    "an AWS access key": ((b"AKIA", b"ASIA"), rb"\bA[KS]IA[A-Z2-7]{16}\b"),
    "an Azure storage key": ((b"AccountKey=",), rb"\bAccountKey=[A-Za-z0-9+/]{86}=="),
    "a GitHub token": (
        (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_"),
        rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60})",
    ),
    "a GitLab token": ((b"glpat-",), rb"\bglpat-[\w-]{20}"),
    "a Google API key": ((b"AIza",), rb"\bAIza[\w-]{35}\b"),
    "a Hugging Face token": ((b"hf_",), rb"\bhf_[A-Za-z]{34}\b"),
    "an OpenAI key": ((b"sk-",), rb"\bsk-[\w-]{0,200}T3BlbkFJ[\w-]{20}"),
    "a private key": (
        (b"-----BEGIN ",),
        rb"-----BEGIN (?:[A-Z]++ )*?PRIVATE KEY-----(?:\s|\\[rn])*+[A-Za-z0-9+/=]{20}",
    ),
    "a PyPI token": ((b"pypi-AgEIcHlwaS5vcmc",), rb"\bpypi-AgEIcHlwaS5vcmc[\w-]{50}"),
    "a Slack token": ((b"xox",), rb"\bxox[abeoprs]-[\w-]{20}"),
    "a password in an address": ((b"://",), _PASSWORD),
    "a token in an address": ((b"://",), _TOKEN),
    "a Stripe key": ((b"sk_live_", b"rk_live_"), rb"\b[rs]k_live_[A-Za-z0-9]{24}"),
}
_COMPILED = {name: (words, re.compile(regex)) for name, (words, regex) in _TOKENS.items()}
# Every OpenAI key contains this word.
_RARE = {"an OpenAI key": b"T3BlbkFJ"}
# What detect-secrets reads in such a line, too, and how far behind the secret.
_ALLOWED, _NEAR = b"pragma: allowlist secret", 500
# The documentation of AWS shows keys that end like this.
_SHOWN = b"EXAMPLE"
# Of one kind in one file; who has so many knows what to do from the first ones.
_MOST = 100

_FILES = (
    *(".env", ".env.*", "*.env", ".netrc", ".pypirc", ".git-credentials", ".htpasswd"),
    *("kaggle.json", "credentials.json", "client_secret*.json", "secrets.toml", "secrets.y*ml"),
    *("id_dsa", "id_ecdsa", "id_ed25519", "id_rsa", "*.p12", "*.pfx", "*.jks", "*.ppk"),
)
# These show which settings there are, not their values.
_SAMPLES = (
    "*.dist",
    "*.example",
    "*.example.*",
    "*.sample",
    "*.template",
    "example.env",
    "sample.env",
)


def find_secrets_in_texts(repository: Repository) -> Iterator[Finding]:
    """Find what has the shape of a secret, and never show it."""
    for path in repository.files:
        content = repository.bytes_or_nothing(path)
        for name, (words, pattern) in _COMPILED.items():
            if _RARE.get(name, b"") in content:
                places = sorted(at for word in words for at in _find(content, word, pattern))
                for line in _lines(content, places[:_MOST]):
                    yield Finding(path, f"contains what looks like {name}", line)


def find_files_of_secrets(repository: Repository) -> Iterator[Finding]:
    """Find files that are made to hold secrets."""
    for path in repository.files:
        name = PurePosixPath(path).name
        if _matches(name, _FILES) and not _matches(name, _SAMPLES):
            yield Finding(path, "is a file for secrets, but Git does not ignore it")


def _find(content: bytes, word: bytes, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """Yield where secrets begin, from one occurrence of the word to the next."""
    at = content.find(word)
    while at >= 0:
        match = pattern.match(content, at)
        if match and not _is_meant(content, match):
            yield at
        at = content.find(word, match.end() if match else at + len(word))


def _lines(content: bytes, places: list[int]) -> Iterator[int]:
    """Yield the number of the line of each place, in one pass through the content."""
    line, last = 1, 0
    for at in places:
        line += content.count(b"\n", last, at)
        last = at
        yield line


def _is_meant(content: bytes, match: re.Match[bytes]) -> bool:
    rest, _, _ = content[match.end() : match.end() + _NEAR].partition(b"\n")
    return _ALLOWED in rest or match[0].endswith(_SHOWN)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
