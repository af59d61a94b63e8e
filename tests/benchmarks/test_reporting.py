"""The table of the site's benchmark says each goal beside the figure that is to reach it."""

from benchmarks.site.measuring import Taken
from benchmarks.site.reporting import table
from benchmarks.site.rounds import Measurement


def measured(tool: str, act: str, seconds: float, memory: float = 100) -> Measurement:
    return Measurement(1, tool, act, Taken(seconds, seconds, memory, memory), 0.0)


HUGO = measured("hugo-full", "cold", 10)


def line(measurements: list[Measurement], begin: str) -> str:
    return next(line for line in table(measurements) if line.startswith(begin))


def test_goal_stands_beside_its_figure() -> None:
    rows = [measured("pressflow", "cold", 12), measured("pressflow", "edit", 0.7), HUGO]
    assert line(rows, "pressflow      cold").endswith("1.200     1.2 reached")
    assert line(rows, "pressflow      edit").endswith("0.070    0.06 missed")


def test_both_of_hugos_extents_have_their_ratio_and_verdict_in_the_same_round() -> None:
    rows = [measured("pressflow", "cold", 15), HUGO, measured("hugo-all", "cold", 13)]
    assert line(rows, "pressflow      cold").split()[-6:] == ["1.2", "missed", "1.154", "1.154", "1.2", "reached"]
    assert next(table(rows)).split() == ["hugo-full", "hugo-all"]


def test_other_tools_have_no_goals() -> None:
    assert line([HUGO], "hugo-full").endswith("1.000")


def test_goal_without_a_figure_is_neither_reached_nor_missed() -> None:
    assert line([measured("pressflow", "add", 1)], "pressflow      add").endswith(" 0.1")


def test_memory_has_a_goal_too() -> None:
    assert line([measured("pressflow", "cold", 12, 301), HUGO], "pressflow's peak").endswith("301 MiB     300 missed")
