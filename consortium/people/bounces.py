"""Which message of ours came back? Reports of delivery in the form of RFC 3464, as mail servers return them."""

from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default
from email.utils import parseaddr

from consortium.people.mailing import own_number
from consortium.people.models import Mail


def note_bounce(raw: bytes) -> Mail | None:
    """The message that this report says was not delivered for good, now marked so; None where it says no such thing of
    a message that was sent from here to the address that it names."""
    report = BytesParser(EmailMessage, policy=default).parsebytes(raw)
    reasons = [reason for part in report.walk() for reason in _failures(part)]
    returned = next((headers for part in report.walk() if (headers := _returned(part)) is not None), None)
    if not reasons or returned is None:
        return None
    number = own_number(str(returned.get("Message-ID", "")))
    mail = Mail.objects.filter(pk=number, state=Mail.State.SENT).first() if number else None
    if mail is None or parseaddr(str(returned.get("To", "")))[1].casefold() != mail.to.casefold():
        return None
    mail.state, mail.error = Mail.State.BOUNCED, reasons[0][:500]
    mail.save(update_fields=["state", "error"])
    return mail


def _failures(part: Message) -> Iterator[str]:
    """Section 2.3: a block of fields for each recipient; what is only late will be tried again."""
    if part.get_content_type() != "message/delivery-status":
        return
    for block in part.get_payload():
        if isinstance(block, Message) and str(block.get("Action", "")).strip().casefold() == "failed":
            said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status", ""))
            yield " ".join(said.split()) or "returned without a reason"


def _returned(part: Message) -> Message | None:
    """The headers of the message that came back (section 2: the third part, whole or its headers alone)."""
    kind, payload = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list) and payload:
        return payload[0] if isinstance(payload[0], Message) else None
    if kind == "text/rfc822-headers":
        body = part.get_payload(decode=True)
        return BytesParser(EmailMessage, policy=default).parsebytes(body) if isinstance(body, bytes) else None
    return None
