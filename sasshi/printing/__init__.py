"""Printers: what is known of each, and the way to them. Alone allowed to run ``lp``."""

from sasshi.printing.cups import (
    Printer,
    cannot,
    choose,
    commands,
    media_of,
    outcome,
    printers,
    send,
)
from sasshi.printing.profile import (
    Profile,
    load_profile,
    profile_names,
    profile_path,
    save_profile,
)

__all__ = [
    "Printer",
    "Profile",
    "cannot",
    "choose",
    "commands",
    "load_profile",
    "media_of",
    "outcome",
    "printers",
    "profile_names",
    "profile_path",
    "save_profile",
    "send",
]
