"""Packages a news article so that its text and every later version can be verified: offline, by anyone.

    import archiver

    package = archiver.package("page.html", url="https://example.org/a", archive="archives")
    package.text[0], package.claims[0].exact, package.statement_id
    archiver.verify("archives").verdict                                  # "verified"
    archiver.search("lorries", host="example.org").hits[0].passages[0].speaker
    archiver.open("archives/2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json")

The command line (`archiver --help`) does the same and more.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["OpenPackage", "open", "package", "search", "verify"]

if TYPE_CHECKING:
    from archiver.api import OpenPackage, open, package, search, verify


class _Interface(ModuleType):
    """Loads the interface for programs when it is first used: the command line starts without it.

    `archiver.verify` is a room and a function. Importing the room would put it in the function's place, so the name
    is a property that stays what it is (docs/adr/0005).
    """

    def __getattr__(self, name: str) -> Any:
        if name in __all__:
            return getattr(import_module("archiver.api"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    @property
    def verify(self) -> Any:
        return import_module("archiver.api").verify

    @verify.setter
    def verify(self, room: ModuleType) -> None:
        """The import system offers the room; it is found in `sys.modules` all the same."""


sys.modules[__name__].__class__ = _Interface
