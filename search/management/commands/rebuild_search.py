"""`rebuild_search`: writes all entries anew and fills a new index while people search the old one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from msgspec.json import encode

from search.engines.contract import EngineUnavailable
from search.rebuild import RebuildFailed, Rebuilt, rebuild_search


class Command(BaseCommand):
    help = "Brings all entries in step with what is public, fills a new index and lets it answer. Nobody waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, **options: Any) -> None:
        try:
            rebuilt = rebuild_search()
        except (RebuildFailed, EngineUnavailable) as failed:
            raise CommandError(
                f"Nothing was replaced; the old index answers as before. {failed}", returncode=1
            ) from None
        self.stdout.write(encode(rebuilt).decode() if options["json"] else _text(rebuilt))


def _text(rebuilt: Rebuilt) -> str:
    return (
        f"{rebuilt.documents} entries are searchable in {rebuilt.index} ({rebuilt.engine});"
        f" {rebuilt.corrected} were not in step with what is public."
    )
