"""What the figures were measured on, for whoever compares them with other figures."""

import os
import platform
from pathlib import Path

from measure import run


def lines(shell, directory):
    """(name, value) pairs for the head of the report."""
    # Only the version and date: the long hash that follows says nothing more.
    version = " ".join(run([shell, "--version"], directory).last_line.split()[:3])
    return [
        ("sqlite3", version),
        ("python", platform.python_version()),
        ("kernel", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("processor", f"{processor()}, {os.cpu_count()} logical cores"),
        ("file system", file_system(directory)),
    ]


def processor():
    """The processor's model name, as far as the system gives one."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def file_system(directory):
    """The kind of file system the stores lie on: on tmpfs a sync costs nothing and the times mean less."""
    best = ("", "unknown")
    try:
        for line in Path("/proc/mounts").read_text().splitlines():
            _, mount, kind = line.split()[:3]
            inside = directory.is_relative_to(mount)
            if inside and len(mount) >= len(best[0]):
                best = (mount, kind)
    except OSError:
        pass
    return best[1]
