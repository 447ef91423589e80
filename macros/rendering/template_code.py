"""The Python that the templates beside this module are compiled to: plainer than Jinja's own, and faster.

Jinja's templates may be written by strangers, and get anything. So it looks for an attribute among keys too, asks of
all that is called whether it wants to know the context, and wraps each text that it escapes. These templates are our
own, and get objects: an attribute is an attribute, a call is a call, and what is joined at once is wrapped once.

The classes replace parts of https://jinja.palletsprojects.com/en/stable/api/#jinja2.Environment.code_generator_class
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

# Names and words stand on many pages.
_escaped = functools.lru_cache(maxsize=2**14)(escape)


def escaped(value: Any) -> str:
    """Return a value as it stands in HTML. What is HTML already stays as it is."""
    if type(value) is Markup:
        return value
    return _escaped(value) if type(value) is str else escape(value)


def joined(values: Sequence[Any]) -> str:
    """Return values as one text: as HTML, if one of them is that."""
    if any(hasattr(value, "__html__") for value in values):
        return Markup("".join(map(escaped, values)))
    return "".join(map(str, values))


class PlainMacro(Macro):
    """A macro of a template, called with what it has parameters for."""

    def __call__(self, *given: Any, **named: Any) -> Markup:
        """Return its HTML.

        Raises:
            TypeError: it has no such parameter.
        """
        if len(given) != self._argument_count:
            given += tuple(named.pop(name, missing) for name in self.arguments[len(given) :])
        if self.caller:
            given += (named.pop("caller", None) or self._environment.undefined(name="caller"),)
        return Markup(self._func(*given, **named))


class PlainCode(CodeGenerator):
    """Writes the Python of a template."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Write it all, after the names that the code has beside Jinja's."""
        self.writeline(f"from {__name__} import PlainMacro, escaped, joined")
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Write an attribute."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call."""
        self.visit(node.node, frame)
        self.write("(")
        for stars, argument in (
            *(("", argument) for argument in (*node.args, *node.kwargs)),
            *(("*", node.dyn_args), ("**", node.dyn_kwargs)),
        ):
            if argument:
                self.write(stars)
                self.visit(argument, frame)
                self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        """Write a choice; where it is one of something and nothing, that is no text."""
        node.expr2 = node.expr2 or nodes.Const("")
        super().visit_CondExpr(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """Write values that are joined."""
        self.write("joined((")
        for one in node.nodes:
            self.visit(one, frame)
            self.write(", ")
        self.write("))")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write a macro's definition, whose class it begins with."""
        self.write("Plain")
        super().macro_def(macro_ref, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("escaped(")
