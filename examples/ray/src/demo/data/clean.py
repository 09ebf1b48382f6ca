"""Clean texts: the same for training and prediction."""

import html
import re
import unicodedata
from collections.abc import Iterable, Set
from functools import lru_cache

import numpy as np
import pandas as pd
import snowballstemmer

from ..config import DataConfig, Parameters

# Spelled out instead of taken from a library: what is removed from a text can be seen and changed.
_FUNCTION_WORDS = """
    a about above after again against all am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further
    had has have having he her here hers herself him himself his how i if in into is it its itself
    just me more most my myself no nor not now of off on once only or other our ours ourselves out
    over own same she should so some such than that the their theirs them themselves then there
    these they this those through to too under until up very was we were what when where which
    while who whom why will with would you your yours yourself yourselves
    aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't shouldn't wasn't
    weren't won't wouldn't
"""
STOPWORDS = frozenset(_FUNCTION_WORDS.split())
# A tag or a comment starts with a letter or dashes: "a < b and c > d" is not markup.
_MARKUP = re.compile(r"<(?:!--|/?[A-Za-z])[^<>]*>")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
# Letters and digits of any script; an apostrophe between letters is part of the word ("don't").
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


def clean_texts(texts: Iterable[str], parameters: Parameters) -> np.ndarray:
    """Return clean texts, one per text, as the parameters of a run say."""
    stopwords = STOPWORDS if parameters.remove_stopwords else frozenset()
    options = {"lower": parameters.lower, "stem": parameters.stem}
    return np.array([clean_text(text, stopwords=stopwords, **options) for text in texts], object)


def join_texts(cells: pd.DataFrame, data: DataConfig) -> list[str]:
    """Return the columns with text as one text per row, as you would type it."""
    columns = [cells[name].fillna("") for name in data.texts]
    return [" ".join(filter(None, parts)) for parts in zip(*columns, strict=True)]


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """Return the stem of an English word.

    A stemmer keeps state while it works, so each call has its own and threads cannot mix theirs.
    """
    stem: str = snowballstemmer.stemmer("english").stemWord(word)
    return stem
