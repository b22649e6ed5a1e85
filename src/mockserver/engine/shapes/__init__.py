"""How the documented bodies of an API show the rows of its resources, and what a new row needs to be shown by all."""

from .intake import Intake
from .projection import Projection
from .shapes import ResponseShape, Shapes

__all__ = ["Intake", "Projection", "ResponseShape", "Shapes"]
