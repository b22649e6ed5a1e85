"""Why an operation is what inference takes it for, and why another one stays stateless."""

from __future__ import annotations

from ...openapi.operations import Operation
from .inference import Inference


def explain_operation(inference: Inference, operation_id: str) -> str:
    """How an operation belongs to its resource, and how sure that is: `an item of /books (certain)`."""
    one = inference.uses[operation_id][1]
    reason = one.reason.removeprefix(f"{one.operation} ").removeprefix("is ")
    return f"{reason} ({one.certainty})"


def explain_resource(inference: Inference, name: str) -> str:
    """Where the items of a resource are: `the items at /books/{}`."""
    documented = inference.subjects[name].documented
    places = " and ".join(documented.places or (documented.place,))
    return f"the one at {places}" if documented.is_singleton else f"the items at {places}"


def explain_stateless(inference: Inference, operation: Operation) -> str:
    """Why nothing is remembered for an operation, as a few words. The first of these that is true:

    1. It cannot be served.
    2. No other operation shows or changes the same.
    3. Its entity has no members.
    4. Nothing is created or changed, and no example shows what there is.
    """
    if operation.broken is not None:
        return "it cannot be served"
    if operation.operation_id not in inference.uses:
        return "it belongs to no resource"
    subject = inference.uses[operation.operation_id][0]
    if not subject.is_rememberable:
        return f"a {subject.name} has no members"
    return f"no operation changes a {subject.name}, and no example shows one"
