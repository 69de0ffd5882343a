"""Whose image or document is it? Its collection says."""

from typing import Any

from wagtail.models import Collection

from consortium.organisations.models import Document, Image, Organisation


def owner_of(collection: Collection) -> Organisation | None:
    """The organisation whose collection this is, or lies in."""
    above = collection.get_ancestors(inclusive=True)
    return Organisation.objects.filter(collection__in=above).first()


def own_by_collection(instance: Image | Document, **_: Any) -> None:
    """Before a file is saved it is given to its collection's organisation; outside of those its owner stays."""
    # Read anew: collections are kept in the order of their names, so an admission meanwhile moved those after it.
    owner = owner_of(Collection.objects.get(pk=instance.collection_id))
    if owner is not None:
        instance.owner = owner


def settle_owners(files: list[Image | Document]) -> None:
    """After files were moved to a collection at once, which tells nobody."""
    for file in files:
        file.refresh_from_db(fields=["collection"])
        file.save(update_fields=["owner"])
