"""Keys, PDF signatures, the package container, trust and verdicts, encryption. Offline throughout; heavy: import it late."""

import logging

# What these libraries complain of reaches people as findings; in a log it would be noise with names in it.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
