"""Is a pushed message signed with a key of this feed, now, and for the first time?

The signature is an HMAC-SHA256 (RFC 2104) in hexadecimal over six lines joined by "\\n": the version, the time in Unix
seconds, the nonce, the method, the path with its query as sent, and the SHA-256 of the body in hexadecimal.
docs/push.md has test vectors.
"""

import hashlib
import hmac
import re
from typing import NamedTuple

VERSION = "v1"
WINDOW_SECONDS = 300
_NONCE = re.compile(r"^[A-Za-z0-9_-]{16,64}$")
_TIME = re.compile(r"^\d{1,12}$")


class Signed(NamedTuple):
    """The headers of a signed message, as they came."""

    key_id: str
    time: str
    nonce: str
    signature: str


class Refused(Exception):
    """A message that is not believed: `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def signature_of(secret: bytes, time: str, nonce: str, method: str, path: str, body: bytes) -> str:
    """What the header Tantu-Signature must hold."""
    lines = (VERSION, time, nonce, method, path, hashlib.sha256(body).hexdigest())
    signed = "\n".join(lines).encode()
    return f"{VERSION}={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"


def check_form(signed: Signed) -> None:
    """Raises Refused where a header is missing or has no such form."""
    for header, value in zip(("Key", "Time", "Nonce", "Signature"), signed, strict=True):
        if not value:
            raise Refused("not_signed", f"The header Tantu-{header} is missing. docs/push.md says how to sign.")
    if not _TIME.match(signed.time):
        raise Refused("not_signed", "Tantu-Time must hold the time in Unix seconds, such as 1764150000.")
    if not _NONCE.match(signed.nonce):
        raise Refused("not_signed", "Tantu-Nonce must hold 16 to 64 letters, digits, - or _, new for every message.")


def check_signature(signed: Signed, secret: bytes, method: str, path: str, body: bytes, now: float) -> None:
    """Raises Refused where it was signed with another secret or over other words, or not within 300 s of now."""
    right = signature_of(secret, signed.time, signed.nonce, method, path, body)
    if not hmac.compare_digest(right.encode(), signed.signature.encode()):
        message = "The signature is not that of this message. Sign version, time, nonce, method, path and body hash."
        raise Refused("bad_signature", message)
    apart = int(signed.time) - now
    if abs(apart) > WINDOW_SECONDS:
        side = "ahead of" if apart > 0 else "behind"
        message = f"Its time is {abs(apart):.0f} s {side} ours; {WINDOW_SECONDS} s are allowed. Set the clock."
        raise Refused("clock_skew", message)
