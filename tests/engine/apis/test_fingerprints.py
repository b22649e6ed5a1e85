"""Whether an API is the one that it was."""

from __future__ import annotations

from pathlib import Path

from mockserver.engine.apis.apis import Api, load_api
from mockserver.engine.apis.fingerprints import take_fingerprint

DOCUMENT = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}\n"


def load(folder: Path, *, is_stateless: bool = False) -> Api:
    return load_api("pets", folder / "pets.yaml", folder / "pets", is_stateless=is_stateless)


def test_it_follows_the_document_and_its_behaviour(tmp_path: Path) -> None:
    file, folder = tmp_path / "pets.yaml", tmp_path / "pets"
    file.write_text(DOCUMENT)
    seen = [take_fingerprint(load(tmp_path)), take_fingerprint(load(tmp_path, is_stateless=True))]
    assert seen[0] == seen[1]
    file.write_text(DOCUMENT + "# more\n")
    seen.append(take_fingerprint(load(tmp_path)))
    folder.mkdir()
    (folder / "behaviour.yaml").write_text("resources: {}\n")
    seen.append(take_fingerprint(load(tmp_path)))
    assert len(set(seen)) == 3
