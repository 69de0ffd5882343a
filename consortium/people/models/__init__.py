"""Persons, what they may do where, and their public profiles."""

from consortium.people.models.faculty import FacultyName, FacultyPage, FacultyPost
from consortium.people.models.failed_sign_in import FailedSignIn
from consortium.people.models.mail import Mail
from consortium.people.models.membership import Membership
from consortium.people.models.user import User

__all__ = ["FacultyName", "FacultyPage", "FacultyPost", "FailedSignIn", "Mail", "Membership", "User"]
