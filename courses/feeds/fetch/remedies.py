"""What does a failure to fetch mean to the person who gave the address, and what can she do?"""

from typing import NamedTuple

from courses.feeds.fetch.failure import FetchFailed


class Remedy(NamedTuple):
    """What happened in a few words, and what to do."""

    what: str
    do: str


_REMEDIES = {
    "private": Remedy(
        "This address is inside a closed network",
        "This site can only reach the open internet. Ask your system’s administrator for an address that works from "
        "home too, or have the file uploaded. Those who run this site can open single addresses of their own network.",
    ),
    "not_https": Remedy(
        "This address is not https",
        "What travels over http can be read and changed on its way. Ask your system’s administrator for the https "
        "address, on port 443 or 8443.",
    ),
    "address": Remedy(
        "This is no address that can be read",
        "Copy it anew from the browser’s address bar. It begins with https:// and holds no space, name or password.",
    ),
    "redirects": Remedy(
        "The address leads on and on",
        "Open it in a browser, and give the address at which you arrive.",
    ),
    "certificate": Remedy(
        "The host’s certificate is not trusted",
        "Ask your system’s administrator to renew it, or to have it issued by a public authority. A certificate that "
        "the host signed itself proves nothing.",
    ),
    "unknown_name": Remedy(
        "There is no such host",
        "Look for a slip in the name. If it only works inside the college, ask for an address that works outside.",
    ),
    "unreachable": Remedy(
        "The host refused the connection or did not answer",
        "Open the address in a browser, from outside the college. If it opens there, its firewall keeps this site out: "
        "ask your system’s administrator to let it in.",
    ),
    "timeout": Remedy(
        "It took too long",
        "Try once more. If it stays so, ask your system’s administrator for a file that is made each night, in place "
        "of one that is made while we wait.",
    ),
    "sign_in": Remedy(
        "It wants to know who asks",
        "Give the name and password, token or key below. If they are there already, they are wrong or have expired.",
    ),
    "not_found": Remedy(
        "There is nothing at this address",
        "Look for a slip after the host’s name, or ask where the file went.",
    ),
    "server_fault": Remedy(
        "The system answered with an error of its own",
        "Try again later. If it stays so, show its administrator what stands below.",
    ),
    "busy": Remedy(
        "The system is busy",
        "Try again in some minutes.",
    ),
    "web_page": Remedy(
        "It answered with a web page, most often a page to sign in",
        "Ask for an address that gives the file itself without a page to sign in, with a token or key if need be.",
    ),
    "document": Remedy(
        "It is a file of another kind",
        "Choose the format that the file has, or ask for an export in the one you chose.",
    ),
    "empty": Remedy(
        "It is empty",
        "Ask your system’s administrator what became of the export.",
    ),
    "too_large": Remedy(
        "It is too large",
        "Ask for an export of courses only, or connect it in parts.",
    ),
    "truncated": Remedy(
        "It ended in the middle",
        "Try once more. If it stays so, the system stops too early: show its administrator what stands below.",
    ),
    "bad_paging": Remedy(
        "Its pages do not make a whole",
        "Check that the address is the base of the interface that you chose.",
    ),
    "no_space": Remedy(
        "This site has no room left",
        "Tell those who run it. Nothing is wrong with your address.",
    ),
}
_OTHER = Remedy("It could not be read", "Check the address, the format and what stands below.")


def remedy_of(failure: FetchFailed) -> Remedy:
    return _REMEDIES.get(failure.detail) or _REMEDIES.get(failure.reason) or _OTHER
