"""What a document alone tells about its state: from its operations to the `Behaviour` that `behaviour.yaml` makes.

Which operations belong together is read at once, from their paths. Everything else, such as schemas and examples, is
read for one resource when it is first needed.
"""

from .inference import Inference
from .merging import merge_behaviour

__all__ = ["Inference", "merge_behaviour"]
