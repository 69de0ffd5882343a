"""How a source is read, and each reading as a document that can be read back."""

from courses.feeds.models.credential import FeedCredential
from courses.feeds.models.feed import Feed
from courses.feeds.models.host import FeedHost
from courses.feeds.models.kept_file import KeptFile
from courses.feeds.models.push import PushAnswer, PushKey, PushNonce, Transfer, TransferPart
from courses.feeds.models.run import Change, Problem, Run

__all__ = [
    "Change",
    "Feed",
    "FeedCredential",
    "FeedHost",
    "KeptFile",
    "Problem",
    "PushAnswer",
    "PushKey",
    "PushNonce",
    "Run",
    "Transfer",
    "TransferPart",
]
