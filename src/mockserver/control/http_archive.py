"""Exchanges as an HTTP archive, HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/).

Members whose names begin with `_` are ours: the format leaves them to the writer.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import orjson

from .. import __version__
from ..engine.exchanges import Exchange
from ..engine.worlds.journal import Numbered
from ..openapi.media_types import parse_media_type
from ..openapi.messages import Request, Response
from ..openapi.problems import describe
from .descriptions import Json, timestamp

_UNKNOWN = -1  # the sizes of header fields, which were not measured
_FORM = "application/x-www-form-urlencoded"


def write_archive(exchanges: Iterable[Numbered], address: str) -> bytes:
    """Return the archive of exchanges, oldest first; `address` is that of the server, for requests without a Host."""
    entries = b",".join(orjson.dumps(describe_entry(*each, address)) for each in exchanges)
    creator = orjson.dumps({"name": "mockserver", "version": __version__})
    return b'{"log":{"version":"1.2","creator":' + creator + b',"entries":[' + entries + b"]}}"


def describe_entry(number: int, exchange: Exchange, address: str) -> Json:
    """Return one entry. Its time is that of the world's clock, which may stand still."""
    milliseconds = round(exchange.milliseconds, 3)
    delay = round(exchange.delay * 1000, 3)
    fault = {"_fault": exchange.fault} if exchange.fault is not None else {}
    return {
        "startedDateTime": timestamp(exchange.at),
        "time": round(milliseconds + delay, 3),
        "request": _describe_request(exchange.request, address),
        "response": _describe_response(exchange.response),
        "cache": {},
        "timings": {"send": 0, "wait": round(milliseconds + delay, 3), "receive": 0},
        "_number": number,
        "_world": exchange.world,
        "_api": exchange.api,
        "_operation_id": exchange.operation_id,
        "_source": exchange.source,
        "_violations": [describe(violation) for violation in exchange.violations],
        **fault,
    }


def _describe_request(request: Request, address: str) -> Json:
    target = f"{request.path}?{request.query}" if request.query else request.path
    media_type = request.headers.get("content-type") or ""
    posted = {"postData": _describe_posted(request.body, media_type)} if request.body else {}
    return {
        "method": request.method,
        "url": _origin_of(request, address) + target,
        "httpVersion": "HTTP/1.1",
        "cookies": [_pair(pair) for line in request.headers.all("cookie") for pair in line.split(";") if pair.strip()],
        "headers": _list_pairs(request.headers),
        "queryString": _list_pairs(parse_qsl(request.query, keep_blank_values=True)),
        **posted,
        "headersSize": _UNKNOWN,
        "bodySize": len(request.body),
    }


def _origin_of(request: Request, address: str) -> str:
    """Return `http://127.0.0.1:8000`: what the client called, which may be a published host."""
    host = request.headers.get("host")
    return f"{address.partition('://')[0] or 'http'}://{host.strip()}" if host else address


def _describe_posted(body: bytes, media_type: str) -> Json:
    """Return the body of a request: the pairs of a form, else text. HAR has no place for other bytes."""
    parsed = parse_media_type(media_type)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return {"mimeType": media_type, "text": base64.b64encode(body).decode(), "_encoding": "base64"}
    if parsed is not None and parsed.essence == _FORM:
        return {"mimeType": media_type, "params": _list_pairs(parse_qsl(text, keep_blank_values=True))}
    return {"mimeType": media_type, "text": text}


def _describe_response(response: Response) -> Json:
    cookies = [value for name, value in response.headers if name.lower() == "set-cookie"]
    return {
        "status": response.status,
        "statusText": _phrase(response.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [_describe_cookie(line) for line in cookies],
        "headers": _list_pairs(response.headers),
        "content": _describe_content(response),
        "redirectURL": response.header("location") or "",
        "headersSize": _UNKNOWN,
        "bodySize": len(response.body),
    }


def _describe_content(response: Response) -> Json:
    described: Json = {"size": len(response.body), "mimeType": response.media_type or ""}
    try:
        return {**described, "text": response.body.decode()}
    except UnicodeDecodeError:
        return {**described, "text": base64.b64encode(response.body).decode(), "encoding": "base64"}


def _describe_cookie(line: str) -> Json:
    """Return a Set-Cookie field as HAR has it (RFC 6265 §5.2): attributes that it does not know are left out."""
    first, *rest = line.split(";")
    described: Json = dict(_pair(first))
    for attribute in rest:
        name, _, value = attribute.strip().partition("=")
        match name.lower():
            case "path" | "domain" as known:
                described[known] = value
            case "expires":
                described.update(_describe_expiry(value))
            case "httponly":
                described["httpOnly"] = True
            case "secure":
                described["secure"] = True
    return described


def _describe_expiry(text: str) -> Json:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:  # not a date, as far as we can read it
        return {}
    return {"expires": (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).isoformat()}


def _pair(text: str) -> dict[str, Any]:
    """`a=1` -> `{"name": "a", "value": "1"}`."""
    name, _, value = text.strip().partition("=")
    return {"name": name, "value": value}


def _list_pairs(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in pairs]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
