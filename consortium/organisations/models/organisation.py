"""Who takes part: one row for each college, hospital, network or body."""

from django.contrib.auth.models import Group
from django.db import models
from django.db.models.functions import Now


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def public(self) -> "OrganisationQuerySet":
        """Those whose pages and entries anyone may see: members."""
        return self.filter(state=Organisation.State.MEMBER)

    def colleges(self) -> "OrganisationQuerySet":
        return self.filter(kind=Organisation.Kind.COLLEGE)


class Organisation(models.Model):
    """A member or partner. Its identity is name + place + codes; whatever is owned points here.

    `label` is unique and is what facets and lists show: the name, with the place where the name alone is not unique.
    """

    class Kind(models.TextChoices):
        COLLEGE = "college", "College"
        HOSPITAL = "hospital", "Hospital"
        COMPANY = "company", "Company"
        PUBLIC_BODY = "public_body", "Public body"
        NETWORK = "network", "Network"
        OFFICE = "office", "Consortium office"

    class State(models.TextChoices):
        APPLICANT = "applicant", "Applicant"
        MEMBER = "member", "Member"
        SUSPENDED = "suspended", "Suspended"
        LEFT = "left", "Left"
        MERGED = "merged", "Merged into another"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.COLLEGE)
    state = models.CharField(max_length=20, choices=State, default=State.MEMBER)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True, help_text="City or town.")
    label = models.CharField(max_length=510, unique=True)
    dye = models.PositiveSmallIntegerField(help_text="1 to 12: the hue of its seal and cover.")
    university = models.CharField(max_length=200, blank=True, help_text="The university that awards its degrees.")
    admitted_at = models.DateTimeField(db_default=Now(), editable=False)
    collection = models.OneToOneField(
        "wagtailcore.Collection", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(condition=models.Q(dye__range=(1, 12)), name="organisation_dye_is_one_of_twelve"),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | ~models.Q(state="merged") & models.Q(merged_into__isnull=True),
                name="organisation_merged_names_its_heir",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class OrganisationCode(models.Model):
    """A code that a body gave an organisation: NMC, NBEMS, AISHE, ROR. One code names one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=40, help_text="In lower case, such as ror.")
    value = models.CharField(max_length=200)

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="code_names_one_organisation")]

    def __str__(self) -> str:
        return f"{self.scheme}={self.value}"


class OrganisationGroup(models.Model):
    """The auth group that carries a role's rights in one organisation. Membership decides who is in it."""

    class Role(models.TextChoices):
        EDITOR = "editor", "Editor"
        MODERATOR = "moderator", "Moderator"
        REGISTRAR = "registrar", "Registrar"
        FACULTY = "faculty", "Faculty"
        OFFICE = "office", "Consortium office"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="role_groups")
    role = models.CharField(max_length=20, choices=Role)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="organisation_role")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "role"], name="one_group_for_each_role")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"
