#!/usr/bin/env python3
"""Resettle beside the solvers that one would use instead, on the same matrices with as many threads each.

    python3 -m venv VENV && VENV/bin/pip install numpy scipy ortools highspy pyscipopt pot
    cargo run --release -- bench --registry --size 1000,10000 --output DIR
    VENV/bin/python benches/peers.py DIR/T-1000.bin DIR/G-1000.bin

It writes `benches/peers.md`. Every plan is checked here: who may go where, that no place is used twice, what the plan is
worth; and so is the bound that Resettle's prices give. Gaps are to that bound, whoever made the plan.
"""
import argparse
import csv
import io
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from peer_solvers import PEERS, PERSONS_ONLY, TARGET, Matrix, NoPlan

SHIFT = 1.0  # seconds, of the shifted geometric mean
GRACE = 5.0  # so many times the limit, for build and load, before a process is ended
NO_PLAN = 75  # exit code of a peer that ran out of time before its first plan
HERE = Path(__file__).parent


def one(name, path, limit, threads, plan):
    """Solves once in this process; the plan and the seconds go into a file."""
    steps = PEERS[name](Matrix(path), limit, threads)
    next(steps)
    began = time.perf_counter()
    next(steps)
    built = time.perf_counter()
    try:
        choice = next(steps)
    except NoPlan:
        sys.exit(NO_PLAN)
    solved = time.perf_counter()
    np.savez(plan, choice=choice, seconds=[built - began, solved - built])


def peer(name, path, options, folder):
    """Seconds of build and solve, and the plan; raises where there is none in time."""
    plan = folder / "plan.npz"
    command = [sys.executable, __file__, path, "--one", name, "--plan", plan]
    command += ["--time-limit", str(options.time_limit), "--threads", str(options.threads)]
    subprocess.run(command, capture_output=True, check=True, text=True, timeout=GRACE * options.time_limit)
    found = np.load(plan)
    return *found["seconds"], found["choice"]


def resettle(path, options, folder):
    command = [options.resettle, "bench", path, "--output", folder, "--threads", str(options.threads)]
    command += ["--time-limit", str(options.time_limit)]
    table = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    (row,) = csv.DictReader(io.StringIO(table))
    plan = np.loadtxt(folder / f"{path.stem}.plan.csv", np.int64, delimiter=",", skiprows=1, usecols=(0, 1), ndmin=2)
    choice = np.full(int(row["cases"]), -1)
    choice[plan[:, 0]] = plan[:, 1]
    return float(row["load_seconds"]), float(row["solve_seconds"]), choice


class Tally:
    """All runs of one solver on one instance; open are those that end without the gap that was asked for."""

    def __init__(self, name, run, matrix, bound, options):
        self.build, self.solve, self.gap, self.open = [], [], None, 0
        for _ in range(options.repeat):
            try:
                build, solve, choice = run()
            except subprocess.TimeoutExpired:
                self.open += 1
                continue
            except subprocess.CalledProcessError as error:
                if error.returncode != NO_PLAN:
                    sys.exit(error.stderr)
                self.open += 1
                continue
            gap = (bound - matrix.worth(choice)) / bound
            self.gap = max(self.gap or 0.0, gap)
            # Peers that stop before the limit say that they are done; Resettle also stops where it has nothing more to try.
            self.open += solve >= options.time_limit or (name == "resettle" and gap > TARGET)
            self.build.append(build)
            self.solve.append(solve)

    def total(self, options):
        """Seconds from build to plan; the limit where the gap stays open."""
        sums = [build + solve for build, solve in zip(self.build, self.solve)]
        return options.time_limit if self.open else statistics.median(sums)

    def cells(self):
        gap = "no plan" if self.gap is None else f"{self.gap:.1e}"
        return [quartiles(self.build), quartiles(self.solve), gap, str(self.open or "")]


def quartiles(seconds):
    if not seconds:
        return ""
    low, middle, high = np.quantile(seconds, [0.25, 0.5, 0.75])
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def certified(path, matrix, folder):
    """Resettle's bound. What its prices give is worked out here; a packing or a counting may lower it: `tests/replay.py` replays those."""
    (level,) = json.loads((folder / f"{path.stem}.certificate.json").read_text())["levels"]
    (leaf,) = level["tree"]
    bound = matrix.bound(leaf["leaf"]["price"], level["denominator"])
    is_lowered = level.get("packing") is not None or level.get("counting") is not None
    agrees = level["bound"] <= bound if is_lowered else level["bound"] == bound
    assert agrees, f"{path.stem}: the prices give {bound}, not {level['bound']}"
    return level["bound"]


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def compare(options):
    rows, totals = [], {}
    folder = Path(tempfile.mkdtemp())
    for path in options.instances:
        matrix = Matrix(path)
        resettle(path, options, folder)
        bound = certified(path, matrix, folder)
        runs = {"resettle": lambda path=path: resettle(path, options, folder)}
        for name in options.peers:
            if name not in PERSONS_ONLY or matrix.is_transport():
                runs[name] = lambda name=name, path=path: peer(name, path, options, folder)
        for name, run in runs.items():
            tally = Tally(name, run, matrix, bound, options)
            print(path.stem, name, *tally.cells(), sep="\t", file=sys.stderr)
            rows.append([path.stem, name, *tally.cells()])
            totals.setdefault(name, []).append((tally.total(options), tally.open > 0))
    means = []
    for name, found in totals.items():
        mean = math.exp(statistics.mean(math.log(seconds + SHIFT) for seconds, _ in found)) - SHIFT
        means.append([name, str(len(found)), str(sum(is_open for _, is_open in found)), f"{mean:.2f}"])
    return (
        f"# Resettle and its peers\n\nWritten by `peers.py`. Threads each: {options.threads}. Time limit: "
        f"{options.time_limit:g} s. Repeats: {options.repeat}. Gap asked for: {TARGET:g}.\n\nSeconds are the median, "
        "with the quartiles. The gap is of the worst plan, to Resettle's bound; plans and what "
        "prices bound are checked by the script, and packings by `tests/replay.py`. Open: repeats that end without the gap asked for: by the limit, without a plan, or, for Resettle, with "
        "nothing more to try.\n\n"
        + table(["instance", "solver", "build, seconds", "solve, seconds", "gap", "open"], rows)
        + "\nThe shifted geometric mean (by a second) of build and solve over the instances that a solver is made for; open "
        "ones count as the limit. Solvers with different instances do not compare.\n\n"
        + table(["solver", "instances", "open", "mean, seconds"], means)
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="+", type=Path, metavar="FILE.bin")
    parser.add_argument("--resettle", default=HERE.parent / "target/release/resettle", type=Path)
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--output", type=Path, default=HERE / "peers.md")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--plan", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.instances[0], options.time_limit, options.threads, options.plan)
    else:
        options.output.write_text(compare(options))


if __name__ == "__main__":
    main()
