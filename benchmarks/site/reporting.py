"""The figures as a table: what each tool took for each act, and how that compares with Hugo's cold build."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from benchmarks.site.measuring import Taken
from benchmarks.site.rounds import Measurement

# Hugo with every form of a release, and with all of pressflow's lists and feeds beside: the same outputs.
BASES = ("hugo-full", "hugo-all")
# What pressflow is to reach at 10,000 releases: ratios to a base's cold build, and MiB of all its processes.
GOALS = {"cold": 1.2, "nothing": 0.03, "edit": 0.06, "add": 0.10}
MEMORY = 300
_VERDICT = 17


def table(measurements: Sequence[Measurement]) -> Iterator[str]:
    """The table's lines; ratios are to each base's cold build of the same round, on the clock."""
    cold = {base: _by_round(measurements, base, "cold") for base in BASES}
    bases = {base: taken for base, taken in cold.items() if taken} or {BASES[0]: {}}
    numbers = sorted({one.round for one in measurements})
    heads = "".join(f"{f'round {number}':>10}" for number in numbers) + f"{'median':>10}{'goal':>9}"
    width = 10 * (len(numbers) + 1) + _VERDICT
    yield f"{'':60}{''.join(f'{base:{width}}' for base in bases)}".rstrip()
    yield f"{'':24}{'seconds':>9}{'cpu':>9}{'MiB':>7}{'largest':>9}{f'{heads:{width}}' * len(bases)}".rstrip()
    for tool, act in dict.fromkeys((one.tool, one.act) for one in measurements):
        taken = _by_round(measurements, tool, act)
        goal = GOALS[act] if tool == "pressflow" else None
        ratios = "".join(_compared(_ratios(taken, base), goal) for base in bases.values())
        yield f"{tool:15}{act:9}{_row(taken)}{ratios}".rstrip()
    if memory := [one.taken.memory for one in measurements if (one.tool, one.act) == ("pressflow", "cold")]:
        yield f"pressflow's peak, cold: {max(memory):.0f} MiB{_goal([max(memory)], MEMORY)}"
    yield "medians of seconds; peaks of all processes, and of the largest one; ratios to a cold build of the same round"


def _by_round(measurements: Sequence[Measurement], tool: str, act: str) -> dict[int, Taken]:
    return {one.round: one.taken for one in measurements if (one.tool, one.act) == (tool, act)}


def _row(taken: Mapping[int, Taken]) -> str:
    seconds, cpu = median(one.seconds for one in taken.values()), median(one.cpu for one in taken.values())
    memory, largest = max(one.memory for one in taken.values()), max(one.largest for one in taken.values())
    return f"{seconds:9.2f}{cpu:9.2f}{memory:7.0f}{largest:9.0f}"


def _compared(ratios: Sequence[float], goal: float | None) -> str:
    """The ratios of each round, their median, and what is to be reached."""
    shown = "".join(f"{ratio:10.3f}" for ratio in [*ratios, *([median(ratios)] if ratios else [])])
    verdict = _goal(ratios, goal) if goal is not None else ""
    return f"{shown}{verdict:{_VERDICT}}"


def _ratios(taken: Mapping[int, Taken], base: Mapping[int, Taken]) -> list[float]:
    return [one.seconds / base[number].seconds for number, one in sorted(taken.items()) if number in base]


def _goal(figures: Sequence[float], most: float) -> str:
    """A goal, and whether the median reaches it; nothing is said of a goal without a figure."""
    if not figures:
        return f"{most:8}"
    return f"{most:8} {'reached' if median(figures) <= most else 'missed'}"
