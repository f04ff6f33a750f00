"""Mixed-integer models, solved by HiGHS with a bound that can be watched and a run that can stop.

HiGHS is called through ``highspy``, for the HiGHS inside SciPy (:func:`scipy.optimize.milp`)
reports nothing while it runs and cannot be stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import highspy
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]
    Watch = Callable[[float, float], bool]
    """Called now and then with the best objective and the bound; whether to go on."""

RELATIVE_GAP = 1e-9
"""A solution this near to its bound is proven best."""
TIME_LIMIT_S = 60.0
"""When an exact search stops with the best so far."""
WHOLE = 0.5
"""A variable above this is 1: HiGHS rounds whole numbers to within 1e-6."""


class Ending(StrEnum):
    """How a run of the solver ended."""

    PROVEN = "proven"
    TIME = "time"
    """The time was up: the best solution so far, with its gap."""
    STOPPED = "stopped"
    """The function that watches stopped it."""
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, eq=False)
class Model:
    """Maximise cost · x with lower ≤ rows · x ≤ upper.

    Attributes
    ----------
    cost
        Shape (n,).
    upper
        Upper bounds of the variables, whose lower bounds are 0.
    whole
        Which variables are whole numbers.
    rows
        Shape (m, n).
    row_lower, row_upper
        Shape (m,).
    """

    cost: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    rows: csr_array
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, eq=False)
class Solved:
    """The result of a run.

    Attributes
    ----------
    ending
        How it ended.
    x
        The best solution; empty if there is none.
    objective, bound
        Of that solution, and of any solution.
    """

    ending: Ending
    x: Floats = field(default_factory=lambda: np.empty(0))
    objective: float = -np.inf
    bound: float = np.inf

    @property
    def gap(self) -> float:
        """Return how much better than this solution another can be, as a share of the bound."""
        if self.ending is Ending.PROVEN or self.bound <= self.objective:
            return 0.0
        return (self.bound - self.objective) / max(abs(self.bound), 1e-9)


def solve(
    model: Model,
    *,
    time_limit_s: float,
    start: Floats | None = None,
    watch: Watch = lambda _best, _bound: True,
) -> Solved:
    """Solve a model; other threads can run meanwhile.

    Parameters
    ----------
    model
        What to solve.
    time_limit_s
        When to stop with the best so far.
    start
        A solution to start from, such as a greedy one.
    watch
        See ``Watch``.
    """
    import highspy

    options = {
        "log_to_console": False,
        "output_flag": False,
        "threads": 1,  # others use the machine too
        "time_limit": time_limit_s,
        "mip_rel_gap": RELATIVE_GAP,
        "mip_abs_gap": 0.0,
    }
    solver = highspy.Highs()
    for option, value in options.items():
        solver.setOptionValue(option, value)
    solver.passModel(_lp(model))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)

    def report(event: highspy.highs.HighsCallbackEvent) -> None:
        best, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        if event.data_in and not watch(float(best), float(bound)):
            event.data_in.user_interrupt = True

    solver.cbMipInterrupt.subscribe(report)
    solver.run()
    status, kinds = solver.getModelStatus(), highspy.HighsModelStatus
    info = solver.getInfo()
    if status in {kinds.kInfeasible, kinds.kUnboundedOrInfeasible}:
        return Solved(Ending.INFEASIBLE)
    endings = {kinds.kOptimal: Ending.PROVEN, kinds.kInterrupt: Ending.STOPPED}
    ending = endings.get(status, Ending.TIME)
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solved(ending, bound=float(info.mip_dual_bound))
    x = np.array(solver.getSolution().col_value)
    return Solved(ending, x, float(info.objective_function_value), float(info.mip_dual_bound))


def _lp(model: Model) -> highspy.HighsLp:
    """Return a model as HiGHS reads it."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = model.rows.shape
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = model.cost
    lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), model.upper
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = model.rows.indptr
    lp.a_matrix_.index_ = model.rows.indices
    lp.a_matrix_.value_ = model.rows.data
    kind = highspy.HighsVarType
    lp.integrality_ = [kind.kInteger if one else kind.kContinuous for one in model.whole]
    return lp
