"""Secrets of feeds at rest: sealed under the first key, opened by any, and told from what was tampered with."""

import pytest

from courses.feeds.sealing import CannotOpen, seal, sealed_anew, unseal

FIRST, SECOND = "the-first-key-of-these-tests-0123456789", "the-second-key-of-these-tests-012345678"


def test_a_sealed_secret_does_not_hold_its_text_and_comes_back_whole():
    sealed = seal(b"wstoken-of-the-college")
    assert b"wstoken" not in sealed
    assert unseal(sealed) == b"wstoken-of-the-college"


def test_a_new_key_is_put_before_the_old_one_and_the_old_one_goes_once_all_is_sealed_anew(settings):
    settings.FEED_SECRET_KEYS = [FIRST]
    sealed = seal(b"secret")
    settings.FEED_SECRET_KEYS = [SECOND, FIRST]
    anew = sealed_anew(sealed)
    settings.FEED_SECRET_KEYS = [SECOND]
    assert unseal(anew) == b"secret"
    with pytest.raises(CannotOpen, match="FEED_SECRET_KEYS"):
        unseal(sealed)


def test_what_was_tampered_with_is_not_opened():
    sealed = bytearray(seal(b"secret"))
    sealed[-5] ^= 1
    with pytest.raises(CannotOpen):
        unseal(bytes(sealed))
