"""Answer requests with a classifier of images: the schema, and the function behind it."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from ...data.module import DataFacts
from ..artifacts import Artifacts
from ..images import accepted_numbers, accepted_shapes
from ..predict import predict

# A batch is answered in one go; more images than this go into several.
MOST_IMAGES = 100
# Numbers side by side, or rows of them, or channels of rows; the model says how many.
Numbers = list[float]
Image = Numbers | list[Numbers] | list[list[Numbers]]


class ImagePrediction(BaseModel):
    """The label of one image; null when the classifier abstains."""

    label: str | None
    probabilities: dict[str, float]
    run_id: str
    abstained: bool


class ImagesAnswer(BaseModel):
    """One prediction for each image, in the order of the request."""

    predictions: list[ImagePrediction]


def image_schema(facts: DataFacts) -> dict[str, Any]:
    """Return the JSON schema of an image: its shapes, and the limits of its numbers.

    It only describes. What is wrong with an image is said by `predict`, in a sentence about the
    image where the schema would have one about each way to nest it.
    """
    low, high = accepted_numbers(facts)
    ways = []
    for shape in accepted_shapes(facts):
        way: dict[str, Any] = {"type": "number", "minimum": low, "maximum": high}
        for length in reversed(shape):
            way = {"type": "array", "items": way, "minItems": length, "maxItems": length}
        ways.append(way)
    return {"anyOf": ways} if len(ways) > 1 else ways[0]


def build_predictor(artifacts: Artifacts) -> Callable[[Any], ImagesAnswer]:
    """Return the function that answers with a loaded run, and whose schema knows its images."""
    described = WithJsonSchema(image_schema(artifacts.facts))

    class ImagesRequest(BaseModel):
        """Images, or rows of a table, and how sure an answer has to be."""

        model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

        images: Annotated[
            list[Annotated[Image, described]], Field(min_length=1, max_length=MOST_IMAGES)
        ]
        threshold: float | None = Field(
            default=None, ge=0, le=1, description="Abstain where the best probability is lower"
        )

    def predict_images(request: ImagesRequest) -> ImagesAnswer:
        answers = predict(list(request.images), artifacts, request.threshold)
        return ImagesAnswer(predictions=[ImagePrediction(**answer) for answer in answers])

    return predict_images
