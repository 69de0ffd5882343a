"""Why could a feed not be fetched?"""


class FetchFailed(Exception):
    """`reason` is one of the reasons of a failed run (docs/run-reasons.md), `message` says what to do.

    `retry_after` is how many seconds the server asked to be left alone. `detail` tells apart what one reason holds
    together; `remedies` has words for each. `leads_to` is a host that nobody approved.
    """

    def __init__(
        self, reason: str, message: str, retry_after: float | None = None, *, detail: str = "", leads_to: str = ""
    ) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message
        self.retry_after = retry_after
        self.detail = detail
        self.leads_to = leads_to
