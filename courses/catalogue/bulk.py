"""How are many rows written at once? COPY on PostgreSQL, prepared statements on SQLite; no signal for a row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import msgspec
from django.db import connection, models

BLOCK = 1_000
"""Rows written together: larger blocks are no faster, and need more memory."""

Row = Sequence[Any]
Convert = Callable[[Any], Any]
T = TypeVar("T")

_ADAPTED = (models.DateField, models.TimeField, models.DecimalField, models.UUIDField)
_encode = msgspec.json.Encoder().encode


def blocks(values: Iterable[T], size: int = BLOCK) -> Iterator[list[T]]:
    remaining = iter(values)
    while block := list(islice(remaining, size)):
        yield block


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows of values in the order of `columns` (attribute names); other columns take the database's default."""
    converters = _converters(model, columns)
    converted = (_converted(converters, row) for row in rows)
    table, names = _table(model), ", ".join(_names(model, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in converted:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(converted))  # noqa: S608 -- names of a model


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Update by primary key: the first value of every row is its key, the others stand in the order of `columns`."""
    keyed = ("pk", *columns)
    converters = _converters(model, keyed)
    converted: list[Row] = [_converted(converters, row) for row in rows]
    if not converted:
        return
    key, *names = _names(model, keyed)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _update_from_copy(cursor, model, key, names, converted)
        else:
            settings = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(
                f"UPDATE {_table(model)} SET {settings} WHERE {key} = %s",  # noqa: S608 -- names of a model
                [(*values, pk) for pk, *values in converted],
            )


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for `count` rows to come, so that rows that point at them can be written without asking back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [key for (key,) in cursor.fetchall()]
        # Only one connection writes at a time on SQLite, and an explicit key moves the sequence on.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))


def _update_from_copy(cursor: Any, model: type[models.Model], key: str, names: list[str], rows: list[Row]) -> None:
    """Rows are copied into a table of this transaction, and the real one is updated from it in one statement."""
    table = _table(model)
    draft = connection.ops.quote_name(f"{model._meta.db_table}_update")
    chosen = ", ".join((key, *names))
    cursor.execute(f"CREATE TEMP TABLE {draft} ON COMMIT DROP AS SELECT {chosen} FROM {table} WITH NO DATA")  # noqa: S608 -- names of a model
    with cursor.copy(f"COPY {draft} ({chosen}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    settings = ", ".join(f"{name} = draft.{name}" for name in names)
    cursor.execute(f"UPDATE {table} SET {settings} FROM {draft} AS draft WHERE {table}.{key} = draft.{key}")  # noqa: S608 -- names of a model
    cursor.execute(f"DROP TABLE {draft}")


def _converted(converters: Sequence[Convert | None], row: Row) -> list[Any]:
    return [
        value if convert is None or value is None else convert(value)
        for convert, value in zip(converters, row, strict=True)
    ]


def _converters(model: type[models.Model], columns: Sequence[str]) -> list[Convert | None]:
    return [_converter(field) for field in _fields(model, columns)]


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    """What makes a value fit for the database; None where the driver takes it as it is."""
    if isinstance(field, models.JSONField):
        return _as_json
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, _ADAPTED):
        return partial(field.get_db_prep_save, connection=connection)
    return None


def _as_json(value: Any) -> str:
    return _encode(value).decode()


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[Any]:
    by_attribute = {field.attname: field for field in model._meta.concrete_fields}
    return [model._meta.pk if name == "pk" else by_attribute[name] for name in columns]


def _names(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    return [connection.ops.quote_name(field.column) for field in _fields(model, columns)]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
