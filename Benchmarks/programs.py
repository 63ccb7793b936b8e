"""The measured programs: their paths and versions, and what to do if one is missing."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Optional

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / ".build/release"
# In the build directory, so that it is made once and removed with it.
VENV = ROOT / ".build/benchmark-peers"
PYPI = ["duckdb", "eventsourcing"]
DEBIAN = ["sqlite3", "hledger"]


class Missing(Exception):
    """A requirement is missing; the text says what to do."""


class Programs:
    """Tarima's programs and the installed peers."""

    def __init__(self, tarima: Path) -> None:
        self.tarima = built(tarima)
        self.workload = built(BUILT / "workload")
        self.probe = built(BUILT / "probe")
        # The missing programs, with what to do.
        self.missing: dict[str, str] = {}
        self.versions: dict[str, str] = {}
        for name in DEBIAN:
            self._look_for(name)
        self._install_peers()

    def has(self, peer: str) -> bool:
        return peer not in self.missing

    @property
    def python(self) -> Path:
        """The interpreter that has the peers from PyPI."""
        return VENV / "bin/python"

    def _look_for(self, name: str) -> None:
        if shutil.which(name) is None:
            self.missing[name] = f"{name} is not installed; on Debian: apt-get install {name}"
        else:
            words = (first_line([name, "--version"]) or "").replace(",", " ").split()
            self.versions[name] = next((word for word in words if word[0].isdigit()), "unknown")

    def _install_peers(self) -> None:
        """Makes the virtual environment if it is missing or has other versions than required."""
        wanted = (HERE / "requirements.txt").read_text()
        stamp = VENV / "installed.txt"
        if not stamp.exists() or stamp.read_text() != wanted:
            print("installing duckdb and eventsourcing from PyPI ...", file=sys.stderr)
            problem = None
            try:
                subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True, capture_output=True)
                subprocess.run(
                    [self.python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"],
                    check=True, capture_output=True)
                stamp.write_text(wanted)
            except (OSError, subprocess.CalledProcessError) as error:
                detail = getattr(error, "stderr", b"") or str(error).encode()
                problem = detail.decode("utf-8", "replace").strip().splitlines()[-1]
            if problem:
                for name in PYPI:
                    self.missing[name] = f"{name} could not be installed from PyPI: {problem}"
                return
        for name in PYPI:
            code = f"import importlib.metadata; print(importlib.metadata.version('{name}'))"
            self.versions[name] = first_line([self.python, "-c", code]) or "unknown"


def built(path: Path) -> Path:
    """The full path of a built program; raises Missing if there is none."""
    if not (path.is_file() and os.access(path, os.X_OK)):
        raise Missing(f"there is no program {path}; build it with: swift build -c release --static-swift-stdlib")
    return path.resolve()


def positive(text: str) -> int:
    """A number of an option that counts something."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def first_line(command: list) -> Optional[str]:
    outcome = subprocess.run(command, capture_output=True, text=True)
    return next(iter(outcome.stdout.splitlines()), None)
