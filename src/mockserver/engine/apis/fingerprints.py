"""Whether an API is the one that it was."""

from __future__ import annotations

from hashlib import blake2b

from ...openapi.version import __version__
from .apis import Api


def take_fingerprint(api: Api) -> str:
    """A hash of what decides which rows an API may hold: its document, its `behaviour.yaml`, and this package."""
    digest = blake2b(__version__.encode(), digest_size=16)
    for source in api.document.sources:
        digest.update(b"\0" + source.text.encode("utf-8", "surrogatepass"))
    if api.fixtures is not None:
        file = api.fixtures / "behaviour.yaml"
        digest.update(b"\0" + (file.read_bytes() if file.is_file() else b""))
    return digest.hexdigest()
