"""The secrets of one run: credentials that were given, and those that the service issued; masked in every report."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from ...engine.apis.apis import Api
from ...engine.masking import Echoes, Masker, SecretNames, mask_url
from ...engine.settings import Settings
from ...openapi.messages import Request, Response
from ...openapi.operations import Operation
from ...openapi.rules import Violation
from ..failures import Failure
from .credentials import Credentials

TELLING = 12  # characters; a shorter value of a field that is not known to hold a secret may be any word
ISSUED = 8  # characters; a shorter value in a response may be any word
_NOTHING = Request("GET", "/"), Response(200)


class RunSecrets:
    """Masks the secrets of one run."""

    def __init__(
        self, api: Api, credentials: Credentials, url: str = "", *, mask: Iterable[str] = (), shows: bool = False
    ) -> None:
        self.credentials = credentials
        self._api = api
        self._masker = Masker([api], Settings(mask=tuple(mask), show_secrets=shows))
        self._operations = {str(operation): operation.operation_id for operation in api.operations}
        self.are_shown = shows
        self._given = set[str]() if shows else {*_list_given(credentials, self._masker.fields), *_list_of(url)}
        self._issued = set[str]()

    def learn(self, operation: Operation | None, request: Request, response: Response) -> None:
        """Remember what a response issues, such as an access token, which later requests may carry."""
        if self.are_shown or operation is None:
            return
        issued = self._masker.find_in_response(response, (self._api.name, operation.operation_id))
        if issued:
            sent = f"{request.path}?{request.query} {request.body.decode('utf-8', 'replace')}"
            self._issued |= {value for value in issued if len(value) >= ISSUED and value not in sent}

    def mask_text(self, text: str) -> str:
        """Return a text without the secrets, such as a notice or the address of the service."""
        if self.are_shown:
            return text
        return self._find_echoes(text).mask(mask_url(text))

    def _find_echoes(self, text: str) -> Echoes:
        """Return what masks the credentials of the run, and those issued secrets that a text has."""
        return Echoes((*self._given, *(value for value in tuple(self._issued) if value in text)))

    def mask(self, failure: Failure) -> Failure:
        """Return a failure without the secrets, in its response and in every text."""
        if self.are_shown:
            return failure
        body = failure.response.body.decode("utf-8", "replace") if failure.response is not None else ""
        echoes = self._find_echoes(" ".join((failure.message, failure.curl, *failure.steps, body)))
        violations = [failure.violation] if failure.violation is not None else []
        operation_id = self._operations.get(failure.operation)
        key = (self._api.name, operation_id) if operation_id is not None else None
        request, response = failure.request or _NOTHING[0], failure.response or _NOTHING[1]
        request, response, told = self._masker.mask(request, response, violations, key)
        for violation, masked in zip(violations, told, strict=True):
            echoes.add_sentence(violation.message, masked.message)
        return replace(
            failure,
            message=echoes.mask(failure.message),
            request=request._replace(path=echoes.mask(request.path)) if failure.request is not None else None,
            response=response._replace(body=echoes.mask_bytes(response.body)) if failure.response is not None else None,
            curl=echoes.mask(failure.curl),
            steps=tuple(map(echoes.mask, failure.steps)),
            violation=_mask_violation(told[0], echoes) if told else None,
            key=echoes.mask(failure.key),
            cause=echoes.mask(failure.cause),
            made=tuple(
                each._replace(step=echoes.mask(each.step), text=echoes.mask(each.text)) for each in failure.made
            ),
        )


def _mask_violation(violation: Violation, echoes: Echoes) -> Violation:
    return replace(violation, message=echoes.mask(violation.message), seen=echoes.mask(violation.seen))


def _list_given(credentials: Credentials, fields: SecretNames) -> Iterable[str]:
    """Yield the secrets in the credentials of a run, in every form that a report could have."""
    for name, value in credentials.headers:
        scheme, _, rest = value.partition(" ")
        if name in fields or name.lower() == "cookie":
            yield from _list_parts(scheme, rest.strip()) if rest else (value,)
            if name.lower() == "cookie":
                yield from (pair.partition("=")[2].strip() for pair in value.split(";"))
        elif len(value) >= TELLING:
            yield value
    for value in credentials.schemes.values():
        yield from (value, base64.b64encode(value.encode()).decode())
        yield value.partition(":")[2]
    yield credentials.client_secret


def _list_parts(scheme: str, rest: str) -> Iterable[str]:
    yield rest
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(rest, validate=True).decode()
        except ValueError:
            return
        yield from (pair, pair.partition(":")[2])


def _list_of(url: str) -> Iterable[str]:
    """Yield the password in a URL, as it is written and as it is sent."""
    parts = urlsplit(url)
    password, user = parts.password or "", parts.username or ""
    if password:
        pair = f"{unquote(user)}:{unquote(password)}"
        yield from (password, unquote(password), base64.b64encode(pair.encode()).decode())
