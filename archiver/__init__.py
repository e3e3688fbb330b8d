"""Packages a news article so that its text and every later version can be verified: offline, by anyone.

    import archiver

    package = archiver.package("page.html", url="https://example.org/a", archive="archives")
    package.text[0], package.claims[0].exact, package.statement_id
    archiver.verify("archives").verdict                                  # "verified"
    archiver.open("archives/2026/11/22/20261122T071501Z-example.org-1a2b3c4d.json")

The command line (`archiver --help`) does the same and more.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["OpenPackage", "open", "package", "verify"]

if TYPE_CHECKING:
    from archiver.api import OpenPackage, open, package, verify


def __getattr__(name: str) -> Any:
    """The interface for programs, loaded when first used: the command line starts without it."""
    if name in __all__:
        from archiver import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
