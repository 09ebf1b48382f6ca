"""Answer requests with a classifier of texts: the schema, and the function behind it."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ..artifacts import Artifacts
from ..predict import MAX_CHARACTERS, predict

# A batch is answered in one go; more texts than this go into several.
MOST_TEXTS = 100


def _not_blank(text: str) -> str:
    """Refuse a text of white space alone."""
    if not text.strip():
        raise ValueError("is empty")
    return text


def _as_list(texts: object) -> object:
    """Make one text a batch of one."""
    return [texts] if isinstance(texts, str) else texts


Text = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS), AfterValidator(_not_blank)]
Texts = Annotated[list[Text], Field(min_length=1, max_length=MOST_TEXTS)]


class TextsRequest(BaseModel):
    """One text or a batch, and how sure an answer has to be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    texts: Annotated[Texts, BeforeValidator(_as_list, json_schema_input_type=Text | Texts)]
    threshold: float | None = Field(
        default=None, ge=0, le=1, description="Abstain where the best probability is lower"
    )


class TextPrediction(BaseModel):
    """The tag of one text; null when the classifier abstains.

    With a threshold, coverage and precision are what was measured at it on rows held out.
    """

    text: str
    tag: str | None
    probabilities: dict[str, float]
    run_id: str
    abstained: bool
    threshold: float | None = None
    coverage: float | None = None
    precision: float | None = None


class TextsAnswer(BaseModel):
    """One prediction for each text, in the order of the request."""

    predictions: list[TextPrediction]


@dataclass(frozen=True)
class TextPredictor:
    """A loaded run that answers requests."""

    artifacts: Artifacts

    def predict(self, request: TextsRequest) -> TextsAnswer:
        """Tag texts."""
        answers = predict(request.texts, self.artifacts, request.threshold)
        return TextsAnswer(predictions=[TextPrediction(**answer) for answer in answers])
