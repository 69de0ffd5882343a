"""Decides a held run: confirmed, what it held is done; discarded, it is left undone."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.feeds.asked import WRONG_USE, run_numbered
from courses.feeds.document import document, lines_of
from courses.feeds.release import NotHeld, confirm, confirm_after_all, confirm_new_ids, discard


class Command(BaseCommand):
    help = "Decides a held run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int)
        decision = parser.add_mutually_exclusive_group(required=True)
        decision.add_argument("--confirm", action="store_true", help="Do what was held.")
        decision.add_argument("--discard", action="store_true", help="Leave it undone and do not ask again for it.")
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--new-ids",
            action="store_true",
            help="With --confirm: first give courses the new ids that they come under.",
        )
        how.add_argument(
            "--after-all",
            action="store_true",
            help="With --confirm: withdraw what an earlier discard, or a lapse, left.",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        ways = {"new_ids": confirm_new_ids, "after_all": confirm_after_all}
        way = next((name for name in ways if options[name]), None)
        if way and not options["confirm"]:
            raise CommandError(f"--{way.replace('_', '-')}: goes with --confirm.", returncode=WRONG_USE)
        agree = ways[way] if way else confirm
        decide = agree if options["confirm"] else discard
        try:
            run = decide(run_numbered(options["run"]).pk)
        except NotHeld as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        self.stdout.write(json.dumps(document(run)) if options["json"] else "\n".join(lines_of(run)))
