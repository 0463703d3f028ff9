"""The short-lived folder of one kernel: its sockets and settings, free of anything of the user's."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

_PREFIX: Final = "incident-analytics-"
_DROPPED: Final = ("PYTHONSTARTUP", "IPYTHONDIR", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "MPLBACKEND")


def make_runtime() -> Path:
    """Make a folder for this process's kernel, clearing away those of processes that were killed.

    It lies in the system's temporary folder since the path of a socket may have 107 bytes only.
    """
    root = Path(tempfile.gettempdir())
    for old in root.glob(f"{_PREFIX}*"):
        if _is_orphan(old):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=root))


def _is_orphan(folder: Path) -> bool:
    owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
    try:
        if not owner.isdigit() or folder.is_symlink() or folder.stat().st_uid != os.getuid():
            return False
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def kernel_environment(runtime: Path) -> dict[str, str]:
    """Give the kernel's environment: the same result under any locale, zone, hash seed or IPython profile.

    Args:
        runtime: Its folder from `make_runtime`.
    """
    kept = {key: value for key, value in os.environ.items() if key not in _DROPPED}
    return {
        **kept,
        "IPYTHONDIR": str(runtime / "ipython"),
        "JUPYTER_CONFIG_DIR": str(runtime / "config"),
        "JUPYTER_DATA_DIR": str(runtime / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_NO_CONFIG": "1",
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
