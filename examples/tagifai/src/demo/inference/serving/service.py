"""What a stack brings to be served; the rest of this package knows nothing about its task."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from ...evaluation.chart import Chart

KIBIBYTE = 1024


class Card(BaseModel):
    """What is known about the model that answers."""

    run_id: str
    digest: str = Field(description="SHA-256 of the run's manifest, which holds that of each file")
    classes: list[str]
    metrics: dict[str, dict[str, int | float]] = Field(
        description="Scores by the rows they were measured on"
    )
    arguments: dict[str, Any] = Field(description="The parameters it was trained with")
    data: dict[str, Any] = Field(description="What it learned from")
    versions: dict[str, str] = Field(description="Python and the libraries it was made with")


@dataclass(frozen=True)
class Service:
    """A loaded model behind a function, and all that is shown beside its answers.

    Attributes:
        title: What it does, in two or three words.
        summary: The same in a sentence.
        card: What is known about the model.
        predict: The endpoint of `POST /predict`. Its annotations are the schema: one pydantic
            model in and one out, whose `predictions` each have `probabilities` by class. It may
            raise InputError, and is called in threads, several at a time.
        examples: Requests for the schema, by a name that says what each shows.
        form: The part of the page that takes the input, in HTML: the content of a form with a
            submit button, and a script that defines `readInput()`, which returns a request as an
            object, and `explain(prediction)`, which returns a sentence or an empty text.
        headline: The scores that the page shows large, by name.
        charts: The charts that the page shows.
        largest_body: The most bytes a request may have.
    """

    title: str
    summary: str
    card: Card
    predict: Callable[[Any], BaseModel]
    examples: Mapping[str, Mapping[str, Any]]
    form: str
    headline: Mapping[str, str]
    charts: Sequence[Chart] = ()
    largest_body: int = 256 * KIBIBYTE
