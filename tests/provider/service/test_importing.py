"""`--app module:app`: every way to name an application, and a sentence for what is not one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.provider.service.importing import import_app
from mockserver.provider.service.shapes import find_shape

MODULE = """
class App:
    def __init__(self, name="made"):
        self.name = name

    def __call__(self, environ, start_response):
        return [b""]

app = App("app")
number = 7

def create():
    return App()

def create_with_defaults(config=None, *, debug=False):
    return App()

async def create_async():
    return App()

def create_lazily():
    return create_async()

def needs(config):
    return App()

def breaks():
    raise RuntimeError("DATABASE_URL  is\\nnot set")

def leaves():
    raise SystemExit("no settings")

def makes_a_number():
    return 7

class Holder:
    inner = App("inner")

    def make(self):
        return App("method")

holder = Holder()
"""


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "lent_shop.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "lent_broken.py").write_text("import not_there_at_all\n", encoding="utf-8")
    (tmp_path / "lent_leaving.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    before = list(sys.path)
    yield
    sys.path[:] = before
    sys.modules.pop("lent_shop", None)


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ("app", "app"),
        ("create", "made"),
        ("create()", "made"),
        ("create_with_defaults", "made"),
        ("create_with_defaults()", "made"),
        ("create_async", "made"),
        ("create_async()", "made"),
        ("create_lazily", "made"),
        ("App", "made"),
        ("App()", "made"),
        ("Holder.inner", "inner"),
        ("holder.make", "method"),
    ],
)
def test_an_application_is_found(attribute: str, name: str) -> None:
    app = import_app(f"lent_shop:{attribute}")
    assert (find_shape(app), app.name) == ("wsgi", name)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("lent_shop", "does not have the form module:app, such as shop.main:app"),
        (":app", "does not have the form module:app, such as shop.main:app"),
        ("lent_absent:app", "cannot be imported: ModuleNotFoundError: No module named 'lent_absent'"),
        (
            "lent_broken:app",
            "cannot be imported: ModuleNotFoundError: No module named 'not_there_at_all' (lent_broken.py:1)",
        ),
        ("lent_leaving:app", "cannot be imported: SystemExit: 3 (lent_leaving.py:1)"),
        ("lent_shop:nothing", "cannot be imported: AttributeError: module 'lent_shop' has no attribute 'nothing'"),
        ("lent_shop:number", "is not an ASGI or WSGI application, but int"),
        ("lent_shop:number()", "cannot be called; it is int"),
        ("lent_shop:makes_a_number", "is not an ASGI or WSGI application, but int"),
        ("lent_shop:needs", "is not an ASGI or WSGI application, but a function that takes (config)"),
        ("lent_shop:needs()", "needs parameters, (config); name a function without any"),
        ("lent_shop:breaks", "cannot be made: RuntimeError: DATABASE_URL is not set (lent_shop.py:31)"),
        ("lent_shop:leaves", "cannot be made: SystemExit: no settings (lent_shop.py:34)"),
    ],
)
def test_what_is_not_an_application_gets_a_sentence(words: str, sentence: str) -> None:
    with pytest.raises(OptionError) as caught:
        import_app(words)
    told = str(caught.value)
    assert told.startswith(f"--app {words}: {sentence.partition(' (lent_shop')[0]}")
    assert "\n" not in told
    assert "importlib" not in told
