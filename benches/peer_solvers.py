"""The matrix, its own check, and the solvers that one would use instead of Resettle.

A solver is a generator that yields three times: when its library is loaded, when its model is built, and with the place
of each case, -1 for none.
"""
import numpy as np

FORBIDDEN = 65535
TARGET = 1e-6  # the relative gap that every solver is asked for


class NoPlan(Exception):
    """Time ran out before the first plan."""


class Matrix:
    """An instance: capacity[k, d], need[n, d], score[n, k]."""

    def __init__(self, path):
        data = np.memmap(path, np.uint8, "r")
        self.n, self.k, self.d = (int(size) for size in data[4:16].view("<u4"))
        needs = 16 + 4 * self.k * self.d
        scores = needs + self.n * self.d
        self.capacity = data[16:needs].view("<u4").reshape(self.k, self.d).astype(np.int64)
        self.need = data[needs:scores].reshape(self.n, self.d)
        self.score = np.frombuffer(data, "<u2", self.n * self.k, scores).reshape(self.n, self.k)

    def is_transport(self):
        return self.d == 1 and bool((self.need == 1).all()) and not bool((self.score == FORBIDDEN).any())

    def pairs(self):
        """Allowed pairs as cases, places and points."""
        case, place = np.nonzero(self.score != FORBIDDEN)
        return case, place, self.score[case, place].astype(float)

    def worth(self, choice):
        """What a plan is worth: the place of each case, -1 for none. Refuses what is no plan."""
        placed = np.flatnonzero(choice >= 0)
        points = self.score[placed, choice[placed]].astype(np.int64)
        used = np.zeros_like(self.capacity)
        np.add.at(used, choice[placed], self.need[placed].astype(np.int64))
        assert (points != FORBIDDEN).all(), "a case goes where it may not"
        assert (used <= self.capacity).all(), "a place is used twice"
        return int(points.sum())

    def bound(self, prices, denominator):
        """No plan is worth more, by weak duality in whole numbers."""
        price = np.array(prices, np.int64).reshape(self.k, self.d)
        total = int((self.capacity * np.maximum(price, 0)).sum())
        for at in range(0, self.n, 1 << 16):
            part = slice(at, at + (1 << 16))
            score, need = self.score[part].astype(np.int64), self.need[part].astype(np.int64)
            gain = np.where(score == FORBIDDEN, 0, denominator * score - need @ price.T)
            total += int(np.maximum(gain.max(axis=1), 0).sum())
        return total // denominator


def ortools_flow(matrix, limit, threads):
    from ortools.graph.python import min_cost_flow

    yield
    n, k = matrix.n, matrix.k
    flow = min_cost_flow.SimpleMinCostFlow()
    home = n + k  # where those go who wait
    tails, heads = np.repeat(np.arange(n), k + 1), np.tile(np.arange(n, home + 1), n)
    costs = np.hstack([-matrix.score.astype(np.int64), np.zeros((n, 1), np.int64)]).ravel()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(n * (k + 1), np.int64), costs)
    ends = flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(n, home + 1), np.full(k + 1, home + 1), np.append(matrix.capacity[:, 0], n), np.zeros(k + 1, np.int64)
    )
    assert len(ends) == k + 1
    flow.set_nodes_supplies(np.append(np.arange(n), home + 1), np.append(np.ones(n, np.int64), -n))
    yield
    assert flow.solve() == flow.OPTIMAL
    choice = flow.flows(arcs).reshape(n, k + 1).argmax(axis=1)
    yield np.where(choice == k, -1, choice)


def pot(matrix, limit, threads):
    import ot

    yield
    waiting = max(0, matrix.n - int(matrix.capacity.sum()))
    cost = np.hstack([-matrix.score.astype(float), np.zeros((matrix.n, 1))])
    supply = np.append(matrix.capacity[:, 0], waiting).astype(float)
    yield
    flow = ot.emd(np.ones(matrix.n), supply, cost, numItermax=2**31 - 1, numThreads=threads)
    choice = np.asarray(flow).argmax(axis=1)
    yield np.where(choice == matrix.k, -1, choice)


def highs(matrix, limit, threads):
    import highspy
    from scipy import sparse

    yield
    case, place, points = matrix.pairs()
    pair = np.arange(len(case))
    rows = [sparse.csc_matrix((np.ones(len(case)), (case, pair)), (matrix.n, len(case)))]
    for kind in range(matrix.d):
        rows.append(sparse.csc_matrix((matrix.need[case, kind].astype(float), (place, pair)), (matrix.k, len(case))))
    table = sparse.vstack(rows).tocsc()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(case), table.shape[0]
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = points, np.zeros(len(case)), np.ones(len(case))
    model.row_lower_ = np.full(table.shape[0], -highspy.kHighsInf)
    model.row_upper_ = np.concatenate([np.ones(matrix.n), matrix.capacity.T.ravel().astype(float)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = table.indptr, table.indices, table.data
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(case)
    solver = highspy.Highs()
    options = {"output_flag": False, "threads": threads, "time_limit": limit, "mip_rel_gap": TARGET}
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    yield
    solver.run()
    if solver.getInfo().primal_solution_status != 2:
        raise NoPlan
    yield chosen(matrix, case, place, np.array(solver.getSolution().col_value))


def scip(matrix, limit, threads):
    import pyscipopt

    yield
    case, place, points = matrix.pairs()
    model = pyscipopt.Model()
    model.hideOutput()
    model.setParams({"limits/time": limit, "limits/gap": TARGET, "parallel/maxnthreads": threads})
    variables = np.array([model.addVar(vtype="B", obj=worth) for worth in points], object)
    model.setMaximize()
    for of_case in np.split(variables, np.flatnonzero(np.diff(case)) + 1):
        model.addCons(pyscipopt.quicksum(of_case) <= 1)
    for k in range(matrix.k):
        here = np.flatnonzero(place == k)
        for kind in range(matrix.d):
            used = (int(matrix.need[case[at], kind]) * variables[at] for at in here)
            model.addCons(pyscipopt.quicksum(used) <= int(matrix.capacity[k, kind]))
    yield
    model.optimize()
    if model.getNSols() == 0:
        raise NoPlan
    yield chosen(matrix, case, place, np.array([model.getVal(variable) for variable in variables]))


def chosen(matrix, case, place, value):
    choice = np.full(matrix.n, -1)
    choice[case[value > 0.5]] = place[value > 0.5]
    return choice


PEERS = {"ortools-flow": ortools_flow, "pot": pot, "highs": highs, "scip": scip}
PERSONS_ONLY = {"ortools-flow", "pot"}  # these solve transportation problems alone
