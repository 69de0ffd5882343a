"""How are many rows written at once? COPY on PostgreSQL, prepared statements on SQLite; no signal for a row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
from django.db import connection, models
from django.db.models.expressions import RawSQL

BLOCK = 1_000
"""Rows written together: larger blocks are no faster, and need more memory."""

Row = Sequence[Any]
Convert = Callable[[Any], Any]
Converters = list[tuple[int, Convert]]
T = TypeVar("T")
NOTHING: Mapping[str, str] = MappingProxyType({})

_ADAPTED = (models.DateField, models.TimeField, models.DecimalField)
_encode = msgspec.json.Encoder().encode


def blocks(values: Iterable[T], size: int = BLOCK) -> Iterator[list[T]]:
    remaining = iter(values)
    while block := list(islice(remaining, size)):
        yield block


def among(keys: Iterable[int] | Iterable[str]) -> RawSQL | list[Any]:
    """Keys as one parameter of a query, however many: `filter(pk__in=among(keys))`. A mark for each would be parsed."""
    values = list(keys)
    if not values:
        return values  # nothing is found, and the database not asked: none at all have no type either
    if connection.vendor == "postgresql":
        kind = "text" if isinstance(values[0], str) else "bigint"
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [values])  # noqa: S611 -- values are parameters
    return RawSQL("SELECT value FROM json_each(%s)", [_as_json(values)])


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


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], also: Mapping[str, str] = NOTHING
) -> None:
    """Update by primary key: the first value of every row is its key, the others stand in the order of `columns`.

    `also` are columns that are set to an expression of SQL.
    """
    keyed = ("pk", *columns)
    converters = _converters(model, keyed)
    converted: list[Row] = [_converted(converters, row) for row in rows]
    if not converted:
        return
    table, (key, *names) = _table(model), _names(model, keyed)
    more = [
        f"{name} = {expression}" for name, expression in zip(_names(model, tuple(also)), also.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            settings = ", ".join([*(f"{name} = draft.{name}" for name in names), *more])
            with _draft(cursor, model, (key, *names), converted) as draft:
                cursor.execute(f"UPDATE {table} SET {settings} FROM {draft} AS draft WHERE {table}.{key} = draft.{key}")  # noqa: S608 -- names of a model
        else:
            settings = ", ".join([*(f"{name} = %s" for name in names), *more])
            cursor.executemany(
                f"UPDATE {table} SET {settings} WHERE {key} = %s",  # noqa: S608 -- names of a model
                [(*values, pk) for pk, *values in converted],
            )


def upsert_rows(
    model: type[models.Model],
    unique: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    also: Mapping[str, str] = NOTHING,
) -> None:
    """Insert rows, or update those whose value of the column `unique` is there already; `also` as in `update_rows`."""
    converters = _converters(model, columns)
    converted = [_converted(converters, row) for row in rows]
    if not converted:
        return
    table, names, more = _table(model), _names(model, columns), _names(model, tuple(also))
    # An expression of `also` is worked out again where a row is updated, once that is locked.
    settings = ", ".join(
        [
            *(f"{name} = excluded.{name}" for name in names),
            *(f"{n} = {e}" for n, e in zip(more, also.values(), strict=True)),
        ]
    )
    inserting = f"INSERT INTO {table} ({', '.join((*names, *more))})"
    otherwise = f"ON CONFLICT ({unique}) DO UPDATE SET {settings}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            chosen = ", ".join((*names, *also.values()))
            with _draft(cursor, model, names, converted) as draft:
                cursor.execute(f"{inserting} SELECT {chosen} FROM {draft} {otherwise}")  # noqa: S608 -- names of a model
        else:
            marks = ", ".join((*["%s"] * len(names), *also.values()))
            cursor.executemany(f"{inserting} VALUES ({marks}) {otherwise}", converted)


def delete_rows(rows: models.QuerySet[Any]) -> None:
    """Delete in one statement, of a table that nothing points at.

    `rows.delete()` would read every row and tell of it: Wagtail listens to deletions of all models.
    """
    rows._raw_delete(rows.db)  # what Django's own delete() uses where nobody listens


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


@contextmanager
def _draft(cursor: Any, model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The rows in a table of this transaction, copied there, for one statement to read."""
    draft = connection.ops.quote_name(f"{model._meta.db_table}_draft")
    chosen = ", ".join(names)
    cursor.execute(f"CREATE TEMP TABLE {draft} ON COMMIT DROP AS SELECT {chosen} FROM {_table(model)} WITH NO DATA")  # noqa: S608 -- names of a model
    with cursor.copy(f"COPY {draft} ({chosen}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    yield draft
    cursor.execute(f"DROP TABLE {draft}")


def _converted(converters: Converters, row: Row) -> list[Any]:
    values = list(row)
    for place, convert in converters:
        if (value := values[place]) is not None:
            values[place] = convert(value)
    return values


def _converters(model: type[models.Model], columns: Sequence[str]) -> Converters:
    """What must be converted, by its place in a row."""
    found = ((place, _converter(field)) for place, field in enumerate(_fields(model, columns)))
    return [(place, convert) for place, convert in found if convert is not None]


@lru_cache(maxsize=500)
def _converter(field: models.Field[Any, Any]) -> Convert | None:
    """What makes a value fit for the database; None where the driver takes it as it is."""
    if isinstance(field, models.JSONField):
        return _as_json
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.UUIDField):
        return attrgetter("hex")
    if isinstance(field, _ADAPTED):
        # Dates and numbers repeat: one day, one credit.
        return lru_cache(maxsize=1_000)(partial(field.get_db_prep_save, connection=connection))
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
