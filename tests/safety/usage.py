"""What a process has used, as the kernel counts it: only on Linux, and nothing is measured elsewhere."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

IS_MEASURED = Path("/proc/self/clear_refs").exists()
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100  # of the kernel's clock, each second


def _read_cpu(folder: Path) -> float:
    if not IS_MEASURED:
        return 0.0
    # proc_pid_stat(5): the second field, the command in parentheses, may hold spaces
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


class Usage:
    """The usage of one process. Seconds of CPU do not grow while other processes keep the machine busy."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    def cpu(self) -> float:
        """Return the CPU seconds of all threads so far."""
        return _read_cpu(self._folder)

    def cpu_of_main_thread(self) -> float:
        """Return the CPU seconds of the first thread so far; in a server it runs the event loop."""
        return _read_cpu(self._folder / "task" / self._folder.name)

    def memory(self) -> float:
        """Return the megabytes in use."""
        return self._read("VmRSS")

    def peak(self) -> float:
        """Return the most megabytes in use since `forget_peak`."""
        return self._read("VmHWM")

    def forget_peak(self) -> None:
        """Start `peak` again at what is in use now (proc_pid_clear_refs(5))."""
        if IS_MEASURED:
            with suppress(PermissionError):  # the peak is then that of the whole run: a limit may fail, never pass
                (self._folder / "clear_refs").write_text("5")

    def _read(self, name: str) -> float:
        if not IS_MEASURED:
            return 0.0
        found = re.search(rf"^{name}:\s+(\d+) kB$", (self._folder / "status").read_text(), re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024
