"""What every page is given: the opened workspace and the three helpers of the shell. Nothing is found elsewhere."""

from dataclasses import dataclass

from tmdt_desktop.store.workspace import Workspace
from ui.shell.jobs import Jobs
from ui.shell.problems import Problems
from ui.shell.theme import Theme


@dataclass(frozen=True)
class Desk:
    """Made once, when a workspace is open, by `ui.application`."""

    workspace: Workspace
    jobs: Jobs
    problems: Problems
    theme: Theme
