"""What is a college's own system shown, and nobody else?"""

import base64
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus, urlencode

from courses.feeds.fetch.addresses import Target
from courses.feeds.fetch.failure import FetchFailed

BASIC, BEARER, HEADER, QUERY = "basic", "bearer", "header", "query"


@dataclass(frozen=True)
class Credential:
    """`name` is that of the user, the header or the query parameter. Neither shown nor logged."""

    kind: str
    name: str = ""
    secret: str = field(default="", repr=False)

    def headers(self) -> dict[str, str]:
        """What a request carries."""
        if self.kind == BASIC:
            return {"Authorization": f"Basic {self._basic()}"}
        if self.kind == BEARER:
            return {"Authorization": f"Bearer {self.secret}"}
        return {self.name: self.secret} if self.kind == HEADER else {}

    def on(self, target: Target) -> Target:
        """The address as it is asked: never as it is shown, kept or told."""
        if self.kind != QUERY:
            return target
        more = urlencode({self.name: self.secret})
        return target._replace(path=f"{target.path}{'&' if '?' in target.path else '?'}{more}")

    def struck_from(self, text: str) -> str:
        """A text with the secret taken out, in every form in which a server may have sent it back."""
        forms = {self.secret, quote(self.secret), quote(self.secret, safe=""), quote_plus(self.secret), self._basic()}
        for form in sorted(filter(None, forms), key=len, reverse=True):
            text = text.replace(form, "…")
        return text

    def _basic(self) -> str:
        return base64.b64encode(f"{self.name}:{self.secret}".encode()).decode() if self.kind == BASIC else ""


class Shown:
    """A credential for the feed's own host: the same scheme, name and port, whatever redirects and pages say."""

    def __init__(self, credential: Credential | None, own: Target | None) -> None:
        self._credential = credential
        self._own = own[:3] if own else None

    def to(self, target: Target) -> tuple[Target, dict[str, str]]:
        """The address to ask, and the headers to ask it with. Raises FetchFailed rather than tell a stranger."""
        credential = self._credential
        if credential is None:
            return target, {}
        if target[:3] == self._own:
            return credential.on(target), credential.headers()
        if credential.struck_from(target.path) != target.path:
            message = f"{target.shown} is another host, and the college's system sent its key along. It was not asked."
            raise FetchFailed("blocked_address", message)
        return target, {}
