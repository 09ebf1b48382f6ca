"""Secrets that git keeps: in texts, by the prefixes their givers made to be found, and by file."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from scaffold.doctor.findings import Finding
from scaffold.doctor.repository import Repository

# Each giver documents its prefix for this use. What has none, such as a password, is left to tools
# that guess: they find more, and much that is none.
_TOKENS: Mapping[str, str] = {
    "an Anthropic key": r"\bsk-ant-[a-z0-9]+-[\w-]{40,}",
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "an Azure storage key": r"\bAccountKey=[A-Za-z0-9+/]{86}==",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})",
    "a GitLab token": r"\bglpat-[\w-]{20,}",
    "a Google API key": r"\bAIza[\w-]{35}\b",
    "a Hugging Face token": r"\bhf_[A-Za-z]{34}\b",
    "an OpenAI key": r"\bsk-[\w-]*T3BlbkFJ[\w-]{20,}",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\s|\\[rn])*[A-Za-z0-9+/=]{20,}",
    "a PyPI token": r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}",
    "a Slack token": r"\bxox[abeoprs]-[\w-]{20,}",
    "a Stripe key": r"\b[rs]k_live_[A-Za-z0-9]{24,}",
}
_ANY = re.compile(
    "|".join(f"(?P<t{number}>{each})" for number, each in enumerate(_TOKENS.values()))
)
_NAMES = tuple(_TOKENS)
# What detect-secrets reads in such a line, too.
_ALLOWED = "pragma: allowlist secret"
# The documentation of AWS shows keys that end like this.
_SHOWN = "EXAMPLE"

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
        text = repository.read(path)
        for match in _ANY.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            if not _is_meant(text, match):
                name = _NAMES[int(str(match.lastgroup)[1:])]
                yield Finding(path, f"holds what looks like {name}", line)


def find_files_of_secrets(repository: Repository) -> Iterator[Finding]:
    """Find files that are made to hold secrets."""
    for path in repository.files:
        name = PurePosixPath(path).name
        if _matches(name, _FILES) and not _matches(name, _SAMPLES):
            yield Finding(path, "is made to hold secrets, and git does not ignore it")


def _is_meant(text: str, match: re.Match[str]) -> bool:
    end = text.find("\n", match.end())
    rest = text[match.end() : end if end >= 0 else len(text)]
    return _ALLOWED in rest or match[0].endswith(_SHOWN)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
