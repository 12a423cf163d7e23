"""Pairs of similar names among two long lists, without comparing everything with everything.

Proposes only; deciding is the work of ``matching`` and of the user.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz, process

SIMILAR = 88
"""Lowest similarity: rapidfuzz ratio (0 to 100) of the names with their words sorted.

At 88 one letter may differ in a name of ten letters, two in one of twenty; words in another order
count as equal.
"""
BLOCK = 250_000
"""Comparisons allowed within one block; a larger block is a word too common to tell anything."""
MOST = 20
"""Partners kept per name within one block."""


def similar_pairs(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """{(our id, their id): similarity} for comparable names (see ``names``) of two sides.

    Only names that share a block are compared: a whole word, the first or last four letters of a
    longer word, or a whole word beside the initial of another. Two names without any of these in
    common are not found, however alike.
    """
    our_sorted = {i: _sorted_words(name) for i, name in ours.items()}
    their_sorted = {i: _sorted_words(name) for i, name in theirs.items()}
    our_blocks, their_blocks = _blocks(our_sorted), _blocks(their_sorted)
    found: dict[tuple[str, str], int] = {}
    for block, our_ids in our_blocks.items():
        their_ids = their_blocks.get(block)
        if not their_ids or len(our_ids) * len(their_ids) > BLOCK:
            continue
        choices = {i: their_sorted[i] for i in their_ids}
        for our_id in our_ids:
            for _, score, their_id in process.extract(
                our_sorted[our_id],
                choices,
                scorer=fuzz.ratio,
                processor=None,
                score_cutoff=SIMILAR,
                limit=MOST,
            ):
                found[our_id, their_id] = int(score)
    return found


def _sorted_words(name: str) -> str:
    return " ".join(sorted(name.replace(":", " ").replace("-", " ").replace("'", " ").split()))


def _blocks(names: Mapping[str, str]) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for i, name in names.items():
        for key in set(_keys(name)):
            blocks[key].append(i)
    return blocks


def _keys(name: str) -> Iterator[str]:
    words = name.split()[:8]
    for word in words:
        if len(word) > 1:
            yield word
        if len(word) >= 5:
            yield f"{word[:4]}*"
            yield f"*{word[-4:]}"
    for one in words:
        for other in words:
            if one is not other:
                yield f"{one} {other[0]}*"
