"""The documented responses of one operation, and which of their examples keep the contract."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from ...openapi.errors import DocumentError
from ...openapi.generation import Unsatisfiable
from ...openapi.messages import Request
from ...openapi.operations import Example, Operation, ResponseHeader
from ...openapi.rules import RuleId, Violation
from ...openapi.styles import write_header
from ...openapi.validation import CheckedRequest, Contract
from .further_pages import Trail, read_trail
from .pairs import Pairing
from .preferences import Preference
from .selecting import Selection, select_paired, select_preferred, select_refusal, select_usual, show_met
from .streams import StreamChoice

_KEPT = 64  # Accept headers whose selection is kept
_BODY_RULES: tuple[RuleId, ...] = ("response.schema", "response.write-only", "response.malformed")


class DocumentedExamples:
    """The examples of one operation. Each is checked when it is first about to be sent, and the result is kept."""

    def __init__(self, operation: Operation, contract: Contract) -> None:
        self._operation = operation
        self._contract = contract
        self._pairing = Pairing(operation)
        self._streams = StreamChoice(operation)
        self._verdicts: dict[
            tuple[int, str | None, str, bool], bool
        ] = {}  # by status, media type, the example's pointer and strictness
        self._usual: dict[str | None, Selection | None] = {}  # by Accept header: a client sends the same one each time
        self._trails: dict[str, Trail | None] = {}  # by the example's pointer
        self._fields: dict[tuple[int, str], tuple[tuple[str, str], ...]] = {}

    def select(self, checked: CheckedRequest, accept: str | None, *, is_dynamic: bool) -> Selection | None:
        """The documented response to a request.

        1. The one of the pair of examples that the request meets; not with dynamic values.
        2. The usual response.

        The member `stream` of a body chooses between a stream and another media type.
        """
        if self._streams:
            accept = self._streams.choose(checked.body, accept)
        met = self._pairing.find(checked.parameters, checked.body) if self._pairing and not is_dynamic else None
        paired = select_paired(self._operation, met, accept) if met is not None else None
        return paired or self.find_usual(accept)

    def select_preferred(
        self, preference: Preference, texts: dict[str, str], request: Request
    ) -> Selection | Violation:
        """The documented response that a client prefers, with the example of the pair that the request meets."""
        preferred = select_preferred(self._operation, preference, request.headers.get("accept"))
        if isinstance(preferred, Violation) or preferred.is_named or not self._pairing:
            return preferred
        checked = self._contract.check_request(texts, request)
        names = {example.name for example in preferred.examples}
        met = self._pairing.find(checked.parameters, checked.body, names)
        return show_met(preferred, met) if met is not None else preferred

    def select_refusal(
        self, statuses: Sequence[int], checked: CheckedRequest | None, accept: str | None
    ) -> Selection | None:
        """The documented refusal of a request; `checked` is what could be read of it.

        1. The 4XX example of the pair that the request is equal to.
        2. The response for one of the statuses, the best first: `select_refusal`.
        """
        met = None if checked is None else self._pairing.find_error(checked.parameters, checked.body)
        paired = select_paired(self._operation, met, accept) if met is not None else None
        if paired is not None and 400 <= paired.status < 500:
            return paired
        return select_refusal(self._operation, statuses, accept)

    def find_usual(self, accept: str | None) -> Selection | None:
        """The usual response."""
        if accept in self._usual:
            return self._usual[accept]
        selection = select_usual(self._operation, accept)
        if len(self._usual) < _KEPT:
            self._usual[accept] = selection
        return selection

    def find_example(self, selection: Selection, *, is_strict: bool = False) -> Example | None:
        """The first example of a selection that keeps its schema; a slip in a `format` is its author's choice.

        If `is_strict`, a null that only `nullable: true` allows in 3.1 breaks the schema.
        """
        for example in selection.examples:
            if self._is_sound(selection, example, is_strict):
                return example
        return None

    def find_trail(self, example: Example) -> Trail | None:
        """What leads from the page that an example shows to a next one."""
        if example.pointer not in self._trails:
            self._trails[example.pointer] = read_trail(example.value)
        return self._trails[example.pointer]

    def find_readable(self, selection: Selection) -> Example | None:
        """The first example of a selection that can be read, whether or not it keeps its schema."""
        for example in selection.examples:
            with suppress(DocumentError):
                if example.value is not None:
                    return example
        return None

    def header_fields(self, selection: Selection) -> tuple[tuple[str, str], ...]:
        """The documented header fields of a response that have an example or default which keeps their schema."""
        key = selection.status, selection.response.pointer
        fields = self._fields.get(key)
        if fields is None:
            found = (self._sound_fields(selection, header) for header in selection.response.headers)
            fields = self._fields[key] = tuple(field for fields_of_one in found for field in fields_of_one)
        return fields

    def _is_sound(self, selection: Selection, example: Example, is_strict: bool) -> bool:
        key = selection.status, selection.media_type, example.pointer, is_strict
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._verdicts[key] = self._judge(selection, example, is_strict)
        return verdict

    def _judge(self, selection: Selection, example: Example, is_strict: bool) -> bool:
        try:
            broken = self._find_broken(selection, example.value, is_strict)
        except DocumentError:  # the file that holds it cannot be read
            return False
        return all(violation.keyword == "format" for violation in broken)

    def admits(self, selection: Selection, value: Any, *, is_lenient: bool = False) -> bool:
        """Whether a decoded body keeps the schema of a selection; a lenient one may break a `format`."""
        broken = self._find_broken(selection, value)
        return not broken or (is_lenient and all(violation.keyword == "format" for violation in broken))

    def _find_broken(self, selection: Selection, value: Any, is_strict: bool = False) -> list[Violation]:
        broken = self._contract.check_response_value(selection.status, (), selection.media_type, value)
        rules = (*_BODY_RULES, "response.nullable") if is_strict else _BODY_RULES
        return [violation for violation in broken if violation.rule in rules]

    def write_header(
        self, selection: Selection, header: ResponseHeader, value: Any, *, is_lenient: bool = False
    ) -> list[tuple[str, str]]:
        """A field with a value that keeps its schema. Raises `Unsatisfiable` if it would be read as another value.

        Style simple cannot express null or a list in a list, and a comma in an item separates two items. A lenient one
        may break its schema, if a field can carry it.
        """
        fields = write_header(header, value)
        broken = self._find_broken_header(selection, fields)
        is_sendable = (
            is_lenient and fields and all(text and text.isascii() and text.isprintable() for _, text in fields)
        )
        if broken is not None and not is_sendable:
            raise Unsatisfiable(f"a header field cannot express it: {broken}")
        return fields

    def _sound_fields(self, selection: Selection, header: ResponseHeader) -> list[tuple[str, str]]:
        """One documented field as lines, in the first example that keeps its schema."""
        for example in header.examples:
            with suppress(DocumentError):  # one that cannot be read
                if example.value is not None:
                    fields = write_header(header, example.value)
                    if self._find_broken_header(selection, fields) is None:
                        return fields
        return []

    def _find_broken_header(self, selection: Selection, fields: list[tuple[str, str]]) -> Violation | None:
        broken = self._contract.check_response_value(selection.status, tuple(fields), None, None)
        return next((violation for violation in broken if violation.rule == "response.header-schema"), None)
