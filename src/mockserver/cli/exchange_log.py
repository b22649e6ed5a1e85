"""One line for each exchange, for people or for programs."""

from __future__ import annotations

import json
from collections.abc import Callable

from ..engine.exchanges import Exchange
from ..openapi.printable import to_line
from ..openapi.problems import describe
from ..openapi.rules import Violation
from .serve_options import LogFormat


class ExchangeLog:
    """Writes exchanges as they happen: world, method, path, status, source, violations, milliseconds."""

    def __init__(
        self, write: Callable[[str], None], format: LogFormat = "text", *, verbose: bool = False, color: bool = False
    ) -> None:
        self._write = write  # takes a line without its end
        self._verbose = verbose
        self._line = _json_line if format == "json" else _text_line
        self._color = format == "text" and color

    def __call__(self, exchange: Exchange) -> None:
        line = self._line(exchange)
        if self._color:
            line = _colored(line, exchange.response.status)
        if self._verbose and self._line is _text_line:
            line += "".join(f"\n    {to_line(_show(violation))}" for violation in exchange.violations)
        if exchange.hint is not None and self._line is _text_line:
            line += f"\n    {to_line(exchange.hint)}"
        self._write(line)


def _show(violation: Violation) -> str:
    """Return `body.schema  body /name: is odd`, or `(accept.unavailable)  header Accept: …` for a warning."""
    return f"{_name_rule(violation)}  {violation}"


def _name_rule(violation: Violation) -> str:
    """Return the rule, in parentheses if breaking it is only a warning."""
    return violation.rule if violation.severity == "error" else f"({violation.rule})"


def _text_line(exchange: Exchange) -> str:
    """Return `default PATCH /adapter/v1/custom-connectors/x 422 contract body.schema×2 0.31 ms`."""
    request = exchange.request
    path = f"{request.path}?{request.query}" if request.query else request.path
    return to_line(
        f"{exchange.world} {request.method} {path} {exchange.response.status} {exchange.source} "
        f"{_rules(exchange)} {exchange.milliseconds:.2f} ms"
    )


def _json_line(exchange: Exchange) -> str:
    return json.dumps(
        {
            "at": exchange.at.isoformat(),
            "world": exchange.world,
            "api": exchange.api,
            "operation_id": exchange.operation_id,
            "method": exchange.request.method,
            "path": exchange.request.path,
            "query": exchange.request.query,
            "status": exchange.response.status,
            "source": exchange.source,
            "violations": [describe(violation) for violation in exchange.violations],
            "milliseconds": round(exchange.milliseconds, 3),
            **({"hint": exchange.hint} if exchange.hint is not None else {}),
        }
    )


def _rules(exchange: Exchange) -> str:
    """Return the broken rules, each with its number: `body.schema×2,(accept.unavailable)`; `-` for none.

    Those of warnings are in parentheses.
    """
    counts: dict[str, int] = {}
    for violation in exchange.violations:
        rule = _name_rule(violation)
        counts[rule] = counts.get(rule, 0) + 1
    return ",".join(rule if count == 1 else f"{rule}×{count}" for rule, count in counts.items()) or "-"


def _colored(line: str, status: int) -> str:
    code = 32 if status < 400 else 33 if status < 500 else 31  # green, yellow, red
    return f"\x1b[{code}m{line}\x1b[0m"
