"""What stores on other machines have in common: one question to the server, from which several answers are had."""

from abc import abstractmethod
from typing import Generic, Protocol, TypeVar

from archiver.store.interface import Location, not_there


class Known(Protocol):
    """What a server says of a file: its octets, at least."""

    @property
    def size(self) -> int:
        """Octets."""
        ...


Found = TypeVar("Found", bound=Known)


class Elsewhere(Generic[Found]):
    """The part of a `Store` that follows from `_look`."""

    @abstractmethod
    def _look(self, name: str) -> Found | None:
        """What the server says of the file `name`, None when it has none; raises ResourceError when it says nothing."""

    def _there(self, name: str) -> Found:
        found = self._look(name)
        if found is None:
            raise not_there(name)
        return found

    def exists(self, name: str) -> bool:
        """Whether there is a file `name`."""
        return self._look(name) is not None

    def size(self, name: str) -> int:
        """Length of `name` in octets; raises ResourceError when there is none."""
        return self._there(name).size

    def locate(self, name: str) -> Location:
        """The whole file `name`; raises ResourceError when there is none."""
        return Location(name, 0, self.size(name))
