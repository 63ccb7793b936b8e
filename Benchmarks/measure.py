"""Runs one command and measures it: wall time, processor time, peak memory."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

# Seconds between two looks at a running process's own high-water mark of memory.
SAMPLE_SECONDS = 0.02


class CommandFailed(Exception):
    """A command the comparison cannot go on without ended with an error."""


@dataclass
class Measurement:
    """One finished command."""

    wall: float  # seconds, from before the process was started until it was reaped
    cpu: float  # seconds, user and system together
    rss: int  # bytes, peak resident memory
    status: int  # exit status, negative when killed by a signal
    last_line: str  # of standard output, or of standard error when there was no output


def run(command, directory, stdout=None, check=True, sample=False):
    """Runs `command` in `directory`; its output goes to files there, never through a pipe to us.

    `sample` makes the peak memory right for processes smaller than this one (see `peak`).
    """
    out = stdout or directory / "stdout.txt"
    err = directory / "stderr.txt"
    # What earlier commands left unwritten must not be written on this one's time.
    os.sync()
    with open(out, "wb") as out_file, open(err, "wb") as err_file:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=directory, stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file)
        marks = HighWaterMarks(process.pid) if sample else None
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            wall = time.perf_counter() - start
            if marks:
                marks.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if check and process.returncode != 0:
        raise CommandFailed(
            f"'{' '.join(map(str, command))}' ended with status {process.returncode}: "
            f"{last_line(err) or last_line(out) or 'no message'}")
    # When the output goes to a file of the caller's, it is data and not a message.
    said = last_line(err) if stdout else last_line(out) or last_line(err)
    return Measurement(wall, usage.ru_utime + usage.ru_stime, peak(usage, marks), process.returncode, said)


def peak(usage, marks):
    """Peak resident bytes.

    Until a child becomes its command it is a copy of this interpreter, and the kernel counts that too:
    `ru_maxrss` is never below our own size. Only when it is not above that is the process's own mark,
    looked at while it ran, used instead.
    """
    unit = 1 if sys.platform == "darwin" else 1024
    counted = usage.ru_maxrss * unit
    if marks and marks.highest and counted <= own_peak():
        return marks.highest
    return counted


def own_peak():
    """Peak resident bytes of this interpreter; 0 when the system does not say."""
    return high_water_mark("self") or 0


def high_water_mark(process):
    """VmHWM of a process, in bytes; None when it is gone or there is no /proc."""
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


class HighWaterMarks:
    """Looks at a process's high-water mark until told to stop."""

    def __init__(self, process):
        self.highest = 0
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._done.wait(SAMPLE_SECONDS):
            self.highest = max(self.highest, high_water_mark(self._process) or 0)

    def stop(self):
        self._done.set()
        self._thread.join()


def last_line(path):
    """The last line with something in it among the last 4 KiB of a file."""
    with open(path, "rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = file.read().decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
