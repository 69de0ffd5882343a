"""The signature of a pushed message: the test vectors that docs/push.md prints, and what is not believed."""

import base64
import re
from pathlib import Path

import pytest

from courses.feeds.push.signature import Refused, Signed, check_form, check_signature, signature_of

DOCS = Path(__file__).resolve().parents[3] / "docs" / "push.md"
SECRET = bytes(range(32))
TIME, NONCE, PATH = "1764150000", "A" * 24, "/api/v1/colleges/tapi/feeds/register/push"
VECTORS = re.findall(r"^\| `(\{.+\})` \| `(v1=[0-9a-f]{64})` \|$", DOCS.read_text(), re.MULTILINE)


def test_the_docs_print_three_vectors_with_this_secret():
    assert len(VECTORS) == 3
    assert base64.urlsafe_b64encode(SECRET).decode().rstrip("=") in DOCS.read_text()


@pytest.mark.parametrize(("body", "signature"), VECTORS)
def test_a_vector_of_the_docs_is_what_we_expect(body: str, signature: str):
    assert signature_of(SECRET, TIME, NONCE, "POST", PATH, body.encode()) == signature
    signed = Signed("tantu-1", TIME, NONCE, signature)
    check_form(signed)
    check_signature(signed, SECRET, "POST", PATH, body.encode(), now=1764150000 + 300)


@pytest.mark.parametrize(
    ("method", "path", "body", "secret"),
    [
        ("GET", PATH, b"{}", SECRET),
        ("POST", PATH.replace("tapi", "narmada"), b"{}", SECRET),
        ("POST", PATH, b'{"whole":"begin"}', SECRET),
        ("POST", PATH, b"{}", bytes(32)),
    ],
)
def test_other_words_or_another_secret_are_not_believed(method: str, path: str, body: bytes, secret: bytes):
    signed = Signed("tantu-1", TIME, NONCE, signature_of(SECRET, TIME, NONCE, "POST", PATH, b"{}"))
    with pytest.raises(Refused, match="not that of this message"):
        check_signature(signed, secret, method, path, body, now=1764150000)


@pytest.mark.parametrize(("apart", "said"), [(301, "behind"), (-301, "ahead of")])
def test_a_clock_that_is_off_by_more_than_300_seconds_is_named(apart: int, said: str):
    signed = Signed("tantu-1", TIME, NONCE, signature_of(SECRET, TIME, NONCE, "POST", PATH, b"{}"))
    with pytest.raises(Refused, match=f"301 s {said} ours") as refused:
        check_signature(signed, SECRET, "POST", PATH, b"{}", now=1764150000 + apart)
    assert refused.value.code == "clock_skew"


@pytest.mark.parametrize(
    ("signed", "named"),
    [
        (Signed("", TIME, NONCE, "v1=0"), "Tantu-Key"),
        (Signed("k", "", NONCE, "v1=0"), "Tantu-Time"),
        (Signed("k", "tomorrow", NONCE, "v1=0"), "Unix seconds"),
        (Signed("k", TIME, "short", "v1=0"), "16 to 64"),
        (Signed("k", TIME, NONCE, ""), "Tantu-Signature"),
    ],
)
def test_a_header_that_is_missing_or_malformed_is_named(signed: Signed, named: str):
    with pytest.raises(Refused, match=named):
        check_form(signed)
