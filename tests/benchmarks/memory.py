"""The most memory that a process has had."""

from __future__ import annotations

import resource
from pathlib import Path

__all__ = ["peak"]


def peak() -> float:
    """The most memory that this process has had at once, in GiB.

    Linux counts into ``ru_maxrss`` what the process had that started this one, and VmHWM not.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) / 2**20
