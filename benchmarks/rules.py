"""How well rules find: precision and recall on the corpus of releases, as a table in Markdown.

python benchmarks/rules.py
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pressflow.checking.rule import rules
from tests.checking import corpus


def table(of: str = corpus.TUNED) -> Iterator[str]:
    """A line for each rule: how many faults were planted and found, and how often it spoke without need."""
    planted, found, false = Counter[str](), Counter[str](), Counter[str]()
    for fault in corpus.faults() if of == corpus.TUNED else corpus.unseen():
        codes = {finding.code for finding in corpus.found(fault.files)}
        planted[fault.code] += 1
        found[fault.code] += fault.code in codes
        false.update(codes - {fault.code})
    for language, _, data in corpus.releases(of):
        false.update({finding.code for finding in corpus.found({language: data})})
    yield "| rule | severity | planted | found | spoke without need | recall | precision |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for code, rule in rules().items():
        if planted[code] or (rule.check and false[code]):
            recall = f"{found[code] / planted[code]:.2f}" if planted[code] else "–"
            precision = f"{found[code] / (found[code] + false[code]):.2f}" if found[code] + false[code] else "–"
            counts = f"{planted[code]} | {found[code]} | {false[code]}"
            yield f"| `{code}` | {rule.severity} | {counts} | {recall} | {precision} |"


if __name__ == "__main__":
    for name in (corpus.TUNED, corpus.UNSEEN):
        print(f"{name}\n\n" + "\n".join(table(name)) + "\n")
