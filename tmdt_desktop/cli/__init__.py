"""The headless face: one file a group of commands, each command a few lines that call one service."""

from tmdt_desktop.cli.attachments import COMMANDS as ATTACHMENTS
from tmdt_desktop.cli.catalogues import COMMANDS as CATALOGUES
from tmdt_desktop.cli.demo import COMMANDS as DEMO
from tmdt_desktop.cli.duplicates import COMMANDS as DUPLICATES
from tmdt_desktop.cli.duties import COMMANDS as DUTIES
from tmdt_desktop.cli.frame import Command
from tmdt_desktop.cli.history import COMMANDS as HISTORY
from tmdt_desktop.cli.imports import COMMANDS as IMPORTS
from tmdt_desktop.cli.lists import COMMANDS as LISTS
from tmdt_desktop.cli.matching import COMMANDS as MATCHING
from tmdt_desktop.cli.packages import COMMANDS as PACKAGES
from tmdt_desktop.cli.printing import COMMANDS as PRINTING
from tmdt_desktop.cli.records import COMMANDS as RECORDS
from tmdt_desktop.cli.reports import COMMANDS as REPORTS
from tmdt_desktop.cli.signing import COMMANDS as SIGNING
from tmdt_desktop.cli.surveys import COMMANDS as SURVEYS
from tmdt_desktop.cli.tokens import COMMANDS as TOKENS
from tmdt_desktop.cli.trust import COMMANDS as TRUST
from tmdt_desktop.cli.workspaces import COMMANDS as WORKSPACES

COMMANDS: tuple[Command, ...] = (
    *WORKSPACES,
    *IMPORTS,
    *LISTS,
    *DUPLICATES,
    *HISTORY,
    *MATCHING,
    *PRINTING,
    *RECORDS,
    *ATTACHMENTS,
    *DUTIES,
    *REPORTS,
    *SIGNING,
    *PACKAGES,
    *TRUST,
    *TOKENS,
    *SURVEYS,
    *CATALOGUES,
    *DEMO,
)
"""Every command, in the order of the help."""
