"""Clean a text. Training and inference call the same function."""

import html
import re
import unicodedata
from collections.abc import Iterable, Set
from functools import lru_cache

from ..config import STOPWORDS, Arguments

# A tag or a comment needs its letter or dashes: "a < b and c > d" is not markup.
_MARKUP = re.compile(r"<(?:!--|/?[A-Za-z])[^<>]*>")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
# Letters and digits of any script; an apostrophe within belongs to the word ("don't").
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def clean_text(text: str, *, lower: bool, stem: bool, stopwords: Set[str]) -> str:
    """Return the words of a text, separated by single spaces; empty if there are none.

    Markup and links go first, while their punctuation still shows what they are. Stop words are
    compared in lower case whatever `lower` says; "it's" counts as "it".
    """
    text = unicodedata.normalize("NFKC", html.unescape(text)).replace("\u2019", "'")
    text = _LINK.sub(" ", _MARKUP.sub(" ", text))
    words = []
    for word in _WORD.findall(text.lower() if lower else text):
        head = word.partition("'")[0]
        if word.lower() not in stopwords and head.lower() not in stopwords:
            words.append(_stem(head) if stem else head)
    return " ".join(words)


def clean_texts(texts: Iterable[str], arguments: Arguments) -> list[str]:
    """Clean texts as the arguments of a run want it."""
    stopwords = STOPWORDS if arguments.remove_stopwords else frozenset()
    return [
        clean_text(text, lower=arguments.lower, stem=arguments.stem, stopwords=stopwords)
        for text in texts
    ]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """Return the stem of an English word.

    A stemmer keeps state while it works, so each call has its own and threads cannot mix theirs.
    """
    import snowballstemmer  # only some runs stem

    stem: str = snowballstemmer.stemmer("english").stemWord(word)
    return stem
