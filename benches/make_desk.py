#!/usr/bin/env python3
"""Makes a database to measure the desk's figures on: make_desk.py ITEMS EVENTS DAYS FOLDER

ITEMS pickups come over DAYS days from 2018-01-01 on, each is inspected EVENTS - 1 times on days after
its own, all of it by the program itself (a release build): what is measured is what it would have
written. The same arguments give the same figures; trace codes differ.
"""
import os
import pathlib
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import make_pickups

REGRADE = pathlib.Path(__file__).resolve().parent.parent / "target" / "release" / "regrade"
FIRST = datetime(2018, 1, 1, tzinfo=timezone.utc)
ANSWERS = ["no,,", "no,,", "no,,", ",board,", ",board,", ",,on"]


def main():
    items, events, days = (int(word) for word in sys.argv[1:4])
    folder = pathlib.Path(sys.argv[4]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    env = dict(os.environ, REGRADE_DB=str(folder / "desk.db"), REGRADE_KEYS=str(folder / "keys"),
               XDG_CONFIG_HOME=str(folder / "config"), XDG_DATA_HOME=str(folder / "data"))
    of_day = [range(items * day // days, items * (day + 1) // days) for day in range(days)]

    def run(day, hour, who, *arguments):
        now = FIRST + timedelta(days=day, hours=hour)
        said = dict(env, REGRADE_NOW=now.isoformat(), REGRADE_OPERATOR=who)
        done = subprocess.run([REGRADE, "-q", *arguments], env=said, stdout=subprocess.DEVNULL)
        if done.returncode not in (0, 3):
            sys.exit(f"{arguments}: exit {done.returncode}")

    for day in range(days):
        # Ordered the day before, picked up on the day.
        ordered, picked = ((FIRST + timedelta(days=day - back)).strftime("%Y-%m-%d")
                           for back in (2, 1))
        with open(folder / "pickups.csv", "w", encoding="utf-8") as file:
            file.write(make_pickups.HEADER + "\n")
            for number in of_day[day]:
                row = make_pickups.row(rng, number).split(",")
                row[2], row[3] = ordered + row[2][10:], picked + row[3][10:]
                file.write(",".join(row).rstrip("\n") + "\n")
        rejects = folder / "rejects.csv"
        rejects.unlink(missing_ok=True)
        run(day, 1, "clerk", "intake", str(folder / "pickups.csv"), "--rejects", str(rejects))
        # Each inspection of a day's items falls on a later day, by one of eight inspectors an hour.
        for turn in range(1, events):
            earlier = day - turn * max(1, days // (events + 1))
            if earlier < 0:
                continue
            share = max(1, len(of_day[earlier]) // 8)
            for place, start in enumerate(range(0, len(of_day[earlier]), share)):
                with open(folder / "grade.csv", "w", encoding="utf-8") as file:
                    file.write("code,power_on,liquid,account\n")
                    for number in of_day[earlier][start:start + share]:
                        answers = rng.choice(ANSWERS[:5] if turn < events - 1 else ANSWERS)
                        file.write("P20171221%09d,%s\n" % (number, answers))
                run(day, 2 + place % 8, f"inspector-{place % 8}", "grade", "--batch",
                    str(folder / "grade.csv"))
    size = os.path.getsize(folder / "desk.db")
    print(f"{folder / 'desk.db'}: {size / items:.0f} bytes an item")


if __name__ == "__main__":
    main()
