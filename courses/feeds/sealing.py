"""How are the secrets of feeds kept: encrypted at rest, with keys that can be changed one after another?

Fernet (AES-128-CBC and HMAC-SHA256, authenticated) under keys that HKDF (RFC 5869) derives from the texts of
FEED_SECRET_KEYS: the first seals, all of them open. Without that variable the key comes from SECRET_KEY.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"tantu: secrets of feeds"


class CannotOpen(Exception):
    """Sealed with a key that is no longer among FEED_SECRET_KEYS."""


def seal(secret: bytes) -> bytes:
    return _keys().encrypt(secret)


def unseal(sealed: bytes) -> bytes:
    """Raises CannotOpen."""
    try:
        return _keys().decrypt(bytes(sealed))
    except InvalidToken as error:
        message = "This secret was sealed with a key that FEED_SECRET_KEYS holds no more. Put it back, or give it anew."
        raise CannotOpen(message) from error


def sealed_anew(sealed: bytes) -> bytes:
    """The same secret under the first key. Raises CannotOpen."""
    return seal(unseal(sealed))


def _keys() -> MultiFernet:
    texts = settings.FEED_SECRET_KEYS or [settings.SECRET_KEY]
    return MultiFernet([Fernet(_derived(text)) for text in texts])


def _derived(text: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(text.encode())
    return base64.urlsafe_b64encode(key)
