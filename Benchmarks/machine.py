"""The machine of the figures, to compare them with others."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def facts(directory: Path) -> dict[str, str]:
    """The properties of the machine that affect the figures."""
    return {
        "processor": f"{processor()}, {os.cpu_count()} logical cores",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "file system": file_system(directory),
    }


def processor() -> str:
    """The processor's model name, if the system has it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def file_system(directory: Path) -> str:
    """The file system of the stores. On tmpfs, syncing is free and the times mean less."""
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
