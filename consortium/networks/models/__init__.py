"""Collaborations: their pages and their members."""

from consortium.networks.models.member import NetworkMember
from consortium.networks.models.pages import NetworkIndexPage, NetworkPage

__all__ = ["NetworkIndexPage", "NetworkMember", "NetworkPage"]
