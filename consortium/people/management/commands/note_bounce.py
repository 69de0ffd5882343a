"""`note_bounce`: a mail server passes on what came back, and the mail's row says so."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from consortium.people.bounces import note_bounce


class Command(BaseCommand):
    help = "Reads one returned message (RFC 3464) from standard input, and marks the mail that it returns."

    def handle(self, **_: Any) -> None:
        """Ends well whatever it reads, or the mail server would return the returned message."""
        mail = note_bounce(sys.stdin.buffer.read())
        self.stdout.write(f"{mail}: {mail.error}" if mail else "This returns no message that was sent from here.")
