"""One OpenAPI document: its data, where each piece was written, and what each `$ref` means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ..errors import DocumentError
from ..pointers import parent_of, walk
from .bundling import Bundle, ReadPolicy, bundle
from .expanding import expand
from .grammar import Node, walk_places
from .mending import Survey, mend
from .omissions import Omission
from .servers import iter_addresses
from .sources import STDIN, Source, file_of, is_remote, join_address, read_address
from .text.cache import is_known_sound, remember_sound
from .text.parsing import LARGE, compose_lines
from .text.positions import find_line
from .versions import Adapter, find_adapter, read_version
from .versions.json_schema import Direction, adapt_schemas

SEARCHES = 500  # for lines of large texts, each through the whole text; then it is parsed, once for all lines
REF_LIMIT = 100  # references in one chain; a longer one is taken for a circle
_DEFAULT_POLICY = ReadPolicy()


@dataclass(frozen=True)
class DocumentPosition:
    """A place in a document. Its file and line are looked up when they are first needed."""

    document: Document
    at: str  # "/paths/~1pets/get/parameters/0/schema/minimum", as `Document.lookup` understands it

    @property
    def file(self) -> str:
        return self._written[0].name

    @cached_property
    def line(self) -> int | None:
        """The line from 1 of the pointer, or of its nearest parent in the file."""
        return self.document.line_in(*self._written)

    @property
    def pointer(self) -> str:
        """The pointer in the file."""
        return self._written[1]

    @cached_property
    def _written(self) -> tuple[Source, str]:
        return self.document.locate(self.at)

    def __repr__(self) -> str:
        return f"{self.file}:{self.line} {self.pointer}"


class Document:
    """A parsed OpenAPI document of any version, with every file it references.

    `content` is one tree in the shape of OpenAPI 3, and `schemas(direction)` the same tree made ready for a JSON
    Schema validator. Both have the same pointers. `locate` finds the file and the pointer an author wrote.
    """

    def __init__(
        self,
        bundled: Bundle,
        published: dict[str, Any],
        *,
        file: Path | None = None,
        policy: ReadPolicy = _DEFAULT_POLICY,
    ) -> None:
        self.published = published  # what the author wrote, in its own version
        self.name = bundled.sources[0].name  # as messages show it: "specs/adapter.yaml"
        self.text = bundled.sources[0].text
        self.file = file
        self.policy = policy
        self.external_files: set[Path] = set()  # that hold examples, whether they exist or not
        self.fetched: dict[str, bytes | DocumentError] = {}  # examples from the web, by address
        self.version = read_version(published, file or file_of(self.name))
        adapter = find_adapter(self.version)
        self.dialect = adapter.dialect  # of its schemas
        known_by = [part for source in bundled.sources for part in (source.address, source.text)]
        is_sound = policy.cached and is_known_sound(known_by)
        self.bundle = bundled  # the author's shape, with all files
        self._adapted = adapter.adapt(bundled)
        self.content = self._adapted.content
        self.omissions: list[Omission] = []  # broken references, and what broken schemas were freed of
        if not is_sound:
            self._repair(adapter)
        is_read_as_written = self.content is self._adapted.content and not self.bundle.expanded
        if policy.cached and not is_sound and not self.omissions and is_read_as_written:
            remember_sound(known_by)

    def _repair(self, adapter: Adapter) -> None:
        """Replace references where none may be, and leave broken parts out of schemas."""
        survey = Survey(self.content, self._find_target)
        if survey.has_misplaced or self.content is not self.bundle.content:
            expanded = expand(self.bundle, adapter.referable)
            if expanded is not self.bundle:
                self.bundle, self._adapted = expanded, adapter.adapt(expanded)
                survey = Survey(self._adapted.content, self._find_target)
        self.content, self.omissions = mend(survey, self.dialect)

    @classmethod
    def load(cls, address: Path | str, name: str | None = None, policy: ReadPolicy = _DEFAULT_POLICY) -> Document:
        """Read a document from a file, an http(s) address or `-`.

        Raises `DocumentError` if it is not an OpenAPI document or cannot be read.
        """
        if isinstance(address, str) and (address == STDIN or is_remote(address)):
            name = name or ("stdin" if address == STDIN else address)
            place = str(Path.cwd() / STDIN) if address == STDIN else address
            return cls._read(Source(name, read_address(address, name), place), None, policy)
        file = Path(address)
        text = read_address(str(file), str(file))
        return cls._read(Source(name or str(file), text, str(file.resolve())), file, policy)

    @classmethod
    def parse(cls, text: str, *, name: str, file: Path | None = None) -> Document:
        """Read a document from its text. Raises `DocumentError` if it is not an OpenAPI document."""
        return cls._read(Source(name, text, str(file.resolve()) if file else ""), file, _DEFAULT_POLICY)

    @classmethod
    def _read(cls, source: Source, file: Path | None, policy: ReadPolicy) -> Document:
        shown = file or file_of(source.name)
        content = policy.parse(source.text, shown)
        if not isinstance(content, dict):
            raise DocumentError(
                f"an OpenAPI document is a mapping with an `openapi` key, not {_kind(content)}", file=shown
            )
        return cls(bundle(content, source, policy), content, file=file, policy=policy)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The document itself, then every file it references."""
        return self.bundle.sources

    @property
    def files(self) -> tuple[Path, ...]:
        """Every local file that the document consists of, including missing ones."""
        addresses = {source.address for source in self.sources} | self.bundle.looked_at
        local = {Path(address) for address in addresses if address and not is_remote(address)} | self.external_files
        return tuple(sorted(local | {self.file} if self.file else local))

    @property
    def title(self) -> str:
        info = self.content.get("info")
        return str(info.get("title", "")) if isinstance(info, dict) else ""

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The published addresses, those of paths and operations last, or `("/",)`."""
        address = self._base
        found = tuple(dict.fromkeys(iter_addresses(self.content, address if is_remote(address) else "")))
        default = join_address(address, "/") if is_remote(address) else "/"
        return found if found and self.content.get("servers") else (default, *found)

    @property
    def _base(self) -> str:
        """The address that relative ones are resolved against: the document's `$self`, or where it was read."""
        address, own = self.sources[0].address, self.content.get("$self")
        return join_address(address, own) if isinstance(own, str) else address

    def schemas(self, direction: Direction) -> dict[str, Any]:
        """Return the document as a JSON Schema resource, for bodies that travel in `direction`."""
        return self._request_schemas if direction == "request" else self._response_schemas

    @cached_property
    def _request_schemas(self) -> dict[str, Any]:
        return adapt_schemas(self.content, self.dialect, "request")

    @cached_property
    def _response_schemas(self) -> dict[str, Any]:
        return adapt_schemas(self.content, self.dialect, "response")

    def lookup(self, pointer: str) -> Any:
        """Return the value at a JSON pointer (RFC 6901). Raises `DocumentError` if there is none."""
        try:
            return walk(self.content, pointer)
        except LookupError:
            raise self.error(f"there is nothing at {pointer!r}", pointer) from None

    def schema(self, pointer: str) -> Any:
        """Return the schema at a JSON pointer without the keywords that its dialect ignores."""
        return self.dialect.read(self.lookup(pointer))

    def resolve(self, pointer: str) -> tuple[str, Any]:
        """Follow `$ref`s from the value at `pointer`. Returns the last pointer and the value there."""
        start = pointer
        for _ in range(REF_LIMIT):
            value = self.lookup(pointer)
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return pointer, value
            pointer = self.follow(value["$ref"], pointer)
        raise self.error("its $ref leads in a circle", start)

    def position(self, pointer: str) -> DocumentPosition:
        """Return the place of a piece of `content`, for a message."""
        return DocumentPosition(self, pointer)

    def locate(self, pointer: str) -> tuple[Source, str]:
        """Return the file in which an author wrote a piece of `content`, and the pointer there."""
        return self.bundle.locate(self._adapted.origin(pointer))

    def line_of(self, pointer: str) -> int | None:
        """Return the line from 1, in the file that `locate` returns."""
        return self.line_in(*self.locate(pointer))

    def line_in(self, source: Source, pointer: str) -> int | None:
        """Return the line of a pointer in one file, or of its nearest parent there."""
        place = source.address, pointer
        if len(source.text) >= LARGE and source.address not in self._known_lines:
            if place not in self._found_lines and len(self._found_lines) < SEARCHES:
                self._found_lines[place] = find_line(source.text, pointer)
            line = self._found_lines.get(place)
            if line is not None:
                return line
        lines = self._lines(source)
        while pointer and pointer not in lines:
            pointer = parent_of(pointer)
        return lines.get(pointer)

    def error(self, message: str, pointer: str) -> DocumentError:
        """Return a `DocumentError` that names the file, the line and the pointer."""
        source, written = self.locate(pointer)
        return DocumentError(message, file=file_of(source.name), line=self.line_of(pointer), pointer=written)

    def iter_places(self) -> Iterator[Node]:
        """Yield every object of the document with what it is, and what its references lead to."""

        def find(ref: str, pointer: str) -> tuple[str, Any] | None:
            try:
                target = self._find_target(self.content, ref, pointer)
            except LookupError:
                return None
            return target, walk(self.content, target)

        return walk_places(self.content, find)

    def _lines(self, source: Source) -> dict[str, int]:
        if source.address not in self._known_lines:
            self._known_lines[source.address] = compose_lines(source.text)
        return self._known_lines[source.address]

    @cached_property
    def _found_lines(self) -> dict[tuple[str, str], int | None]:
        """Lines of large files, by address and pointer. Reading all lines of such a file takes seconds."""
        return {}

    @cached_property
    def _known_lines(self) -> dict[str, dict[str, int]]:
        return {}

    def follow(self, ref: str, at: str) -> str:
        """Return the pointer that a `$ref` of the object at `at` refers to. Raises `DocumentError` if it is broken."""
        try:
            return self._find_target(self.content, ref, at)
        except LookupError as reason:
            raise self.error(str(reason.args[0]), at) from None

    def _find_target(self, content: dict[str, Any], ref: str, at: str) -> str:
        """Return that pointer in a state of the content. Raises `LookupError` with a sentence."""
        if not ref.startswith("#"):
            reason = self.bundle.refused.get(self.bundle.origin(self._adapted.origin(at)))
            if reason is None and "#" in ref:
                reason = f"the $ref {ref!r} names an unknown anchor"
            raise LookupError(reason or f"the $ref {ref!r} leaves the document")
        if not ref.startswith("#/") and ref != "#":
            raise LookupError(f"the $ref {ref!r} names an unknown anchor")
        target = unquote(ref[1:])
        try:
            walk(content, target)
        except LookupError:
            raise LookupError(f"the $ref {ref!r} leads nowhere") from None
        return target


def _kind(value: Any) -> str:
    names = {type(None): "empty", list: "a list", str: "text", int: "a number", float: "a number", bool: "a boolean"}
    return names.get(type(value), "something else")
