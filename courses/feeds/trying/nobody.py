"""Whose would a course be that is only tried, before any college is chosen?"""

from consortium.organisations.models import Organisation


def your_college() -> Organisation:
    """An organisation in no table, with the seal that the words "your college" give."""
    return Organisation(
        slug="your-college", name="Your college", label="Your college", kind="college", state="member", dye=1
    )
