"""`--include` and `--exclude`: operations selected by path, tag or name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from ..openapi.errors import OptionError
from ..openapi.operations import Operation


def select_operations(
    operations: Sequence[Operation], include: Sequence[str], exclude: Sequence[str]
) -> Callable[[Operation], bool]:
    """Return a function that tells whether an operation is tested.

    A pattern is an operationId (`listBooks`), a path (`/books*`), a method and a path (`GET /books/*`) or a tag, with
    `*` and `?` for any characters. Raises `OptionError` if a pattern fits no operation.
    """
    for option, patterns in (("--include", include), ("--exclude", exclude)):
        for pattern in patterns:
            if not any(_fits(operation, pattern) for operation in operations):
                raise OptionError(
                    f"{option} {pattern}: no operation has this path, tag or name{_hint(pattern, operations)}"
                )

    def is_selected(operation: Operation) -> bool:
        if include and not any(_fits(operation, pattern) for pattern in include):
            return False
        return not any(_fits(operation, pattern) for pattern in exclude)

    if operations and not any(map(is_selected, operations)):
        raise OptionError("--include and --exclude leave no operation to test")
    return is_selected


def _fits(operation: Operation, pattern: str) -> bool:
    return any(fnmatchcase(word, pattern) for word in _words(operation))


def _words(operation: Operation) -> tuple[str, ...]:
    return (operation.operation_id, operation.path, str(operation), *operation.tags)


def _hint(pattern: str, operations: Sequence[Operation]) -> str:
    known = list(dict.fromkeys(word for operation in operations for word in _words(operation)))
    close = get_close_matches(pattern, known, n=3, cutoff=0.5)
    return f"; similar: {', '.join(close)}" if close else ""
