"""Example values in files of their own (`externalValue`, OpenAPI 3.1.1 §4.8.19)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..errors import DocumentError
from .bundling import ReferenceRefused, find_address
from .document import Document
from .roots import Root
from .sources import file_of, is_remote, read_bytes

Kind = Literal["json", "text", "bytes"]


@dataclass(frozen=True)
class ExternalValue:
    """A file that is read when its value is needed: a local file each time, one from the web once."""

    document: Document
    reference: str  # "pictures/cat.png", relative to the file with the example
    pointer: str  # of the `externalValue`
    kind: Kind  # JSON is parsed, text decoded, anything else is bytes

    @property
    def file(self) -> Path | None:
        """The local file, whether it exists or not. `None` for one from the web, or one that may not be read."""
        try:
            address, _ = self._find()
        except DocumentError:
            return None
        return None if is_remote(address) else Path(address)

    def read(self) -> Any:
        """Return the file's value. Raises `DocumentError` if it may not or cannot be read."""
        address, name = self._find()
        document = self.document
        try:
            return self._decode(self._fetch(address, name), name)
        except DocumentError as reason:
            said = f"the externalValue {self.reference!r} is not readable: {reason}"
            raise document.error(said, self.pointer) from None

    def _find(self) -> tuple[str, str]:
        """Return its path or address, and its name in messages."""
        document = self.document
        base, _ = document.locate(self.pointer)
        try:
            return find_address(self.reference, base, Root.of(document.sources[0]), document.policy)
        except ReferenceRefused as reason:
            said = str(reason).replace("$ref {ref}", f"externalValue {self.reference!r}")
            raise document.error(said, self.pointer) from None

    def _fetch(self, address: str, name: str) -> bytes:
        if not is_remote(address):
            return read_bytes(address, name)
        fetched = self.document.fetched
        if address not in fetched:
            try:
                fetched[address] = read_bytes(address, name)
            except DocumentError as reason:
                fetched[address] = reason
        found = fetched[address]
        if isinstance(found, DocumentError):
            raise found
        return found

    def _decode(self, raw: bytes, name: str) -> Any:
        if self.kind == "bytes":
            return raw
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as reason:
            raise DocumentError(f"byte {reason.start} is not UTF-8", file=file_of(name)) from None
        return self.document.policy.parse(text, file_of(name)) if self.kind == "json" else text
