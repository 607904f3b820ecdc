"""What the trust pack at hand knows of a certificate by its fingerprint alone, before any key is opened."""

from typing import Literal

from tmdt_desktop.errors import Problem
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.store.workspace import Workspace

KeyRole = Literal["leader", "seal", "department"]
_MEANT = {"leader": "lãnh đạo ký", "seal": "đóng dấu cơ quan", "department": "Sở nhận gói"}


def why_unfit(ws: Workspace, fingerprint: str, role: KeyRole) -> str:
    """Why the certificate (`fingerprint`: SHA-256, lower hex) is not for a signature of this office as `role`, or "".

    Says nothing where no readable trust pack is at hand: signing tells that. A leader's certificate need not be
    registered, the seal's and the Department's must be.
    """
    try:
        trust = trust_at_hand(ws)
    except Problem:
        return ""
    if trust is None:
        return ""
    known = trust.registered(fingerprint)
    if known is None:
        return "" if role == "leader" else f"Chứng thư này chưa đăng ký để {_MEANT[role]}."
    if known.office != ws.office:
        return f"Chứng thư này đã đăng ký cho {known.office_name}."
    if known.role.value != role:
        return f"Chứng thư này đã đăng ký cho việc khác, không phải để {_MEANT[role]}."
    return ""
