"""Work that goes on while something else is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def make_ahead(make: Callable[[], T]) -> Callable[[], T]:
    """Begin to make something beside what follows, and give what waits for it.

    While the kernel makes a page, this process would wait. The thread is a daemon, so that a run that ends
    early, stopped or failed, does not wait for what nobody wants any more.

    Args:
        make: Called once, at once.

    Returns:
        A function that gives what was made, or raises what was raised.

    Examples:
        >>> answer = make_ahead(lambda: 6 * 7)
        >>> answer()
        42
    """
    made: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            made.append(make())
        except BaseException as error:  # told to the one who asks for it
            raised.append(error)

    thread = threading.Thread(target=run, name="make-ahead", daemon=True)
    thread.start()

    def wait() -> T:
        thread.join()
        if raised:
            raise raised[0]
        return made[0]

    return wait
