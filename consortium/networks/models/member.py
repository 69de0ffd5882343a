"""An organisation's part in a network, since and until."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import Page

from consortium.organisations.models import Organisation


class NetworkMemberQuerySet(models.QuerySet["NetworkMember"]):
    def current(self, on: date) -> "NetworkMemberQuerySet":
        """Those that take part on that day, of networks and organisations that are public."""
        public = Organisation.objects.public()
        return self.exclude(since__gt=on).exclude(until__lte=on).filter(network__in=public, organisation__in=public)


class NetworkMember(models.Model):
    """One stay of one organisation in one network; `until` ends it and the row stays."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        MEMBER = "member", "Member"
        PARTNER = "partner", "Partner"
        OBSERVER = "observer", "Observer"

    page: Page | None = None  # set by the network's page: where a reader may follow the member to

    network = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="network_members",
        limit_choices_to={"kind": Organisation.Kind.NETWORK},
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="network_memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    part = models.CharField(max_length=120, blank=True, help_text="What it does there, such as Pathology review.")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="The first day it is no longer a member.")

    objects = NetworkMemberQuerySet.as_manager()

    class Meta:
        ordering = ["network", "organisation__label"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=models.Q(until__isnull=True),
                name="a_network_is_joined_once_at_a_time",
                violation_error_message="This organisation is a member already: change that row, or end it first.",
            ),
            models.CheckConstraint(
                condition=~models.Q(network=models.F("organisation")),
                name="a_network_is_no_member_of_itself",
                violation_error_message="A network can't be a member of itself: choose another organisation.",
            ),
            models.CheckConstraint(
                condition=models.Q(since__isnull=True)
                | models.Q(until__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="network_membership_ends_after_it_begins",
                violation_error_message="The membership ends before it begins: mend one of the dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display().lower()} of {self.network}"

    def clean(self) -> None:
        super().clean()
        if self.network_id and self.network.kind != Organisation.Kind.NETWORK:
            raise ValidationError({"network": f"{self.network} is no network: choose one of that kind."})
