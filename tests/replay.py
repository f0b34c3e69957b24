"""Replays a proof: python3 replay.py PROBLEM.mps CERTIFICATE.json [PLAN.csv]; prints a line a level, or why it is refused.
Written from the documents of the formats alone, with their names: src/problem/text/mod.rs, certificate.rs, packing.rs, counting.rs.
"""
import json
import sys
from collections import Counter, defaultdict
from itertools import product
from operator import mul, sub

ONE = 1 << 30  # Of a rounding's weights.
sys.dont_write_bytecode = True
from problem import FAR, Problem, need, plan_worth


def priced(problem, proof, worths, leaf, packed=()):
    """gain(c,o), and the terms of N that are the same for all cases: supplies, and earlier levels."""
    earlier, price = leaf["multiplier"], [0 if r in packed else each for r, each in enumerate(leaf["price"])]
    is_sound = (len(earlier), len(price)) == (len(worths), problem.resources) and min(earlier, default=0) >= 0
    need(is_sound, "multipliers or prices are missing or too many, or a multiplier is below 0")
    weigh = lambda points: sum(factor * each for factor, each in zip([*earlier, proof["denominator"]], points))
    paid = lambda units: sum(each * price[resource] for resource, each in units.items())
    gain = {pair: max(weigh(points) - paid(units) for points, units in draws.values()) for pair, draws in problem.takes.items()}
    supplied = sum(width * max(0, price[resource] - weigh(costs)) for resource, width, costs in problem.steps)
    return gain, supplied - sum(m * worth for m, worth in zip(earlier, worths))


def narrowed(box, limits):
    """A box, (lo, hi) by case and option, with further limits (case and option, lo, hi)."""
    box = dict(box)
    for pair, lo, hi in limits:
        need(pair in box, f"a tree names case and option {pair}, which are not allowed")
        box[pair] = max(box[pair][0], lo), min(box[pair][1], hi)
    return box


def tree_bound(problem, proof, worths, nodes, box):
    """The largest bound of the leaves of certificate.rs from here on; no box that is empty has one."""
    node = next(nodes)
    if "leaf" in node:
        return leaf_bound(problem, box, *priced(problem, proof, worths, node["leaf"])) // proof["denominator"]
    if "use" in node:
        sides = [problem.using(box, node["use"]["case"], node["use"]["resource"], used) for used in (False, True)]
        return max([tree_bound(problem, proof, worths, nodes, box) for problem, box in sides])
    pair, most = (node["split"]["case"], node["split"]["option"]), node["split"]["at_most"]
    boxes = narrowed(box, [(pair, 0, most)]), narrowed(box, [(pair, most + 1, FAR)])
    return max([tree_bound(problem, proof, worths, nodes, box) for box in boxes])


def leaf_bound(problem, box, gain, total):
    left = list(problem.count)
    for pair, (lo, _) in box.items():
        total, left[pair[0]] = total + gain[pair] * lo, left[pair[0]] - lo
    if min(left, default=0) < 0 or any(lo > hi for lo, hi in box.values()):
        return -FAR
    for pair in sorted((pair for pair in box if gain[pair] > 0 or pair[0] in problem.must), key=gain.get, reverse=True):
        more = min(left[pair[0]], box[pair][1] - box[pair][0])
        total, left[pair[0]] = total + gain[pair] * more, left[pair[0]] - more
    return -FAR if any(left[case] for case in problem.must) else total


def pack(table, items):
    """By room, the most that these items gain in it, and what the table had before."""
    for _, gain, units in items:
        if gain > 0:
            table = {room: max(best, table.get(tuple(map(sub, room, units)), -gain) + gain) for room, best in table.items()}
    return table


def without_each(table, items):
    """By case, the table of all others."""
    if len(items) < 2:
        return {case: table for case, _, _ in items}
    front, back = items[::2], items[1::2]
    return {**without_each(pack(table, back), front), **without_each(pack(table, front), back)}


class Packing:
    """The tree of packing.rs."""
    def __init__(self, problem, proof, worths):
        packed, used, supply = set(proof["packing"]["resources"]), defaultdict(set), Counter()
        self.gain, self.constant = priced(problem, proof, worths, proof["tree"][0]["leaf"], packed)
        self.cases, self.denominator, self.target = len(problem.count), proof["denominator"], proof["packing"]["target"]
        need(set(problem.count) == {1}, "a packing has a case that does not count once")
        for (_, option), draws in problem.takes.items():
            need(packed.isdisjoint(draws), "a window draws from a packed resource")
            used[option] |= packed.intersection(*(units for _, units in draws.values()))
        for resource, width, costs in problem.steps:
            supply[resource] += width
            is_plain = supply[resource] < 1 << 15 and not any(costs) and sum(resource in own for own in used.values()) < 2
            need(is_plain or resource not in packed, f"packed resource {resource} costs, is too large, or has several options")
        self.options = {option: (tuple(supply[resource] for resource in own), []) for option, own in used.items()}
        for (case, option), draws in problem.takes.items():
            units = next(iter(draws.values()))[1]
            self.options[option][1].append((case, tuple(units.get(resource, 0) for resource in used[option])))
        units = {pair: next(iter(draws.values()))[1] for pair, draws in problem.takes.items()}
        self.roundings = [self.rounded(each, units, supply, packed) for each in proof["packing"].get("roundings", [])]

    def rounded(self, rounding, units, supply, packed):
        """e(c,o) by case and option, and E."""
        cases, resources = Counter(dict(rounding["cases"])), Counter(dict(rounding["resources"]))
        is_listed = packed.issuperset(resources) and all(0 <= case < self.cases for case in cases)
        need(is_listed and all(0 <= w < ONE for w in [*cases.values(), *resources.values()]), "a rounding has a wrong weight")
        total = lambda weights, by: sum(weights[each] * times for each, times in by.items())
        b = cases.total() + total(resources, supply)
        g = lambda z: (ONE - b % ONE) * (z // ONE) + max(0, z % ONE - b % ONE)
        of_case, of_resource = (Counter({each: g(w) for each, w in weights.items()}) for weights in (cases, resources))
        entry = lambda case, by: g(cases[case] + total(resources, by)) - of_case[case] - total(of_resource, by)
        entries = {pair: entry(pair[0], by) for pair, by in units.items()}
        return entries, (ONE - b % ONE) * (b // ONE) - of_case.total() - total(of_resource, supply)

    def bound(self, nodes, box, price, charge=()):
        """The largest bound of the closed nodes from here on."""
        node = next(nodes)
        price, charge = {**price, **dict(node["prices"])}, {**dict(charge), **dict(node.get("roundings", []))}
        need(all(0 <= case < self.cases and u >= 0 for case, u in node["prices"]), "a price is below 0, or of no case")
        need(all(0 <= each < len(self.roundings) and q >= 0 for each, q in charge.items()), "a price is below 0, or of no rounding")
        if node["step"] == "split":
            pair = node["case"], node["option"]
            return max([self.bound(nodes, narrowed(box, [(pair, each, each)]), price, charge) for each in (1, 0)])
        on = Counter(case for (case, _), (lo, _) in box.items() if lo)
        is_empty = any(lo > hi for lo, hi in box.values()) or max(on.values(), default=0) > 1
        filled = [self.fill(option, box, price, charge, on) for option in self.options]
        granted = sum(-(-q * self.roundings[each][1] // ONE) for each, q in charge.items())
        n = -FAR if is_empty else self.constant + granted + sum(price.values()) + sum(most for most, _ in filled)
        if node["step"] == "close":
            return max(n // self.denominator, self.target)
        changes = [(pair, x, (n + change) // self.denominator) for _, changes in filled for pair, x, change in changes]
        fixed = [(pair, 1 - x, 1 - x) for pair, x, n in changes if n <= self.target]
        return self.bound(nodes, narrowed(box, fixed), price, charge)

    def fill(self, option, box, price, charge, on):
        """The most that an option can hold, and by how much N changes if a free case is put on it (1) or kept off it (0)."""
        (room, items), held, free = self.options[option], 0, []
        for case, units in items:
            (lo, hi), gain = box[case, option], self.gain[case, option] - price.get(case, 0)
            gain -= sum(q * self.roundings[each][0][case, option] // ONE for each, q in charge.items())
            if lo:
                held, room = held + gain, tuple(map(sub, room, units))
            elif hi and case not in on:
                free.append((case, gain, units))
        empty = dict.fromkeys(product(*(range(units + 1) for units in room)), 0)
        most, others, changes = pack(empty, free).get(room, -FAR), without_each(empty, free), []
        for case, gain, units in free:
            put = gain + others[case].get(tuple(map(sub, room, units)), -FAR)
            changes += [((case, option), 1, put - most), ((case, option), 0, others[case].get(room, -FAR) - most)]
        return held + most, changes


class Counting:
    """The tree of counting.rs."""
    def __init__(self, problem, proof, worths):
        self.given, self.target = (problem, proof["counting"], worths), proof["counting"]["target"]
        self.denominator, self.nodes = proof["counting"]["denominator"], iter(proof["counting"]["nodes"])
        is_plain = self.denominator > 0 and all([*draws] == [-1] for draws in problem.takes.values())
        need(is_plain, "a counting has a window or no denominator")
        self.use, choices = {}, [[None] for _ in problem.count]  # None is to wait.
        for (case, option), draws in problem.takes.items():
            self.use[case, option] = option, frozenset(draws[-1][1].items())
            choices[case].append(option)
        self.walk(choices, [])
        need(not [*self.nodes], "a counting has a node after its last branch")

    def walk(self, choices, above):
        (kind, node), = next(self.nodes).items()
        if kind == "split":
            pair, most = (node["case"], node["option"]), node["at_most"]
            need(pair in self.use and most >= 0 and len(above) < 2000, f"a counting may not split case and option {pair} here")
            return [self.walk(choices, [*above, (self.use[pair], *side)]) for side in ((1, most), (-1, most + 1))]
        (gain, n), paid, numbers = priced(*self.given, node), Counter(), [number for number, _ in node["splits"]]
        is_sound = numbers == sorted({*numbers} & {*range(len(above))}) and all(q >= 0 for _, q in node["splits"])
        need(is_sound, "prices of splits are below 0, in no rising order, or of none above")
        for number, q in node["splits"]:
            use, sign, families = above[number]
            paid[use], n = paid[use] + sign * q, n + sign * q * families
        own = lambda case, option: 0 if option is None else gain[case, option] - paid[self.use[case, option]]
        gains = [{option: own(case, option) for option in options} for case, options in enumerate(choices)]
        best = [max(gains.values()) for gains in gains]
        n += sum(map(mul, self.given[0].count, best))
        if kind == "close":
            return need(n // self.denominator <= self.target, f"a counting gives {n // self.denominator}, above {self.target}")
        slack = max(0, n - self.denominator * (self.target + 1))
        self.walk([[each for each in own if top - own[each] <= slack] for own, top in zip(gains, best)], above)


def replay(mps, certificate, plan=None):
    problem, is_open = Problem(mps), False
    levels = json.load(open(certificate, encoding="utf-8"), parse_float=str)["levels"]
    need([proof["denominator"] > 0 for proof in levels] == [True] * len(problem.names), "a proof or a denominator is missing")
    claimed, box = [proof["worth"] for proof in levels], {pair: (0, problem.count[pair[0]]) for pair in problem.takes}
    need(not plan or plan_worth(problem, plan) == claimed, f"the plan is not worth {claimed}")
    for level, (name, proof, worth) in enumerate(zip(problem.names, levels, claimed)):
        given, is_packed = (problem, proof, claimed[:level]), "packing" in proof
        tree, packing = iter(proof["tree"]), iter(proof["packing"]["nodes"] if is_packed else [])
        bound = min(tree_bound(*given, tree, box), Packing(*given).bound(packing, box, {}) if is_packed else FAR)
        if "counting" in proof:
            bound = min(bound, Counting(*given).target)
        need(not [*tree, *packing], f"{name}: a tree has a node after its last branch")
        need(worth <= bound == proof["bound"], f"{name}: worth {worth}, claims {proof['bound']}, the formula gives {bound}")
        word = "conditional" if is_open else "bounded" if bound > worth else "optimal"
        print(f"{name}: worth {worth}, bound {bound}, gap {bound - worth}, {word}")
        is_open |= bound > worth


sys.setrecursionlimit(1 << 16)  # A branch may have 2000 splits.
try:
    replay(*sys.argv[1:])
except (OSError, StopIteration, KeyError, IndexError, TypeError, ValueError) as reason:
    need(False, f"not the documented format, or cut short: {reason!r}")
