"""What is added to the database's own numbers of transactions, so that they never go back."""

from django.db import models


class Numbering(models.Model):
    """At most one row. A copy that is restored into another PostgreSQL finds younger numbers there than it holds."""

    base = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.base)
