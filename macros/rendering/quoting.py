"""Ids that stand in a call without quotes: Jinja takes their hyphens and full stops for a calculation."""

from __future__ import annotations

import re

_CALL = re.compile(r"{{[-+]?[ ]*(\w+)[ ]*\(([^(){}\n]*)\)[ ]*[-+]?}}")
# A text in quotes, the name of an argument, or what should be a text.
_ARGUMENT = re.compile(r"""\s*(?:(?P<name>\w+)\s*=\s*)?(?P<value>"[^"]*"|'[^']*'|[^\s,"'=]+)\s*(?:,|$)""")
_WRITTEN_OUT = re.compile(r"""["'].*["']|\d+|true|false|none""", re.IGNORECASE | re.DOTALL)
_ID = re.compile(r"[\w.-]+")


def quoted(braces: str) -> str | None:
    """Return a call between braces with quotes around the ids that lack them: `{{ link("one-id") }}`.

    None: it is no call, it has quotes where they belong, or something else is wrong with it.
    """
    call = _CALL.fullmatch(braces.strip())
    if not call:
        return None
    arguments, end, is_changed = [], 0, False
    while end < len(call[2].rstrip()):
        match = _ARGUMENT.match(call[2], end)
        if not match:
            return None
        name, value = match["name"], match["value"]
        if not _WRITTEN_OUT.fullmatch(value):
            if not _ID.fullmatch(value):
                return None
            value, is_changed = f'"{value}"', True
        arguments.append(f"{name}={value}" if name else value)
        end = match.end()
    return f"{{{{ {call[1]}({', '.join(arguments)}) }}}}" if is_changed else None
