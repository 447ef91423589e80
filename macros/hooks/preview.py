"""A hook for `mkdocs serve`, and for nothing else: the site's content does not need it.

Left alone, MkDocs builds the whole site after every change before it shows a page, imports a package of macros once, so
an edited module would keep its old code until the server restarts, and answers no request after a build that ends in an
exception. With this hook, every change is known at once, and a page is rendered when it is asked for (`on_demand`); a
fault is told in place of what it keeps from being shown, and the save that fixes it brings that back (`faults`);
whatever changes is seen, and no other site is answered (`server`).
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from macros.hooks.serving.events import on_config, on_nav, on_shutdown, on_startup
elif "mkdocs.commands.serve" in sys.modules:  # a build needs none of it, and it takes a while
    from serving.events import on_config, on_nav, on_shutdown, on_startup

__all__ = ["on_config", "on_nav", "on_shutdown", "on_startup"]
