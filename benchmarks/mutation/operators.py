"""Small changes of a program, each a mistake that a developer could have made.

An operator looks at one node of a syntax tree and answers with the nodes that could stand in its
place. What a type checker would find is left out: `None` is only returned where it may be.
"""

import ast
import builtins
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

Operator = Callable[[ast.AST], Iterator[ast.expr]]

BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
MEMBERS = {
    "Severity": ("ALERT", "WARNING", "NOTICE", "INFO"),
    "Status": ("UPCOMING", "DUE_SOON", "DUE", "OVERDUE"),
    "Position": ("BELOW", "IN_TARGET", "ABOVE", "AT_OR_OVER_LIMIT", "UNDECIDABLE"),
    "RatioStatus": ("LOW", "IN_TARGET", "UNDECIDABLE"),
}


def comparison(node: ast.AST) -> Iterator[ast.expr]:
    """A boundary moved to its other side, or an equality turned round."""
    if not isinstance(node, ast.Compare):
        return
    for place, sign in enumerate(node.ops):
        other = (BOUNDARY | OPPOSITE).get(type(sign))
        if other is not None:
            signs = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield ast.Compare(node.left, signs, node.comparators)


def connective(node: ast.AST) -> Iterator[ast.expr]:
    """`and` for `or`, and the other way."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)


def negation(node: ast.AST) -> Iterator[ast.expr]:
    """A `not` left out."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand


def number(node: ast.AST) -> Iterator[ast.expr]:
    """One more and one less; for an exact number, one unit of its last decimal."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield ast.Constant(node.value - 1)
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Call) and _is_exact(node):
        yield from _beside(node)


def _is_exact(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "Decimal" and len(call.args) == 1


def _beside(call: ast.Call) -> Iterator[ast.expr]:
    text = getattr(call.args[0], "value", None)
    if not isinstance(text, str):
        return
    try:
        exact = Decimal(text)
    except InvalidOperation:
        return
    last_place = Decimal((0, (1,), int(exact.as_tuple().exponent)))
    for other in (exact - last_place, exact + last_place):
        yield ast.Call(call.func, [ast.Constant(str(other))], [])


def truth(node: ast.AST) -> Iterator[ast.expr]:
    """True for False, and the other way."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)


def arithmetic(node: ast.AST) -> Iterator[ast.expr]:
    """Plus for minus, times for divided, one set operation for the other. Not with words."""
    if isinstance(node, ast.BinOp) and not _is_wording(node.left) and not _is_wording(node.right):
        other = ARITHMETIC.get(type(node.op))
        if other is not None and not _is_type(node):
            yield ast.BinOp(node.left, other(), node.right)


def _is_wording(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)


def _is_type(node: ast.BinOp) -> bool:
    """Whether it is a type and one more: `int | Fraction`, `date | None`."""
    if isinstance(node.right, ast.Constant):
        return node.right.value is None
    return isinstance(node.left, ast.Name) and isinstance(getattr(builtins, node.left.id, 0), type)


def call(node: ast.AST) -> Iterator[ast.expr]:
    """The least for the most, any for all."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield ast.Call(ast.Name(CALLS[node.func.id]), node.args, node.keywords)


def member(node: ast.AST) -> Iterator[ast.expr]:
    """Another severity, status or position: the next one."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        names = MEMBERS.get(node.value.id, ())
        if node.attr in names:
            following = names[(names.index(node.attr) + 1) % len(names)]
            yield ast.Attribute(node.value, following)


EXPRESSIONS: dict[str, Operator] = {
    "comparison": comparison,
    "connective": connective,
    "negation": negation,
    "number": number,
    "truth": truth,
    "arithmetic": arithmetic,
    "call": call,
    "member": member,
}
"""The operators that ask nothing about where an expression stands."""


def turned_round(test: ast.expr) -> Iterator[ast.expr]:
    """The opposite of a condition, where no other operator makes it already."""
    is_made = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        is_made = type(test.ops[0]) in OPPOSITE
    if not is_made and not isinstance(test, ast.Constant):
        yield ast.UnaryOp(ast.Not(), test)


def never_taken(branch: ast.If) -> Iterator[ast.expr]:
    """An early way out that is never taken."""
    ways_out = ast.Return | ast.Continue | ast.Break | ast.Raise
    if isinstance(branch.body[-1], ways_out) and not branch.orelse:
        yield ast.Constant(value=False)


def answer(given: ast.expr, returns: ast.expr | None) -> Iterator[ast.expr]:
    """The opposite of what a predicate answers; nothing where a function may answer nothing."""
    promised = ast.unparse(returns) if returns is not None else ""
    if promised == "bool":
        yield from turned_round(given)
    elif promised.endswith("| None") and not _is_nothing(given):
        yield ast.Constant(value=None)


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
