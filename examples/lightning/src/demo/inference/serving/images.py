"""Answer requests with a classifier of images: the schema, and the function behind it."""

from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ..artifacts import Artifacts
from ..predict import predict

# A batch is answered in one go; more images than this go into several.
MOST_IMAGES = 100
# Numbers side by side, or rows of them, or channels of rows; the model says how many.
Numbers = list[float]
Image = Numbers | list[Numbers] | list[list[Numbers]]


class ImagesRequest(BaseModel):
    """Images, or rows of a table, and how sure an answer has to be."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    images: Annotated[list[Image], Field(min_length=1, max_length=MOST_IMAGES)]
    threshold: float | None = Field(
        default=None, ge=0, le=1, description="Abstain where the best probability is lower"
    )


class ImagePrediction(BaseModel):
    """The label of one image; null when the classifier abstains."""

    label: str | None
    probabilities: dict[str, float]
    run_id: str
    abstained: bool


class ImagesAnswer(BaseModel):
    """One prediction for each image, in the order of the request."""

    predictions: list[ImagePrediction]


def build_predictor(artifacts: Artifacts) -> Callable[[ImagesRequest], ImagesAnswer]:
    """Return the function that answers with a loaded run."""

    def predict_images(request: ImagesRequest) -> ImagesAnswer:
        answers = predict(list(request.images), artifacts, request.threshold)
        return ImagesAnswer(predictions=[ImagePrediction(**answer) for answer in answers])

    return predict_images
