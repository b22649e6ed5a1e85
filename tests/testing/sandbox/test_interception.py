"""`@intercept` decorates functions of every kind, and refuses what it cannot intercept."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from functools import partial, wraps
from typing import Any

import pytest
import requests

from mockserver import ContractBroken, intercept
from mockserver.testing.sandbox import SandboxError
from mockserver.testing.transports.addresses import make_target
from mockserver.testing.transports.interceptors import find_route

HOST = "api.intercom.io"
URL = f"https://{HOST}/data_connectors"
FIELDS = {"Authorization": "Bearer intercom_sandbox"}

decorate = intercept("intercom")


def is_caught() -> bool:
    return find_route(make_target("https", HOST, None, "/")) is not None


@decorate
def plain() -> bool:
    """Say whether calls are caught."""
    return is_caught()


@decorate
async def asynchronous() -> bool:
    await asyncio.sleep(0)
    return is_caught()


@decorate
def returns_a_coroutine() -> Awaitable[bool]:
    async def inner() -> bool:
        await asyncio.sleep(0)
        return is_caught()

    assert is_caught()
    return inner()


@decorate
def generator(number: int = 1) -> Generator[bool, Any, str]:
    got = yield is_caught()
    yield is_caught() and got == number
    return "done"


@decorate
def returns_a_generator() -> Generator[bool, Any, None]:
    return (is_caught() for _ in range(2))


@decorate
async def asynchronous_generator() -> AsyncGenerator[bool, int]:
    got = yield is_caught()
    await asyncio.sleep(0)
    yield is_caught() and got == 1


class Methods:
    @decorate
    def plain(self) -> bool:
        return is_caught()

    @staticmethod
    @decorate
    def static() -> bool:
        return is_caught()

    @classmethod
    @decorate
    def of_class(cls) -> bool:
        return is_caught()


@pytest.fixture
@intercept("intercom")
def with_yield() -> Generator[str]:
    yield requests.get(URL, headers=FIELDS, timeout=3).reason
    assert requests.get(URL, headers=FIELDS, timeout=3).ok


@pytest.fixture
@intercept("intercom")
def with_return() -> int:
    return requests.get(URL, headers=FIELDS, timeout=3).status_code


def test_a_fixture_with_yield_is_intercepted_until_it_ends(with_yield: str) -> None:
    assert with_yield == "OK"
    assert requests.get(URL, headers=FIELDS, timeout=3).ok


def test_a_fixture_with_return_is_intercepted_until_it_returns(with_return: int) -> None:
    assert (with_return, is_caught()) == (200, False)


@pytest.mark.parametrize("call", [plain, Methods().plain, Methods.static, Methods.of_class], ids=range(4))
def test_functions(call: Callable[[], bool]) -> None:
    assert (call(), is_caught()) == (True, False)


@pytest.mark.parametrize("call", [asynchronous, returns_a_coroutine])
def test_coroutines(call: Callable[[], Any]) -> None:
    assert (asyncio.run(call()), is_caught()) == (True, False)


def test_a_partial_of_a_coroutine_function() -> None:
    async def ask(wanted: bool) -> bool:
        return is_caught() is wanted

    assert asyncio.run(decorate(partial(ask, True))())


def test_what_a_function_tells_about_itself_is_kept() -> None:
    assert (plain.__name__, plain.__doc__) == ("plain", "Say whether calls are caught.")


def test_a_generator_is_intercepted_also_while_it_waits() -> None:
    running = generator()
    assert not is_caught(), "it has not begun"
    assert next(running)
    assert is_caught()
    assert running.send(1)
    with pytest.raises(StopIteration) as ended:
        next(running)
    assert (ended.value.value, is_caught()) == ("done", False)


def test_a_generator_that_is_closed_early_ends_the_interception() -> None:
    running = generator()
    next(running)
    running.close()
    assert not is_caught()


def test_an_exception_reaches_the_generator() -> None:
    seen = []

    @decorate
    def waits() -> Generator[None]:
        try:
            yield
        except ValueError as error:
            seen.append(str(error))
        yield

    running = waits()
    next(running)
    running.throw(ValueError("x"))
    running.close()
    assert (seen, is_caught()) == (["x"], False)


def test_a_function_that_returns_a_generator() -> None:
    assert (list(returns_a_generator()), is_caught()) == ([True, True], False)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.parametrize("call", [returns_a_coroutine, returns_a_generator])
def test_what_is_never_begun_ends_the_interception(call: Callable[[], Any]) -> None:
    begun = call()
    assert is_caught()
    del begun
    gc.collect()
    assert not is_caught()


def test_an_awaitable_that_is_no_coroutine() -> None:
    class Later:
        def __await__(self) -> Generator[Any, Any, bool]:
            yield from asyncio.sleep(0).__await__()
            return is_caught()

    def make() -> Later:
        return Later()

    decorated = decorate(make)

    async def wait() -> bool:
        return bool(await decorated())

    assert (asyncio.run(wait()), is_caught()) == (True, False)


def test_a_function_that_returns_an_asynchronous_generator_is_refused() -> None:
    def returns_one() -> AsyncGenerator[int]:
        async def inner() -> AsyncGenerator[int]:
            yield 1

        return inner()

    with pytest.raises(SandboxError, match="asynchronous generator that returns_one returns"):
        decorate(returns_one)()
    assert not is_caught()


def test_an_asynchronous_generator() -> None:
    async def use() -> list[bool]:
        running = asynchronous_generator()
        seen = [await running.__anext__(), is_caught(), await running.asend(1)]
        with pytest.raises(StopAsyncIteration):
            await running.__anext__()
        return [*seen, is_caught()]

    assert asyncio.run(use()) == [True, True, True, False]


def test_an_asynchronous_generator_that_is_closed_early() -> None:
    async def use() -> bool:
        running = asynchronous_generator()
        await running.__anext__()
        await running.aclose()
        return is_caught()

    assert asyncio.run(use()) is False


def test_an_exception_reaches_the_asynchronous_generator() -> None:
    seen = []

    @decorate
    async def waits() -> AsyncGenerator[int]:
        try:
            yield 1
        except ValueError as error:
            seen.append(str(error))
            yield 2
        raise KeyError("end")

    async def use() -> int:
        running = waits()
        await running.__anext__()
        value = await running.athrow(ValueError("x"))
        with pytest.raises(KeyError):
            await running.__anext__()
        return value

    assert (asyncio.run(use()), seen, is_caught()) == (2, ["x"], False)


@pytest.mark.parametrize("broken", [True, False])
def test_a_broken_contract_is_told_when_the_function_ends(broken: bool) -> None:
    @decorate
    def waits() -> Generator[None]:
        requests.get(URL, headers={} if broken else FIELDS, timeout=3)
        yield

    running = waits()
    next(running)
    with pytest.raises(ContractBroken if broken else StopIteration):
        next(running)


@pytest.mark.parametrize("call", [plain, generator, returns_a_generator])
def test_interceptions_can_be_nested(call: Callable[[], Any]) -> None:
    with intercept("siro", allow=HOST):
        result = call()
        assert True in ([result] if result is True else [*result])
        assert not is_caught()
        assert find_route(make_target("https", "elsewhere.example", None, "/")) is not None


def undecorated(*_: Any) -> Any: ...


class Group:
    def test(self) -> None: ...


def other_decorator(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def run(*positional: Any, **named: Any) -> Any:
        return function(*positional, **named)

    return run


@pytest.mark.parametrize(
    ("thing", "sentence"),
    [
        pytest.param(Group, "cannot decorate the class Group; decorate its test methods, or a fixture", id="class"),
        pytest.param(pytest.fixture(undecorated), "write @intercept below @pytest.fixture", id="fixture"),
        pytest.param(classmethod(undecorated), "write @intercept below @classmethod", id="classmethod"),
        pytest.param(staticmethod(undecorated), "write @intercept below @staticmethod", id="staticmethod"),
        pytest.param(property(undecorated), "write @intercept below @property", id="property"),
        pytest.param(contextmanager(undecorated), "write @intercept below @contextmanager", id="context"),
        pytest.param(
            asynccontextmanager(undecorated), "write @intercept below @asynccontextmanager", id="async-context"
        ),
        pytest.param(7, "@intercept decorates functions; it got int", id="number"),
    ],
)
def test_what_cannot_be_intercepted_is_refused(thing: Any, sentence: str) -> None:
    with pytest.raises(SandboxError, match=sentence):
        decorate(thing)


def test_another_decorator_below_changes_nothing() -> None:
    assert list(decorate(other_decorator(generator.__wrapped__))()) == [True, False]  # type: ignore[attr-defined]  # set by `wraps`
