"""The figures as a table: what each tool took for each act, and how that compares with Hugo's cold build."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from benchmarks.site.measuring import Taken
from benchmarks.site.rounds import Measurement

BASE = "hugo-full"


def table(measurements: Sequence[Measurement]) -> Iterator[str]:
    """The table's lines; ratios are to the base's cold build of the same round, on the clock."""
    base = _by_round(measurements, BASE, "cold")
    numbers = sorted({one.round for one in measurements})
    heads = "".join(f"{f'round {number}':>10}" for number in numbers)
    yield f"{'':24}{'seconds':>9}{'cpu':>9}{'MiB':>7}{'largest':>9}{heads}{'median':>10}"
    for tool, act in dict.fromkeys((one.tool, one.act) for one in measurements):
        yield f"{tool:15}{act:9}{_row(_by_round(measurements, tool, act), base)}"
    yield f"medians of seconds; peaks of all processes, and of the largest one; ratios to {BASE}, cold, same round"


def _by_round(measurements: Sequence[Measurement], tool: str, act: str) -> dict[int, Taken]:
    return {one.round: one.taken for one in measurements if (one.tool, one.act) == (tool, act)}


def _row(taken: Mapping[int, Taken], base: Mapping[int, Taken]) -> str:
    seconds, cpu = median(one.seconds for one in taken.values()), median(one.cpu for one in taken.values())
    memory, largest = max(one.memory for one in taken.values()), max(one.largest for one in taken.values())
    ratios = [one.seconds / base[number].seconds for number, one in sorted(taken.items()) if number in base]
    shown = "".join(f"{ratio:10.3f}" for ratio in [*ratios, *([median(ratios)] if ratios else [])])
    return f"{seconds:9.2f}{cpu:9.2f}{memory:7.0f}{largest:9.0f}{shown}"
