"""The product's settings with those that the environment's SHORT_LIMITS states as JSON: so a test shortens a clock."""

import json
import os

from consortium.settings import *  # noqa: F403

globals().update(json.loads(os.environ["SHORT_LIMITS"]))
