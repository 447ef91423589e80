"""Macros, called as pages call them."""

from __future__ import annotations

import ast

from macros.rendering.page import Page, call_macro


def called(call: str, page: Page) -> str:
    """What a page gives for a call as it stands between the braces."""
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    named = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in node.keywords}
    return call_macro(page, node.func.id, *map(ast.literal_eval, node.args), **named)
