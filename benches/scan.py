#!/usr/bin/env python3
"""Measures the bench: benches/scan.py DATABASE PICKUPS.csv [ITEMS]

From the last key of a scan to the first question on the screen, at a terminal of 80 by 24, for items
of PICKUPS.csv that DATABASE holds (benches/run.py leaves both in its folder), each by its pickup
number and by its serial. Unix only. The keys are those beside the database, in `keys`.
"""
import csv
import fcntl
import os
import pathlib
import pty
import random
import select
import struct
import sys
import termios
import time

HERE = pathlib.Path(__file__).resolve().parent
REGRADE = HERE.parent / "target" / "release" / "regrade"
# The last line of the form, which is drawn with its first question.
FORM = b"Bksp undo"
SCAN = b"Scan (trace code"


class Bench:
    """`regrade grade` at a terminal."""

    def __init__(self, database):
        folder = database.parent
        env = dict(os.environ, REGRADE_DB=database, REGRADE_KEYS=folder / "keys", NO_COLOR="1",
                   REGRADE_LANG="en", REGRADE_OPERATOR="bench", TERM="xterm",
                   XDG_CONFIG_HOME=folder / "config", XDG_DATA_HOME=folder / "data")
        pid, self.terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execve(REGRADE, [REGRADE, "grade"], {key: str(word) for key, word in env.items()})
        self.see(SCAN)

    def see(self, text, seconds=10.0):
        """Waits until `text` is drawn; whether it was."""
        drawn, until = b"", time.monotonic() + seconds
        while time.monotonic() < until:
            if select.select([self.terminal], [], [], 0.005)[0]:
                drawn += os.read(self.terminal, 65536)
                if text in drawn:
                    return True
        return False

    def scan(self, code):
        """Milliseconds from Enter to the form, or nothing where none came."""
        os.write(self.terminal, code.encode())
        begun = time.perf_counter()
        os.write(self.terminal, b"\r")
        came = self.see(FORM, 2.0)
        took = (time.perf_counter() - begun) * 1000
        os.write(self.terminal, b"\x1b")
        self.see(SCAN, 2.0)
        # A key pressed right behind Esc would be read as one with Alt.
        time.sleep(0.1)
        return took if came else None


def main():
    database, pickups = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    items = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    chance, chosen = random.Random(1), []
    with open(pickups, newline="", encoding="utf-8", errors="replace") as lines:
        for place, row in enumerate(csv.DictReader(lines)):
            # Every item with the same chance, in one pass.
            if len(chosen) < items:
                chosen.append(row)
            elif (slot := chance.randrange(place + 1)) < items:
                chosen[slot] = row
    bench, took, missed = Bench(database), [], 0
    for row in chosen:
        for code in (row["pickup_no"], row["serial"]):
            if code:
                milliseconds = bench.scan(code)
                took += [] if milliseconds is None else [milliseconds]
                missed += milliseconds is None
    os.write(bench.terminal, b"\x1b\x11")
    took.sort()
    at = lambda share: took[min(len(took) - 1, int(len(took) * share))]
    print(f"{len(took)} scans, {missed} without a form: median {at(0.5):.1f} ms, "
          f"19 of 20 within {at(0.95):.1f} ms, slowest {took[-1]:.1f} ms")


if __name__ == "__main__":
    main()
