"""The same work on each of many pieces, as many at a time as there are processors.

What comes of it never depends on how many that is: results are in the order of the pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

Item = TypeVar("Item")
Result = TypeVar("Result")


def take_each(do: Callable[[Item], Result], items: list[Item]) -> list[Result]:
    """Do something with each item, and take it out of the list, so that it goes when it is done.

    Args:
        do: What to do; most of its time must be spent outside Python.
        items: The items; empty afterwards.

    Returns:
        What came of each, in order.

    Examples:
        >>> take_each(abs, [-2, -1])
        [2, 1]
    """
    if len(items) < 2:
        return [do(items.pop()) for _ in range(len(items))]
    items.reverse()
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        running = [pool.submit(do, items.pop()) for _ in range(len(items))]
        running.reverse()
        done = []
        while running:  # a result goes to the caller alone
            done.append(running.pop().result())
    return done
