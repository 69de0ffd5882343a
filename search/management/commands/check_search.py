"""`check_search`: does the engine hold exactly the entries, and with --repair, make it so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from msgspec.json import encode

from search.check import Comparison, check_search, repair_search
from search.engines.contract import EngineUnavailable
from search.rebuild import RebuildFailed


class Command(BaseCommand):
    help = "Compares entries with the engine. Exit 1 where they differ, or still differ after --repair."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="bring entries and engine in step first")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def handle(self, **options: Any) -> None:
        try:
            found = repair_search() if options["repair"] else check_search()
        except (EngineUnavailable, RebuildFailed) as failed:
            raise CommandError(f"Could not be compared: {failed}", returncode=1) from None
        self.stdout.write(encode(found).decode() if options["json"] else _text(found))
        if not found.is_in_step:
            raise CommandError("Not in step. `check_search --repair` mends it.", returncode=1)


def _text(found: Comparison) -> str:
    return (
        f"{found.engine}: {found.entries} entries, {found.indexed} indexed,"
        f" {found.missing} missing, {found.stale} stale, {found.extra} extra."
    )
