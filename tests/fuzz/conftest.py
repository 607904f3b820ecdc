"""The keys and the small package of the signing tests."""

from tests.core.signing.conftest import anchors, ca, department, leader, other_seal, package, seal, trust

__all__ = ["anchors", "ca", "department", "leader", "other_seal", "package", "seal", "trust"]
