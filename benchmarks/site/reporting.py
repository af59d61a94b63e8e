"""The figures as a table: what each tool took for each act, and how that compares with Hugo's cold build."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from benchmarks.site.measuring import Taken
from benchmarks.site.rounds import Measurement

BASE = "hugo-full"
# What pressflow is to reach at 10,000 releases: ratios to the base's cold build, and MiB of all its processes.
GOALS = {"cold": 1.2, "nothing": 0.03, "edit": 0.06, "add": 0.10}
MEMORY = 300


def table(measurements: Sequence[Measurement]) -> Iterator[str]:
    """The table's lines; ratios are to the base's cold build of the same round, on the clock."""
    base = _by_round(measurements, BASE, "cold")
    numbers = sorted({one.round for one in measurements})
    heads = "".join(f"{f'round {number}':>10}" for number in numbers)
    yield f"{'':24}{'seconds':>9}{'cpu':>9}{'MiB':>7}{'largest':>9}{heads}{'median':>10}{'goal':>8}"
    for tool, act in dict.fromkeys((one.tool, one.act) for one in measurements):
        taken = _by_round(measurements, tool, act)
        goal = _goal(_ratios(taken, base), GOALS[act]) if tool == "pressflow" else ""
        yield f"{tool:15}{act:9}{_row(taken, base)}{goal}"
    if memory := [one.taken.memory for one in measurements if (one.tool, one.act) == ("pressflow", "cold")]:
        yield f"pressflow's peak, cold: {max(memory):.0f} MiB{_goal([max(memory)], MEMORY)}"
    yield f"medians of seconds; peaks of all processes, and of the largest one; ratios to {BASE}, cold, same round"


def _by_round(measurements: Sequence[Measurement], tool: str, act: str) -> dict[int, Taken]:
    return {one.round: one.taken for one in measurements if (one.tool, one.act) == (tool, act)}


def _row(taken: Mapping[int, Taken], base: Mapping[int, Taken]) -> str:
    seconds, cpu = median(one.seconds for one in taken.values()), median(one.cpu for one in taken.values())
    memory, largest = max(one.memory for one in taken.values()), max(one.largest for one in taken.values())
    ratios = _ratios(taken, base)
    shown = "".join(f"{ratio:10.3f}" for ratio in [*ratios, *([median(ratios)] if ratios else [])])
    return f"{seconds:9.2f}{cpu:9.2f}{memory:7.0f}{largest:9.0f}{shown}"


def _ratios(taken: Mapping[int, Taken], base: Mapping[int, Taken]) -> list[float]:
    return [one.seconds / base[number].seconds for number, one in sorted(taken.items()) if number in base]


def _goal(figures: Sequence[float], most: float) -> str:
    """A goal, and whether the median reaches it; nothing is said of a goal without a figure."""
    if not figures:
        return f"{most:8}"
    return f"{most:8} {'reached' if median(figures) <= most else 'missed'}"
