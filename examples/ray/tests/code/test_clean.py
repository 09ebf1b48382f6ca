"""Cleaning keeps the words and drops the rest."""

import pytest

from demo.config import Parameters
from demo.data.clean import (
    STOPWORDS,
    clean_text,
    clean_texts,
)


def clean(text: str, *, lower: bool = True, stem: bool = False) -> str:
    return clean_text(text, lower=lower, stem=stem, stopwords=STOPWORDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param(" \t\n ", "", id="white space"),
        pytest.param("...!?", "", id="punctuation alone"),
        pytest.param("Fine-tuning, GPT-2!", "fine tuning gpt 2", id="punctuation splits words"),
        pytest.param("one  two\n three", "one two three", id="white space is one space"),
        pytest.param("the image of a graph", "image graph", id="stop words"),
        pytest.param(
            "theory offers isolation", "theory offers isolation", id="parts of words stay"
        ),
        pytest.param("Don't say it's BERT's", "say bert", id="apostrophes"),
        pytest.param("It\u2019s BERT\u2019s", "bert", id="curly apostrophes"),
        pytest.param("see https://a.org/b?c=d#e now", "see", id="links go as a whole"),
        pytest.param("(www.a.org/b), code", "code", id="links without a scheme"),
        pytest.param("<p class='x'>bold <b>idea</b></p>", "bold idea", id="markup"),
        pytest.param("<a href='https://a.org'>text</a>", "text", id="a link within markup"),
        pytest.param("a&amp;b &lt;i&gt;x&lt;/i&gt;", "b x", id="entities"),
        pytest.param("x < y and z > w", "x y z w", id="comparisons stay"),
        pytest.param("<!-- hidden -->seen", "seen", id="comments"),
        pytest.param("naïve café", "naïve café", id="letters with accents"),
        pytest.param("cafe\u0301 \ufb01ne", "café fine", id="one spelling of each letter"),
        pytest.param("图像 分类", "图像 分类", id="other scripts"),
        pytest.param("snake_case", "snake case", id="underscores"),
    ],
)
def test_words_stay_and_the_rest_goes(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_capitals_stay_if_wanted_and_stop_words_still_go() -> None:
    assert clean("The BERT model", lower=False) == "BERT model"


def test_stems_unite_the_forms_of_a_word() -> None:
    assert clean("training trained trains", stem=True) == "train train train"


def test_without_stop_words_every_word_stays() -> None:
    text = clean_text("The image", lower=True, stem=False, stopwords=frozenset())
    assert text == "the image"


@pytest.mark.parametrize(
    "text", ["Plain words", "<b>Bold</b> it's https://a.org x_y", "Fine-tuning GPT-2 &amp; more"]
)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param(Parameters(), "images", id="as it comes"),
        pytest.param(Parameters(lower=False), "Images", id="capitals"),
        pytest.param(Parameters(stem=True), "imag", id="stems"),
        pytest.param(Parameters(remove_stopwords=False), "the images", id="stop words"),
    ],
)
def test_the_parameters_of_a_run_decide(parameters: Parameters, expected: str) -> None:
    assert clean_texts(["the Images"], parameters).tolist() == [expected]


def test_a_long_text_of_broken_markup_is_cleaned_in_one_pass() -> None:
    # Were every "<" tried against all that follows, this would take hours.
    assert clean("<b" * 500_000).split() == ["b"] * 500_000
