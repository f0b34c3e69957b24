"""A problem as its MPS file has it (src/problem/text/mod.rs), and what a plan is worth: for replay.py."""
import csv
import sys
from copy import copy
from collections import Counter, defaultdict

FAR = 1 << 999  # A width without bound; below 0 the bound of an empty box.


def need(is_so, reason):
    if not is_so:
        sys.exit(f"refused: {reason}")


class Problem:
    """Names of levels; count by case; takes by (case, option) and drawn resource, each points by level and units by resource;
    number of resources; cases that may not wait; steps in their order, each resource, width (perhaps infinite) and costs by level."""
    def __init__(self, path):
        self.names, self.count, self.takes, self.resources, self.steps, self.must = [], [], defaultdict(dict), 0, [], frozenset()
        columns, widths, section = defaultdict(dict), {}, ""
        for line, words in ((line, line.split()) for line in open(path, encoding="utf-8")):
            if not line.startswith((" ", "*")):
                section = words[0]
            elif line.startswith("* level_"):
                self.names.append(words[2].rstrip(","))
            elif section == "ROWS":
                self.resources += words[1].startswith("resource_")
            elif section == "COLUMNS":
                columns[words[0]].update(zip(words[1::2], words[2::2]))
            elif section == "RHS" and words[1].startswith("case_"):
                self.count.append(int(words[2]))
            elif section == "BOUNDS":
                widths[words[2]] = FAR if words[0] == "PL" else int(words[3])
        for name, entries in columns.items():
            kind, *numbers = name.split("_")
            points = [int(entries.get(f"level_{level}", 0)) for level in range(len(self.names))]
            if kind == "step":
                self.steps.append((int(numbers[0]), widths[name], [-cost for cost in points]))
            elif kind == "take":
                units = {int(row[9:]): int(units) for row, units in entries.items() if row.startswith("resource_")}
                case, option, drawn = map(int, [*numbers, -1][:3])
                self.takes[case, option][drawn] = points, units

    def using(self, box, case, resource, used):
        """The problem, and a box, in which a family uses units of a resource, or does not."""
        need(self.count[case] == 1 and 0 <= resource < self.resources, f"case {case} counts more than once, or no resource {resource}")
        is_open = lambda draw: (resource in draw[1]) == used
        left = {pair: {drawn: draw for drawn, draw in draws.items() if pair[0] != case or is_open(draw)} for pair, draws in self.takes.items()}
        problem = copy(self)
        problem.must = self.must | {case} if used else self.must
        problem.takes = {pair: draws for pair, draws in left.items() if draws}
        need(all(pair in problem.takes or lo == 0 for pair, (lo, _) in box.items()), "a tree splits what a case uses and its options")
        return problem, {pair: box[pair] for pair in problem.takes}


def plan_worth(problem, path):
    """Points by level of a plan that breaks no row."""
    worth, placed, used = [0] * len(problem.names), Counter(), Counter()
    for row in csv.DictReader(open(path, newline="", encoding="utf-8")):
        case, option, drawn, families = (int(row[name] or -1) for name in ("case", "option", "drawn", "count"))
        draws = problem.takes.get((case, option), {})
        placed[case] += families
        is_offered = drawn in draws and 0 < families <= placed[case] <= problem.count[case]
        need(is_offered, f"the plan: case {case} may not take option {option}, not so, or not so often")
        worth = [total + families * more for total, more in zip(worth, draws[drawn][0])]
        used.update({resource: families * units for resource, units in draws[drawn][1].items()})
    for resource, width, costs in problem.steps:
        filled = min(used[resource], width)
        worth, used[resource] = [total - filled * cost for total, cost in zip(worth, costs)], used[resource] - filled
    need(not +used, f"the plan: there is too little of resources, by units: {dict(+used)}")
    return worth
