"""What every page is given: the opened workspace and the three helpers of the shell. Nothing is found elsewhere."""

from dataclasses import dataclass, field

from tmdt_desktop.services.signing_keys import PinGuard
from tmdt_desktop.store.workspace import Workspace
from ui.shell.jobs import Jobs
from ui.shell.key_habits import KeyHabits
from ui.shell.problems import Problems
from ui.shell.theme import Theme


@dataclass(frozen=True)
class Desk:
    """Made once, when a workspace is open, by `ui.application`.

    `guard` knows for as long as the program runs which PIN a token has refused; `habits`: how this person signs.
    """

    workspace: Workspace
    jobs: Jobs
    problems: Problems
    theme: Theme
    guard: PinGuard = field(default_factory=PinGuard)
    habits: KeyHabits = field(default_factory=KeyHabits)
