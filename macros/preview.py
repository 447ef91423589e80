"""A hook for `mkdocs serve`, and for nothing else: the site's content does not need it.

MkDocs imports a package of macros once, so an edited module would keep its old code until the server restarts.
"""

from __future__ import annotations

import sys
from typing import Any

from mkdocs.plugins import event_priority


@event_priority(100)  # before the macros engine imports the package
def on_config(config: Any) -> None:
    """Forget the package, so that every build runs the code as it stands on the disk."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "macros"]:
        del sys.modules[name]
