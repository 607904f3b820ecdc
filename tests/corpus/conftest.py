"""The trust pack of the signing tests: it knows nobody in the corpus."""

from tests.core.signing.conftest import ca, trust

__all__ = ["ca", "trust"]
