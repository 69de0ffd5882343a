"""Images and documents, each owned by one organisation."""

from secrets import token_hex

from django.conf import settings
from django.db import models
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Image(AbstractImage):
    """A picture with its alternative text; left blank only for decoration."""

    owner = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="images"
    )
    # Stated again only for the reverse names, which Wagtail's own image model has taken.
    tags = TaggableManager(blank=True, related_name="organisation_images")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    alternative_text = models.CharField(
        max_length=300, blank=True, help_text="What the picture shows, for those who can't see it."
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "alternative_text")

    def get_upload_to(self, filename: str) -> str:
        """With a word that nobody guesses: the sizes made of a picture are named after it and served to anyone."""
        path: str = super().get_upload_to(f"{token_hex(6)}-{filename}")
        return path

    @property
    def default_alt_text(self) -> str:
        return self.alternative_text


class Rendition(AbstractRendition):
    """One size of an image."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class Document(AbstractDocument):
    """A file that a page offers."""

    owner = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    # Stated again only for the reverse names, which Wagtail's own document model has taken.
    tags = TaggableManager(blank=True, related_name="organisation_documents")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    admin_form_fields = WagtailDocument.admin_form_fields
