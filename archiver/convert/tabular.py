"""Rows as a file that other programs read as a table: JSON Lines, or Parquet by pyarrow (extra `parquet`).

    table = table_in(stream, AuditResult, ".jsonl")
    table.add(rows)
    table.close()

The columns of Parquet follow from the model, as its JSON Schema does: what is a list or an object there is a list or a
struct here. Rows are written in groups, so that memory does not grow with their number. Streams belong to the caller.
"""

from collections.abc import Sequence
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal, Protocol, Union, get_args, get_origin

from pydantic import BaseModel

from archiver.errors import UsageError
from archiver.model.base import Frozen
from archiver.sign.canonical import canonical

if TYPE_CHECKING:
    import pyarrow

JSON_LINES = ".jsonl"
PARQUET = ".parquet"
TOGETHER = 256  # rows that become columns at once
GROUP_OCTETS = 16 * 1024 * 1024  # of one row group, as Arrow holds it; readers take a group at a time


class Table(Protocol):
    """Takes rows; every failure of the stream is an OSError."""

    def add(self, rows: Sequence[Frozen]) -> None:
        """Some rows more."""
        ...

    def close(self) -> None:
        """Writes what is left; the stream stays open."""
        ...


def table_in(stream: BinaryIO, model: type[BaseModel], suffix: str) -> Table:
    """A table of rows of `model`, in the form that a file's suffix stands for."""
    return Parquet(stream, model) if suffix == PARQUET else JsonLines(stream)


def require(suffix: str) -> None:
    """Raises UsageError for a suffix of no table, and where what makes its kind is not installed."""
    if suffix not in (JSON_LINES, PARQUET):
        raise UsageError(f"expected a name that ends in {JSON_LINES} or {PARQUET}, found {suffix or 'none of them'!r}")
    if suffix == PARQUET:
        try:
            import pyarrow.parquet  # noqa: F401
        except ImportError as e:
            raise UsageError(
                f"expected pyarrow for {PARQUET}, found none: install the extra `parquet`"
                f" (requirements/parquet.txt), or name a {JSON_LINES}"
            ) from e


class JsonLines:
    """A line a row, in canonical form."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def add(self, rows: Sequence[Frozen]) -> None:
        """As `Table.add`."""
        self._stream.write(b"".join(canonical(row.document()) + b"\n" for row in rows))

    def close(self) -> None:
        """Nothing is left."""


class Parquet:
    """A file of row groups, compressed with zstd."""

    def __init__(self, stream: BinaryIO, model: type[BaseModel]) -> None:
        from pyarrow.parquet import ParquetWriter

        self._schema = arrow_schema(model)
        self._writer = ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pyarrow.RecordBatch] = []
        self._octets = 0

    def add(self, rows: Sequence[Frozen]) -> None:
        """As `Table.add`."""
        self._rows += [row.document() for row in rows]
        if len(self._rows) >= TOGETHER:
            self._gather()
        if self._octets >= GROUP_OCTETS:
            self._write()

    def close(self) -> None:
        """As `Table.close`."""
        self._write()
        self._writer.close()

    def _gather(self) -> None:
        from pyarrow import RecordBatch

        batch = RecordBatch.from_pylist(self._rows, schema=self._schema)
        self._batches.append(batch)
        self._octets += batch.nbytes
        self._rows = []

    def _write(self) -> None:
        from pyarrow import Table as ArrowTable

        if self._rows:
            self._gather()
        if self._batches:
            self._writer.write_table(ArrowTable.from_batches(self._batches, self._schema))
        self._batches, self._octets = [], 0


def arrow_schema(model: type[BaseModel]) -> "pyarrow.Schema":
    """The columns of a model, in its order; a field that may be null is a column that may."""
    import pyarrow

    return pyarrow.schema(_fields(model))


def _fields(model: type[BaseModel]) -> "list[pyarrow.Field]":
    import pyarrow

    fields = []
    for name, field in model.model_fields.items():
        kind, nullable = _without_null(field.annotation)
        fields.append(pyarrow.field(name, _type(kind), nullable=nullable))
    return fields


def _type(annotation: Any) -> "pyarrow.DataType":
    """Raises TypeError for what no column can hold: a defect of the model."""
    import pyarrow

    kind, _ = _without_null(annotation)
    if get_origin(kind) is tuple:
        inner, nullable = _without_null(get_args(kind)[0])
        return pyarrow.list_(pyarrow.field("element", _type(inner), nullable=nullable))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return pyarrow.struct(_fields(kind))
    plain = {str: pyarrow.string(), bool: pyarrow.bool_(), int: pyarrow.int64()}
    if kind not in plain:
        raise TypeError(f"expected text, numbers, lists or models, found {kind}")
    return plain[kind]


def _without_null(annotation: Any) -> tuple[Any, bool]:
    """The type that an annotation stands for, without what narrows it, and whether it admits None."""
    if get_origin(annotation) is Annotated:
        return _without_null(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return type(get_args(annotation)[0]), False
    if get_origin(annotation) in (Union, UnionType):
        inner = next(one for one in get_args(annotation) if one is not type(None))
        return _without_null(inner)[0], True
    return annotation, False
