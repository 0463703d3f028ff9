"""The kernel process: IPython's own, with a leash, so that it never outlives the run that started it.

Started as ``python -m analytics.report.kernel -f CONNECTION_FILE``. On Linux the system itself ends it with
its parent; elsewhere ipykernel's poller looks once a second.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Final

_PARENT: Final = "JPY_PARENT_PID"  # jupyter_client tells the kernel who started it
_PR_SET_PDEATHSIG: Final = 1


def follow_parent() -> None:
    """See to it that this process dies with its parent, by whatever signal that dies."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if str(os.getppid()) != os.environ.get(_PARENT):
        os._exit(0)  # it died before we asked


def main() -> None:
    """Run the kernel until it is told to stop, or is alone."""
    follow_parent()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
