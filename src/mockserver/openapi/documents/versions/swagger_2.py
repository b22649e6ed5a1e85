"""Swagger 2.0 in the shape of OpenAPI 3.0.

Schemas stay under `/definitions`, so that their pointers do not change. Bodies, media types, headers and credentials
move to their places in 3.0, and their origin is noted. Path items are copied to each path that uses them, since their
operations depend on the document's `consumes` and `produces`.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import is_
from typing import Any
from urllib.parse import unquote

from ...pointers import escape, walk
from ..keywords import has_names, is_data
from .adapted import LIST_STYLES, Adapted

Json = dict[str, Any]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_STYLES: dict[
    str, tuple[str, bool]
] = {  # collectionFormat in a query -> style, explode (OpenAPI 2.0, Parameter Object)
    "csv": ("form", False),
    "multi": ("form", True),
    "ssv": ("spaceDelimited", False),
    "pipes": ("pipeDelimited", False),
    "tsv": ("tabDelimited", False),  # not in OpenAPI 3; `operations` knows it
}
_NESTED = 8  # levels of lists in lists
_NOT_SCHEMA = ("name", "in", "description", "required", "allowEmptyValue", "collectionFormat", "deprecated")
_MOVED = ("swagger", "host", "basePath", "schemes", "consumes", "produces", "paths", "securityDefinitions")
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}


def convert(content: Json) -> Adapted:
    """Return the document as OpenAPI 3.0. Malformed pieces are kept, so that their reader reports them."""
    return _Converter(_modernize(content)).convert()


def _modernize(value: Any, *, names: bool = False) -> Any:
    """Rewrite schemas with `nullable`, `format: binary` and `discriminator: {propertyName}`.

    Values that do not change, which are most of a large document, are not copied.
    """
    if isinstance(value, list):
        items = [_modernize(item) if isinstance(item, (dict, list)) else item for item in value]
        return value if all(map(is_, items, value)) else items
    if not isinstance(value, dict):
        return value
    changed: Json = {}
    for key, part in value.items():
        if isinstance(part, (dict, list)) and (names or not (is_data(key, part) or key == "examples")):
            modern = _modernize(part, names=not names and has_names(key))
            if modern is not part:
                changed[key] = modern
    if not names:
        if value.get("x-nullable") is True:
            changed["nullable"] = True
        if value.get("type") == "file":
            changed |= {"type": "string", "format": "binary", "x-file": True}
        if isinstance(value.get("discriminator"), str):
            changed["discriminator"] = {"propertyName": value["discriminator"]}
    return {**value, **changed} if changed else value


class _Converter:
    def __init__(self, content: Json) -> None:
        self.content = content
        self.origins: dict[str, str] = {}

    def convert(self) -> Adapted:
        content = self.content
        changed: Json = {"openapi": "3.0.3", **{key: part for key, part in content.items() if key not in _MOVED}}
        servers = list(_iter_servers(content))
        if servers:
            changed["servers"] = [{"url": url} for url in servers]
            self.origins["/servers"] = "/host" if "host" in content else "/basePath"
        paths = content.get("paths")
        changed["paths"] = {path: self._path_item(path) for path in paths} if isinstance(paths, dict) else (paths or {})
        changed["components"] = {"schemas": self._schemas(), "securitySchemes": self._security_schemes()}
        return Adapted(changed, self.origins)

    # paths

    def _path_item(self, path: str) -> Any:
        at = f"/paths/{escape(path)}"
        pointer, item = self._resolve(at, self.content["paths"][path])
        if not isinstance(item, dict):
            return item
        self._note(at, pointer)
        changed = {key: part for key, part in item.items() if key not in (*_METHODS, "parameters")}
        for method in _METHODS:
            if method in item:
                changed[method] = self._operation(f"{at}/{method}", pointer, method, item)
        return changed

    def _operation(self, at: str, item_pointer: str, method: str, item: Json) -> Any:
        operation = item[method]
        if not isinstance(operation, dict):
            return operation
        moved = ("parameters", "consumes", "produces", "responses", "schemes")
        changed: Json = {key: part for key, part in operation.items() if key not in moved}
        pointer = f"{item_pointer}/{method}"
        self._take_parameters(at, item_pointer, pointer, operation, changed)
        responses = operation.get("responses")
        if isinstance(responses, dict):
            produces = _media_types(operation.get("produces", self.content.get("produces")))
            changed["responses"] = {
                status: self._response(
                    f"{at}/responses/{escape(status)}", f"{pointer}/responses/{escape(status)}", response, produces
                )
                for status, response in responses.items()
            }
        elif responses is not None:
            changed["responses"] = responses
        return changed

    def _take_parameters(self, at: str, item_pointer: str, pointer: str, operation: Json, changed: Json) -> None:
        merged: dict[object, tuple[str, Any]] = {}
        for owner in (item_pointer, pointer):
            listed = self._lookup(f"{owner}/parameters")
            for index, item in enumerate(listed if isinstance(listed, list) else ()):
                where, parameter = self._resolve(f"{owner}/parameters/{index}", item)
                known = isinstance(parameter, dict) and "in" in parameter
                key = (str(parameter.get("in")), str(parameter.get("name"))) if known else where
                merged[key] = (where, parameter)
        consumes = _media_types(operation.get("consumes", self.content.get("consumes")))
        forms: list[tuple[str, Json]] = []
        others: list[Any] = []
        for where, parameter in merged.values():
            location = parameter.get("in") if isinstance(parameter, dict) else None
            if location == "body":
                changed["requestBody"] = self._body(f"{at}/requestBody", where, parameter, consumes)
            elif location == "formData":
                forms.append((where, parameter))
            else:
                self.origins[f"{at}/parameters/{len(others)}"] = where
                self.origins[f"{at}/parameters/{len(others)}/schema"] = where
                others.append(_parameter(parameter) if location else parameter)
        if others:
            changed["parameters"] = others
        if forms and "requestBody" not in changed:
            changed["requestBody"] = self._form(f"{at}/requestBody", forms, consumes)

    # bodies

    def _body(self, at: str, where: str, parameter: Json, consumes: list[str]) -> Json:
        self.origins[at] = where
        media_type: Json = {"schema": parameter["schema"]} if "schema" in parameter else {}
        media_types = consumes or ["application/json"]
        for name in media_types:
            self.origins[f"{at}/content/{escape(name)}"] = where
        return {
            "required": parameter.get("required") is True,
            "description": str(parameter.get("description", "")),
            "content": {name: dict(media_type) for name in media_types},
        }

    def _form(self, at: str, forms: list[tuple[str, Json]], consumes: list[str]) -> Json:
        """Return form fields as the properties of one object (OpenAPI 2.0, Parameter Object: `formData`)."""
        has_file = any(parameter.get("x-file") for _, parameter in forms)
        media_types = [name for name in consumes if name.partition(";")[0].strip().lower() in _FORMS]
        if has_file or not media_types:
            media_types = [name for name in media_types if "multipart" in name] or [_FORMS[has_file]]
        required = [str(parameter.get("name")) for _, parameter in forms if parameter.get("required") is True]
        schema: Json = {"type": "object", "properties": {str(p.get("name")): _form_field(p) for _, p in forms}}
        if required:
            schema["required"] = required
        encoding = {str(p.get("name")): _encoding(p) for _, p in forms if p.get("type") == "array"}
        self.origins[at] = forms[0][0]
        for name in media_types:
            self.origins[f"{at}/content/{escape(name)}"] = forms[0][0]
            for where, parameter in forms:
                field = escape(str(parameter.get("name")))
                self.origins[f"{at}/content/{escape(name)}/schema/properties/{field}"] = where
        return {
            "required": bool(required),
            "content": {name: {"schema": schema, "encoding": encoding} for name in media_types},
        }

    # responses

    def _response(self, at: str, where: str, written: Any, produces: list[str]) -> Any:
        pointer, response = self._resolve(where, written)
        if not isinstance(response, dict) or "$ref" in response:
            self._note(at, pointer)
            return response
        self.origins[at] = pointer
        changed: Json = {key: part for key, part in response.items() if key not in ("schema", "examples", "headers")}
        headers = response.get("headers")
        if isinstance(headers, dict):
            changed["headers"] = {name: _header(header) for name, header in headers.items()}
            for name in headers:
                self.origins[f"{at}/headers/{escape(name)}/schema"] = f"{pointer}/headers/{escape(name)}"
        examples = response.get("examples") if isinstance(response.get("examples"), dict) else {}
        assert isinstance(examples, dict)
        if "schema" not in response and not examples:
            return changed
        usual = "application/octet-stream" if _is_file(response.get("schema")) else "application/json"
        names = dict.fromkeys([*(produces or ([] if examples else [usual])), *examples])
        changed["content"] = {}
        for name in names:
            media_type: Json = {"schema": response["schema"]} if "schema" in response else {}
            here = f"{at}/content/{escape(name)}"
            self.origins[here] = pointer
            if name in examples:
                media_type["example"] = examples[name]
                self.origins[f"{here}/example"] = f"{pointer}/examples/{escape(name)}"
            changed["content"][name] = media_type
        return changed

    # components

    def _schemas(self) -> Json:
        """Return each definition by its name in 3.0, as a reference."""
        definitions = self.content.get("definitions")
        names = list(definitions) if isinstance(definitions, dict) else []
        for name in names:
            self.origins[f"/components/schemas/{escape(name)}"] = f"/definitions/{escape(name)}"
        return {name: {"$ref": f"#/definitions/{escape(name)}"} for name in names}

    def _security_schemes(self) -> Any:
        schemes = self.content.get("securityDefinitions")
        self.origins["/components/securitySchemes"] = "/securityDefinitions"
        if not isinstance(schemes, dict):
            return schemes or {}
        return {name: _security_scheme(scheme) for name, scheme in schemes.items()}

    # pointers

    def _note(self, at: str, origin: str) -> None:
        if at != origin:
            self.origins[at] = origin

    def _lookup(self, pointer: str) -> Any:
        try:
            return walk(self.content, pointer)
        except LookupError:
            return None

    def _resolve(self, pointer: str, value: Any) -> tuple[str, Any]:
        """Return the end of a chain of references that begins with `value`, as far as it can be followed."""
        for _ in range(100):
            ref = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(ref, str) or not ref.startswith("#/"):
                break
            target = self._lookup(unquote(ref[1:]))
            if target is None:
                break
            pointer, value = unquote(ref[1:]), target
        return pointer, value


def _iter_servers(content: Json) -> Iterator[str]:
    base, host = str(content.get("basePath") or ""), content.get("host")
    if host:
        schemes = content.get("schemes")
        for scheme in schemes if isinstance(schemes, list) and schemes else ["https"]:
            yield f"{scheme}://{host}{base}"
    elif base:
        yield base


def _media_types(declared: Any) -> list[str]:
    return [str(name) for name in declared] if isinstance(declared, list) else []


def _schema(described: Json) -> Json:
    """Return the schema of a parameter, form field or header."""
    return {key: part for key, part in described.items() if key not in _NOT_SCHEMA}


def _form_field(parameter: Json) -> Json:
    """Return the schema of a form field. One with `allowEmptyValue` may also be an empty text.

    For types that no text has, an empty one is read as null.
    """
    schema = _schema(parameter)
    if parameter.get("allowEmptyValue") is not True or parameter.get("x-file"):
        return schema
    is_text = schema.get("type") == "string"
    empty = "" if is_text else None
    if isinstance(schema.get("enum"), list) and empty not in schema["enum"]:
        schema["enum"] = [*schema["enum"], empty]
    if not is_text:
        return {**schema, "nullable": True}
    if "pattern" in schema:
        schema["pattern"] = f"^$|{schema['pattern']}"
    return {key: value for key, value in schema.items() if key not in ("minLength", "format")}


def _parameter(parameter: Json) -> Json:
    changed = {key: part for key, part in parameter.items() if key in _NOT_SCHEMA and key != "collectionFormat"}
    changed["schema"] = _schema(parameter)
    if parameter.get("type") != "array":
        return changed
    if parameter.get("in") == "query":
        return changed | _encoding(parameter)
    return changed | _note_lists(parameter)


def _encoding(parameter: Json) -> Json:
    """Return how the list of a query or of a form is written."""
    style, explode = _style(parameter)
    return {"style": style, "explode": explode, **_note_lists(parameter)}


def _note_lists(described: Json) -> Json:
    """Return the styles of a list and of the lists in it where OpenAPI 3 has no words for them."""
    styles, inner = [_style(described)[0]], described.get("items")
    while isinstance(inner, dict) and inner.get("type") == "array" and len(styles) < _NESTED:
        styles.append(_style(inner)[0])
        inner = inner.get("items")
    is_usual = len(styles) == 1 and (styles == ["form"] or described.get("in") in ("query", "formData"))
    return {} if is_usual else {LIST_STYLES: styles}


def _style(described: Json) -> tuple[str, bool]:
    """Return style and explode of a `collectionFormat`."""
    return _STYLES.get(str(described.get("collectionFormat", "csv")), _STYLES["csv"])


def _header(header: Any) -> Any:
    if not isinstance(header, dict):
        return header
    lists = _note_lists(header) if header.get("type") == "array" else {}
    return {"description": str(header.get("description", "")), "schema": _schema(header), **lists}


def _is_file(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("x-file") is True


def _security_scheme(scheme: Any) -> Any:
    if not isinstance(scheme, dict) or scheme.get("type") not in ("basic", "oauth2"):
        return scheme
    if scheme["type"] == "basic":
        return {**scheme, "type": "http", "scheme": "basic"}
    flow = str(scheme.get("flow", ""))
    described = {key: scheme[key] for key in ("authorizationUrl", "tokenUrl") if key in scheme}
    flows = {_FLOWS.get(flow, flow): {**described, "scopes": scheme.get("scopes") or {}}}
    return {"type": "oauth2", "description": str(scheme.get("description", "")), "flows": flows}
