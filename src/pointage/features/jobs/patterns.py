"""Patterns that a text field's values must match, whole: a regular expression without the parts
that can take for ever. Matching follows all ways at once, so its time grows with the length of the
text and never with the cleverness of the pattern.

Known: letters and signs as they are, `.`, `[a-z]`, `[^…]`, `\\d \\w \\s` and their capitals, `( )`,
`(?: )`, `|`, `? * +`, `{2}`, `{2,}`, `{2,5}`. Everything else is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

MAX_PATTERN: Final = 200
MAX_STATES: Final = 3_000
_MAX_REPEAT: Final = 255
_MAX_NESTING: Final = 30

Test = Callable[[str], bool]
_ESCAPES: Final[dict[str, Test]] = {
    "d": lambda c: c.isdecimal(),
    "D": lambda c: not c.isdecimal(),
    "w": lambda c: c.isalnum() or c == "_",
    "W": lambda c: not (c.isalnum() or c == "_"),
    "s": str.isspace,
    "S": lambda c: not c.isspace(),
}


class PatternRefused(Exception):
    """The pattern cannot be used. `position` counts from 1, `sign` is what stands there."""

    def __init__(self, position: int, sign: str) -> None:
        super().__init__(f"{sign!r} at {position}")
        self.position = position
        self.sign = sign


@dataclass(slots=True)
class _State:
    """Where a match may stand: a test that leads on, or ways that need no sign."""

    test: Test | None = None
    then: int = -1
    free: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready for matching."""

    _states: tuple[_State, ...]
    _start: int
    _end: int

    def matches(self, text: str) -> bool:
        """Whether the whole text matches. At most `len(text)` times the number of states."""
        here = self._reach({self._start})
        for sign in text:
            onward = set()
            for number in here:
                state = self._states[number]
                if state.test is not None and state.test(sign):
                    onward.add(state.then)
            here = self._reach(onward)
            if not here:
                return False
        return self._end in here

    def _reach(self, numbers: set[int]) -> set[int]:
        found = set(numbers)
        waiting = list(numbers)
        while waiting:
            for each in self._states[waiting.pop()].free:
                if each not in found:
                    found.add(each)
                    waiting.append(each)
        return found


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    """Raises `PatternRefused`, which says where."""
    if len(text) > MAX_PATTERN:
        raise PatternRefused(MAX_PATTERN + 1, text[MAX_PATTERN])
    tree = _Reader(text).whole()
    states: list[_State] = []
    start, end = _build(tree, states)
    return Pattern(tuple(states), start, end)


# -- reading -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _One:
    test: Test


@dataclass(frozen=True, slots=True)
class _Row:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Either:
    ways: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: _Node
    least: int
    most: int | None  # None: as often as may be


_Node = _One | _Row | _Either | _Repeat


class _Reader:
    """Reads the text of a pattern into a tree."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def whole(self) -> _Node:
        if self._peek() == "^":
            self._at += 1
        node = self._either()
        if self._peek() == "$" and self._at == len(self._text) - 1:
            self._at += 1
        if self._peek():
            raise self._refuse()
        return node

    def _either(self) -> _Node:
        ways = [self._row()]
        while self._peek() == "|":
            self._at += 1
            ways.append(self._row())
        return ways[0] if len(ways) == 1 else _Either(tuple(ways))

    def _row(self) -> _Node:
        parts: list[_Node] = []
        while (sign := self._peek()) and sign not in "|)":
            if sign == "$" and self._at == len(self._text) - 1:
                break
            parts.append(self._repeated(self._one()))
        return _Row(tuple(parts))

    def _one(self) -> _Node:
        sign = self._peek()
        if sign == "(":
            return self._group()
        if sign in "*+?{^$":
            raise self._refuse()
        self._at += 1
        if sign == ".":
            return _One(lambda _: True)
        if sign == "[":
            return _One(self._class())
        if sign == "\\":
            return _One(self._escape())
        return _One(sign.__eq__)

    def _group(self) -> _Node:
        self._depth += 1
        if self._depth > _MAX_NESTING:
            raise self._refuse()
        self._at += 1
        if self._peek() == "?":
            if not self._text.startswith("?:", self._at):
                raise self._refuse()
            self._at += 2
        node = self._either()
        if self._peek() != ")":
            raise self._refuse()
        self._at += 1
        self._depth -= 1
        return node

    def _repeated(self, node: _Node) -> _Node:
        sign = self._peek()
        if sign not in ("?", "*", "+", "{"):
            return node
        begun = self._at
        self._at += 1
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(sign) or self._braces(begun)
        if self._peek() == "?":  # as few as may be: the same thing where the whole must match
            self._at += 1
        if self._peek() in ("?", "*", "+", "{"):
            raise self._refuse()
        return _Repeat(node, least, most)

    def _braces(self, begun: int) -> tuple[int, int | None]:
        end = self._text.find("}", self._at)
        first, comma, last = self._text[self._at : max(end, self._at)].partition(",")
        if not _is_count(first) or (last and not _is_count(last)):
            raise PatternRefused(begun + 1, "{")
        self._at = end + 1
        least = int(first)
        most = int(last) if last else None if comma else least
        if max(least, most or 0) > _MAX_REPEAT or (most is not None and most < least):
            raise PatternRefused(begun + 1, "{")
        return least, most

    def _escape(self) -> Test:
        sign = self._peek()
        if sign in _ESCAPES and sign:
            self._at += 1
            return _ESCAPES[sign]
        if not sign or sign.isalnum():
            raise self._refuse()
        self._at += 1
        return sign.__eq__

    def _class(self) -> Test:
        begun = self._at
        is_not = self._peek() == "^"
        self._at += is_not
        tests: list[Test] = []
        while self._peek() != "]" or not tests:
            if not self._peek():
                raise PatternRefused(begun, "[")
            tests.append(self._member())
        self._at += 1
        return lambda c: any(test(c) for test in tests) is not is_not

    def _member(self) -> Test:
        first = self._peek()
        self._at += 1
        if first == "\\":
            if self._peek() in _ESCAPES:
                return self._escape()
            first = self._peek()
            self._escape()
        follows = self._text[self._at : self._at + 2]
        if len(follows) < 2 or follows[0] != "-" or follows[1] == "]":
            return first.__eq__
        self._at += 1
        last = self._peek()
        self._at += 1
        if last == "\\":
            last = self._peek()
            if last in _ESCAPES:
                raise self._refuse()
            self._escape()
        if last < first:
            raise PatternRefused(self._at, last)
        return lambda c: first <= c <= last

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _refuse(self) -> PatternRefused:
        return PatternRefused(self._at + 1, self._peek())


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


# -- building ----------------------------------------------------------------------------------
def _build(node: _Node, states: list[_State]) -> tuple[int, int]:
    """Adds the states of a node; returns where it starts and where it ends."""
    if isinstance(node, _One):
        start, end = _new(states), _new(states)
        states[start].test, states[start].then = node.test, end
        return start, end
    if isinstance(node, _Row):
        start = end = _new(states)
        for part in node.parts:
            first, last = _build(part, states)
            states[end].free.append(first)
            end = last
        return start, end
    if isinstance(node, _Either):
        start, end = _new(states), _new(states)
        for way in node.ways:
            first, last = _build(way, states)
            states[start].free.append(first)
            states[last].free.append(end)
        return start, end
    return _build_repeat(node, states)


def _build_repeat(node: _Repeat, states: list[_State]) -> tuple[int, int]:
    start = here = _new(states)
    for _ in range(node.least):
        first, last = _build(node.part, states)
        states[here].free.append(first)
        here = last
    end = _new(states)
    states[here].free.append(end)
    if node.most is None:
        first, last = _build(node.part, states)
        states[here].free.append(first)
        states[last].free += [first, end]
        return start, end
    for _ in range(node.most - node.least):
        first, last = _build(node.part, states)
        states[here].free.append(first)
        states[last].free.append(end)
        here = last
    return start, end


def _new(states: list[_State]) -> int:
    if len(states) >= MAX_STATES:
        raise PatternRefused(1, "{")
    states.append(_State())
    return len(states) - 1
