"""`--engine`, `--master` and `--jobs`: what a step over many packages runs on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from archiver.batch.engine import Engine

EngineName = Literal["local", "spark"]
EngineOption = Annotated[
    EngineName, typer.Option("--engine", help="The cores of this machine, or a Spark cluster (extra `spark`).")
]
MasterOption = Annotated[
    str,
    typer.Option("--master", metavar="URL", help="The cluster, as spark://head:7077; else as Spark is set up."),
]
JobsOption = Annotated[
    int,
    typer.Option("--jobs", min=0, max=64, help="Processes of the local engine; 0 is one per core.", show_default=True),
]


def require_local(name: EngineName) -> None:
    """Raises UsageError for a cluster, where one writer keeps a journal that no other may (docs/cluster.md)."""
    from archiver.errors import UsageError

    if name != "local":
        raise UsageError(
            f"expected --engine local, found {name}: a night keeps one journal and waits for its hosts: a cluster makes"
            " it no faster; `archiver capture --manifest FILE --engine spark` takes a list of addresses at once"
        )


@contextmanager
def engine_of(name: EngineName, master: str, jobs: int) -> "Iterator[Engine]":
    """The engine that was asked for; raises UsageError for a call that fits none, ResourceError without a cluster."""
    from archiver.errors import UsageError

    if name == "local":
        if master:
            raise UsageError(f"expected --engine spark beside --master {master}, found the local engine")
        from archiver.batch.child import cores
        from archiver.batch.local import LocalEngine

        yield LocalEngine(jobs or cores())
        return
    if jobs:
        raise UsageError(f"expected --jobs with the local engine, found --jobs {jobs} for a cluster, which has its own")
    from archiver.batch.spark import connect

    with connect(master or None) as engine:
        yield engine
