"""`search QUERY`: what the search page would answer, in a terminal."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict
from msgspec.json import encode

from consortium.pages.clock import today
from search.api import as_json
from search.asking import FACETS
from search.engines import UnknownEngine
from search.engines.contract import EngineUnavailable
from search.forms import read_query
from search.query import search
from search.results import Answer, Row

FILTERS = (*FACETS, "open", "fresh", "starts", "sort", "page", "group", "words", "exact")


class Command(BaseCommand):
    help = "Searches as the search page does. Exit 1 where the engine that was named does not answer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="QUERY", help='words to look for; "" for all')
        parser.add_argument("--filter", action="append", default=[], type=_filter, metavar="NAME=VALUE")
        parser.add_argument("--engine", metavar="ENGINE", help="ask this one: database or elasticsearch")
        parser.add_argument("--json", action="store_true", help="print one JSON document, as /api/v1/search does")

    def handle(self, **options: Any) -> None:
        asked = read_query(_parameters(options["query"], options["filter"]), today())
        for message in asked.messages:
            self.stderr.write(message)
        try:
            answer = search(asked.query, engine=options["engine"])
        except UnknownEngine as unknown:
            raise CommandError(str(unknown), returncode=2) from None
        except EngineUnavailable as failed:
            raise CommandError(f"The engine does not answer: {failed}", returncode=1) from None
        self.stdout.write(encode(as_json(answer)).decode() if options["json"] else _text(answer))


def _filter(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or name not in FILTERS:
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE with a NAME of {', '.join(FILTERS)}")
    return name, value


def _parameters(query: str, filters: list[tuple[str, str]]) -> QueryDict:
    parameters = QueryDict(mutable=True)
    parameters["q"] = query
    for name, value in filters:
        parameters.appendlist(name, value)
    return parameters


def _text(answer: Answer) -> str:
    lines = [f"{answer.total} found by the {answer.engine} engine{', limited' if answer.limited else ''}."]
    if answer.suggestion:
        lines.append(f"Meant: {answer.suggestion}")
    lines += [line for row in answer.rows for line in _lines(row)]
    return "\n".join(lines)


def _lines(row: Row) -> list[str]:
    where = row.organisation.label if row.organisation else f"at {row.college_count} colleges"
    return [f"{row.kind_label}: {row.title}, {where}", f"    {row.url or row.members_url}"]
