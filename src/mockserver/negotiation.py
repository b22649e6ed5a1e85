"""Which documented answer is sent when a client asks for one, and which is the usual one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from . import media_types
from .messages import Headers
from .operations import Example, MediaTypeObject, Operation, ResponseObject
from .rules import Violation, quote

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
# RFC 7240 §2: a name, maybe a value, maybe parameters, separated by commas, maybe with nothing between two (RFC 9110
# §5.6.1.2). Possessive throughout: junk is found out in one pass.
_PREFERENCE = re.compile(
    rf'[\s,]*+(?:({_TOKEN})\s*+(?:=\s*+({_TOKEN}|{_QUOTED})?+\s*+)?+(?:;(?:[^,"]|{_QUOTED})*+)?+)?+(?:,|$)'
)


@dataclass(frozen=True, slots=True)
class Preference:
    """What a client asked for: `Prefer: code=409, example=duplicate`."""

    code: int | None = None
    example: str | None = None

    def __bool__(self) -> bool:
        return self.code is not None or self.example is not None

    @property
    def applied(self) -> str:
        """The value of Preference-Applied (RFC 7240 §3)."""
        parts = [f"code={self.code}"] if self.code is not None else []
        if self.example is not None:
            escaped = re.sub(r'(["\\])', r"\\\1", self.example)
            parts.append(f"example={escaped}" if re.fullmatch(_TOKEN, escaped) else f'example="{escaped}"')
        return ", ".join(parts)


_NO_PREFERENCE = Preference()


@dataclass(frozen=True, slots=True)
class Selection:
    """The documented answer that was chosen."""

    status: int
    response: ResponseObject
    media_type: str | None  # None: the answer has no body
    example: Example | None  # None: the document shows no value for it


def read_preference(headers: Headers) -> Preference | Violation:
    """The `code` and `example` of the Prefer header; other preferences are ignored (RFC 7240 §2)."""
    text = headers.get("prefer")
    if text is None:
        return _NO_PREFERENCE
    wanted: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _PREFERENCE.match(text, at)
        if found is None:
            return _malformed(text, "name=value pairs separated by commas, such as code=404")
        at = found.end()
        if found[1]:
            value = found[2] or ""
            value = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
            wanted.setdefault(found[1].lower(), value)
    code = wanted.get("code")
    if code is not None and not re.fullmatch(r"[1-5][0-9][0-9]", code):
        return _malformed(f"code={code}", "a status from 100 to 599")
    if wanted.get("example") == "":
        return _malformed("example=", "the name of a documented example")
    return Preference(int(code) if code is not None else None, wanted.get("example"))


def select_preferred(operation: Operation, preference: Preference, accept: str | None) -> Selection | Violation:
    """The documented answer a client asked for, or the violation that lists what there is.

    1. `code`: the response documented for exactly that status, then for its range, then `default`.
    2. `example`: the example of that name, in that response; without a code, in the successes from the lowest up,
       then in the other statuses as they stand in the document.
    3. Among its media types, the one the Accept header likes best; when it accepts none, the first.
    """
    if preference.code is not None:
        response = operation.response_for(preference.code)
        if response is None:
            return _unknown(operation, "preference.unknown-code", f"code={preference.code}", list(operation.responses))
        candidates = [(preference.code, response)]
    else:
        candidates = _in_order(operation)
    for status, response in candidates:
        selection = _select_example(status, response, preference.example, accept)
        if selection is not None:
            return selection
    names = {example.name: None for _, response in candidates for _, example in response.iter_examples()}
    return _unknown(operation, "preference.unknown-example", f"example={preference.example}", [n for n in names if n])


def select_usual(operation: Operation, accept: str | None) -> Selection | None:
    """The answer when nobody asks for another: the lowest 2XX status, then the 2XX range, then `default` as 200."""
    for status, response in _in_order(operation):
        if 200 <= status < 300:
            return _select_example(status, response, None, accept)
    return None


def success_status(operation: Operation) -> int:
    """The lowest documented 2XX status; 200 where only a range or `default` is documented."""
    return next((status for status, _ in _in_order(operation) if 200 <= status < 300), 200)


def sample_headers(selection: Selection) -> tuple[tuple[str, str], ...]:
    """The documented header fields of an answer, as far as the document shows values for them."""
    fields = []
    for header in selection.response.headers:
        value = header.examples[0].value if header.examples else None
        if value is not None:
            fields.append((header.name, header_text(value)))
    return tuple(fields)


def _in_order(operation: Operation) -> list[tuple[int, ResponseObject]]:
    """Successes from the lowest up, then `2XX` and `default` as 200, then all others as documented."""
    exact = [(int(key), response) for key, response in operation.responses.items() if key.isdigit()]
    successes = sorted((pair for pair in exact if 200 <= pair[0] < 300), key=lambda pair: pair[0])
    ranges = [(200, operation.responses[key]) for key in ("2XX", "default") if key in operation.responses]
    return successes + ranges + [pair for pair in exact if not 200 <= pair[0] < 300]


def _select_example(status: int, response: ResponseObject, name: str | None, accept: str | None) -> Selection | None:
    if not response.content:
        return Selection(status, response, None, None) if name is None else None
    fitting = [m for m in response.content.values() if name is None or m.example(name)]
    if not fitting:
        return None
    chosen = _by_accept(fitting, accept)
    example = chosen.example(name) if name is not None else next(iter(chosen.examples), None)
    return Selection(status, response, chosen.media_type, example)


def _by_accept(offers: list[MediaTypeObject], accept: str | None) -> MediaTypeObject:
    best = media_types.choose(accept, [offer.media_type for offer in offers])
    return next((offer for offer in offers if offer.media_type == best), offers[0])


def header_text(value: Any) -> str:
    """A value as a header field has it, in style simple."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(header_text(item) for item in value)
    return str(value)


def _malformed(seen: str, allowed: str) -> Violation:
    seen = quote(seen)[1:-1]
    message = f"{seen} is not understood; allowed: {allowed}"
    return Violation("preference.malformed", "header", message, name="Prefer", seen=seen, allowed=allowed)


def _unknown(operation: Operation, rule: str, seen: str, names: list[str]) -> Violation:
    allowed = ", ".join(names) or "none"
    seen = quote(seen)[1:-1]
    message = f"{seen} is not documented for {operation}; documented: {allowed}"
    position = operation.document.position(operation.pointer + "/responses")
    return Violation(rule, "header", message, name="Prefer", seen=seen, allowed=allowed, position=position)
