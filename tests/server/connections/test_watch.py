"""The watch over all connections: who is told that a deadline has passed, and when it looks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from mockserver.server.connections.limits import ConnectionLimits
from mockserver.server.connections.watch import NEVER, Watch
from tests.support.work import count_calls


@dataclass(eq=False)
class Fake:
    deadline: float = NEVER
    writing_deadline: float = NEVER
    told: list[float] = field(default_factory=list)

    def expire(self, now: float) -> None:
        self.told.append(now)


def test_those_whose_time_is_over_are_told() -> None:
    late, late_reader, early, never = Fake(9.0), Fake(writing_deadline=10.0), Fake(10.5), Fake()
    watch = Watch(ConnectionLimits())
    watch.connections.update((late, late_reader, early, never))
    watch.look(10.0)
    assert [each.told for each in (late, late_reader, early, never)] == [[10.0], [10.0], [], []]


def test_a_connection_may_leave_while_the_watch_looks() -> None:
    watch = Watch(ConnectionLimits())

    class Leaving(Fake):
        def expire(self, now: float) -> None:
            watch.discard(self)

    watch.connections.update(Leaving(0.0) for _ in range(3))
    watch.look(1.0)
    assert not watch.connections


def test_a_look_at_a_thousand_connections_is_cheap() -> None:
    watch = Watch(ConnectionLimits())
    watch.connections.update(Fake() for _ in range(1000))
    with count_calls() as work:
        watch.look(1.0)
    assert work.calls < 10


def test_it_looks_again_while_there_are_connections() -> None:
    async def begin() -> None:
        loop = asyncio.get_running_loop()
        watch, fake, told = Watch(ConnectionLimits(header_timeout=0.002)), Fake(0.0), asyncio.Event()

        def expire(now: float) -> None:
            fake.told.append(now)
            if len(fake.told) == 3:
                watch.discard(fake)
                told.set()

        fake.expire = expire  # type: ignore[method-assign]  # a test's own
        watch.add(fake, loop)
        await told.wait()
        await asyncio.sleep(0.01)
        assert len(fake.told) == 3 and watch._timer is None
        again = Fake()
        watch.add(again, loop)
        assert watch._timer is not None

    asyncio.run(begin())


def test_the_budget_of_uploads() -> None:
    watch = Watch(ConnectionLimits(upload_budget=10))
    assert [watch.hold(6), watch.hold(4), watch.hold(1)] == [True, True, False]
    watch.release(5)
    assert watch.hold(4)
