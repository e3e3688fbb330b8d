"""Whose turn is it: waiting addresses in a queue for each host, and hosts that take turns.

    rota = Rota(pace)
    rota.add(Turn(url, host))
    turn = rota.take(now)           # the next one that may start, None when none may
    rota.finished(turn.host, now)   # frees the host's place and starts its delay
    rota.pause(host, until)         # Retry-After: nobody asks this host before then

A host with a thousand addresses holds nobody up who waits for another host. Times are seconds of any steady clock.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from archiver.capture.http.politeness import Pace


@dataclass(frozen=True)
class Turn:
    """An address that waits; `attempt` counts from 1, `tries` says how the earlier ones ended."""

    url: str
    host: str
    attempt: int = 1
    tries: tuple[str, ...] = ()


@dataclass
class _Host:
    waiting: deque[Turn] = field(default_factory=deque)
    active: int = 0
    not_before: float = 0.0


class Rota:
    """The queues of all hosts that somebody waits for."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self.waiting = 0

    def add(self, turn: Turn) -> None:
        """At the end of its host's queue; a second attempt goes to its front."""
        queue = self._hosts.setdefault(turn.host, _Host()).waiting
        (queue.append if turn.attempt == 1 else queue.appendleft)(turn)
        self.waiting += 1

    def take(self, now: float) -> Turn | None:
        """The next address of the host whose turn it is; None when every host is busy, resting or empty."""
        for name, host in self._hosts.items():
            if host.waiting and host.active < self._pace.per_host and host.not_before <= now:
                self._hosts.move_to_end(name)
                host.active += 1
                host.not_before = now + self._pace.delay
                self.waiting -= 1
                return host.waiting.popleft()
        return None

    def finished(self, name: str, now: float, delay: float = 0.0) -> None:
        """A capture from host `name` is over; `delay` is what its robots.txt asks for, the pace's own if longer."""
        host = self._hosts[name]
        host.active -= 1
        host.not_before = max(host.not_before, now + max(delay, self._pace.delay))
        self._forget_resting(now)

    def pause(self, name: str, until: float) -> None:
        """Nobody asks host `name` before `until`."""
        host = self._hosts.setdefault(name, _Host())
        host.not_before = max(host.not_before, until)

    def next_start(self) -> float | None:
        """When the next address may start if no running one has to end first; None when one has to."""
        ready = [h.not_before for h in self._hosts.values() if h.waiting and h.active < self._pace.per_host]
        return min(ready, default=None)

    def _forget_resting(self, now: float) -> None:
        # Memory stays flat over any number of hosts. The first host is the one whose last turn is longest ago.
        while self._hosts:
            name, host = next(iter(self._hosts.items()))
            if host.waiting or host.active or host.not_before > now:
                return
            del self._hosts[name]
