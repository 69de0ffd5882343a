"""What feeds tell those below them."""

from wagtail import hooks

from consortium.health import Part
from courses.feeds.oldest import oldest_feed


@hooks.register("health_parts")
def how_old_is_the_catalogue() -> Part:
    return Part("oldest_feed", oldest_feed())
