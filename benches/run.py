#!/usr/bin/env python3
"""Measures regrade beside its peers: benches/run.py [ROWS] [FOLDER]

Needs a release build (cargo build --release) and sqlite3; sqlite-utils and xlsxwriter are measured
where Python has them. CPU is user + system of the whole process, best of three runs, except for
the slow peer, which runs once on a tenth of the rows. All files go into FOLDER.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REGRADE = HERE.parent / "target" / "release" / "regrade"
TABLE = """PRAGMA journal_mode=WAL;
PRAGMA cache_size=-65536;
CREATE TABLE pickup(channel TEXT, pickup_no TEXT, ordered_at TEXT, picked_at TEXT, city TEXT,
  county TEXT, category TEXT, brand TEXT, model TEXT, spec TEXT, serial TEXT, declared_class TEXT,
  quoted_price TEXT, seller_name TEXT, seller_phone TEXT, seller_address TEXT, remark TEXT,
  UNIQUE(channel, pickup_no));
CREATE INDEX pickup_serial ON pickup(serial);
.import --csv --skip 1 {csv} pickup
"""
EXPORT = """SELECT i.code, s.stage, s.hold_reason IS NOT NULL, s.class, s.label_en, i.category_id,
  'Mobile phone', i.brand, i.model, i.spec, i.serial, i.imei, i.channel, i.pickup_no, i.city_code,
  i.county_code, i.declared_class, i.ordered_at, i.picked_at, i.promised_on, i.promise_kept,
  i.received_at FROM item i CROSS JOIN item_state s ON s.item_id = i.id ORDER BY i.id"""
LIST = """SELECT i.code, s.stage, s.hold_reason, s.class, s.label_en, i.category_id, i.brand,
  i.model, i.serial, i.imei, i.channel, i.pickup_no, i.received_at
  FROM item_state s CROSS JOIN item i ON i.id = s.item_id
  WHERE s.stage = 'received' ORDER BY s.item_id DESC LIMIT 50"""
XLSX = """import sqlite3, sys, xlsxwriter
book = xlsxwriter.Workbook(sys.argv[2], {'constant_memory': True})
sheet = book.add_worksheet()
for at, row in enumerate(sqlite3.connect(sys.argv[1]).execute(sys.argv[3])):
    for column, cell in enumerate(row):
        if isinstance(cell, str): sheet.write_string(at, column, cell)
        elif cell is not None: sheet.write_number(at, column, cell)
book.close()
"""


def run(args, stdin=None, env=None, runs=3, before=lambda: None):
    """Best CPU seconds, best wall seconds, and the greatest memory in MiB."""
    cpu = wall = float("inf")
    for _ in range(runs):
        before()
        start = resource.getrusage(resource.RUSAGE_CHILDREN)
        clock = time.monotonic()
        done = subprocess.run(args, input=stdin, env=env, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE)
        # 3: done, but the dirty rows were rejected. Whatever else fails must not count as fast.
        if done.returncode not in (0, 3):
            sys.exit(f"{args[:3]}: exit {done.returncode}: {done.stderr.decode()[-500:]}")
        wall = min(wall, time.monotonic() - clock)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = min(cpu, end.ru_utime - start.ru_utime + end.ru_stime - start.ru_stime)
    return cpu, wall, end.ru_maxrss / 1024


def show(what, ours, peer, most):
    ratio = ours[0] / peer[0]
    print(f"{what}: {ours[0]:.3f} against {peer[0]:.3f} CPU s = {ratio:.2f} x (asked: {most}); "
          f"wall {ours[1]:.3f} against {peer[1]:.3f} s = {ours[1] / peer[1]:.2f} x", flush=True)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    print(f"load {os.getloadavg()}, {os.cpu_count()} cores, {rows} rows")
    env = dict(os.environ, REGRADE_DB="r.db", REGRADE_KEYS="keys", XDG_CONFIG_HOME="config",
               XDG_DATA_HOME="data", REGRADE_LANG="en")
    csv = f"pickups-{rows}.csv"
    if not os.path.exists(csv):
        subprocess.run([sys.executable, HERE / "make_pickups.py", str(rows), csv], check=True)

    def fresh():
        for name in folder.glob("*.db*"):
            name.unlink()
        for name in folder.glob("*.rejects*"):
            name.unlink()
        shutil.rmtree("keys", ignore_errors=True)

    regrade = str(REGRADE)
    ours = run([regrade, "intake", csv, "-q"], env=env, before=fresh)
    print(f"intake: {ours[2]:.0f} MiB at most (asked: 150)")
    os.rename("r.db", "kept")
    peer = run(["sqlite3", "p.db"], stdin=TABLE.format(csv=csv).encode(), before=fresh)
    fresh()
    os.rename("kept", "r.db")
    show("intake against sqlite3 .import", ours, peer, "1.0 x")
    part = rows // 10
    if shutil.which("sqlite-utils"):
        small = f"pickups-{part}.csv"
        subprocess.run([sys.executable, HERE / "make_pickups.py", str(part), small], check=True)
        slow = run(["sqlite-utils", "insert", "u.db", "pickup", small, "--csv"], runs=1)
        times = slow[0] * 10 / ours[0]
        print(f"intake against sqlite-utils: {times:.1f} x faster (asked: 10 x; peer's time x 10)")
    short = run([regrade, "--version"], env=env, runs=30)
    print(f"--version: {short[1] * 1000:.1f} ms wall (asked: 5)")
    ours = run([regrade, "list", "--status", "received", "--limit", "50"], env=env, runs=50)
    show("list against sqlite3", ours, run(["sqlite3", "r.db", LIST], runs=50), "1.0 x")
    ours = run([regrade, "export", "items", "-o", "o.csv", "-q"], env=env)
    show("export csv against sqlite3 -csv", ours,
         run(["sqlite3", "-csv", "r.db", ".output p.csv", EXPORT]), "0.7 x")
    with open("batch.csv", "w", encoding="utf-8") as out:
        out.write("code,glass,scratch\n")
        for at in range(min(rows, 100_000)):
            if at % 1000 != 999:
                out.write(f"P20171221{at:09d},crack,back:light:5\n")
    start = run([regrade, "grade", "--batch", "batch.csv", "-q"], env=env, runs=1)
    print(f"grade --batch: {start[0] / min(rows, 100_000) * 1e6:.1f} CPU us a row")
    try:
        import xlsxwriter  # noqa: F401
    except ImportError:
        print("xlsx: not measured, Python has no xlsxwriter")
        return
    one = f"x-{part}.csv"
    fresh_env = dict(env, REGRADE_DB="x.db", REGRADE_KEYS="xkeys")
    subprocess.run([sys.executable, HERE / "make_pickups.py", "100000", one], check=True)
    subprocess.run([regrade, "intake", one, "-q"], env=fresh_env, stdout=subprocess.DEVNULL)
    ours = run([regrade, "export", "items", "-o", "o.xlsx", "-q"], env=fresh_env)
    peer = run([sys.executable, "-c", XLSX, "x.db", "p.xlsx", EXPORT])
    show("export xlsx of 100,000 against xlsxwriter", ours, peer, "0.25 x")


if __name__ == "__main__":
    main()
