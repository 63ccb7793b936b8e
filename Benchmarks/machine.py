"""What the figures were measured on, for whoever compares them with other figures."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def facts(directory: Path) -> dict[str, str]:
    """The machine, as far as it matters to the figures."""
    return {
        "processor": f"{processor()}, {os.cpu_count()} logical cores",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "file system": file_system(directory),
    }


def processor() -> str:
    """The processor's model name, as far as the system gives one."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def file_system(directory: Path) -> str:
    """The kind of file system the stores lie on: on tmpfs a sync costs nothing and the times mean less."""
    best = ("", "unknown")
    try:
        for line in Path("/proc/mounts").read_text().splitlines():
            _, mount, kind = line.split()[:3]
            inside = directory == Path(mount) or Path(mount) in directory.parents
            if inside and len(mount) >= len(best[0]):
                best = (mount, kind)
    except OSError:
        pass
    return best[1]
