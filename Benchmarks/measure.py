"""Runs one command and measures it: wall time, processor time, peak memory, bytes written."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Sequence

# Seconds between two reads of a running process's peak memory.
SAMPLE_SECONDS = 0.02
# The words of a failed command in its message.
WORDS_SHOWN = 12


class CommandFailed(Exception):
    """A command failed, or did not do the work that is measured."""


@dataclass
class Measurement:
    """One finished command."""

    wall: float  # seconds, from before the process was started until it was reaped
    cpu: float  # seconds, user and system together
    rss: int  # bytes, peak resident memory
    said: str  # the last line of standard output, or of standard error where there was none
    # Bytes that were handed to the system to write, into temporary files too; None if there is no /proc.
    written: Optional[int] = None


def run(command: Sequence[object], directory: Path, stdout: Optional[Path] = None) -> Measurement:
    """Runs `command` in `directory`; its output goes to files there, never through a pipe to us.

    `CommandFailed` where it does not end with status 0.
    """
    out = stdout or directory / "stdout.txt"
    err = directory / "stderr.txt"
    words = [str(word) for word in command]
    # Unwritten data of earlier commands must not be written during this one.
    os.sync()
    with open(out, "wb") as out_file, open(err, "wb") as err_file:
        start = time.perf_counter()
        process = subprocess.Popen(
            words, cwd=directory, stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file)
        marks = HighWaterMarks(process.pid)
        try:
            # The counts of an ended process last until it is reaped.
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            written = bytes_written(process.pid)
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            wall = time.perf_counter() - start
            marks.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        shown = words if len(words) <= WORDS_SHOWN else [*words[:WORDS_SHOWN], "..."]
        raise CommandFailed(
            f"'{' '.join(shown)}' ended with status {process.returncode}: "
            f"{last_line(err) or last_line(out) or 'no message'}")
    # Output to the caller's file is data, not a message.
    said = last_line(err) if stdout else last_line(out) or last_line(err)
    return Measurement(wall, usage.ru_utime + usage.ru_stime, peak(usage.ru_maxrss, marks), said, written)


def bytes_written(process: int) -> Optional[int]:
    """What a process wrote, and the children it has waited for."""
    try:
        for line in Path(f"/proc/{process}/io").read_text().splitlines():
            if line.startswith("wchar:"):
                return int(line.split()[1])
    except OSError:
        pass
    return None


def peak(counted: int, marks: HighWaterMarks) -> int:
    """Peak resident bytes.

    Until a child becomes its command it is a copy of this interpreter, and the kernel counts that too:
    `ru_maxrss` is never below our own size. Only when it is not above that is the process's own mark,
    looked at while it ran, used instead.
    """
    counted *= 1 if sys.platform == "darwin" else 1024
    if marks.highest and counted <= (high_water_mark("self") or 0):
        return marks.highest
    return counted


def high_water_mark(process: object) -> Optional[int]:
    """VmHWM of a process, in bytes; None if the process has ended or there is no /proc."""
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


class HighWaterMarks:
    """Reads a process's peak memory until it is stopped."""

    def __init__(self, process: int) -> None:
        self.highest = 0
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self.highest = max(self.highest, high_water_mark(self._process) or 0)

    def stop(self) -> None:
        self._done.set()
        self._thread.join()


def last_line(path: Path) -> str:
    """The last line that is not blank in the last 4 KiB of a file."""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = file.read().decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
