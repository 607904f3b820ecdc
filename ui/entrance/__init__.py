"""The window before the window. It loads neither the database nor the pages, so that it stands on the screen at once."""

from ui.entrance.window import Entrance as Entrance
