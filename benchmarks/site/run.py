"""How fast pressflow builds a site, beside Hugo, Eleventy and Pelican on the same archive, in turns.

python benchmarks/site/run.py --install
python benchmarks/site/run.py --releases 10000
python benchmarks/site/run.py --tools pressflow,hugo-full,hugo-all --rounds 3
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

# Run as a script, too: then the repository is not where Python looks for modules.
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.site import comparing, contestants, reporting
from benchmarks.site.contestants import Contestant
from benchmarks.site.measuring import Failed
from benchmarks.site.rounds import ACTS, Measurement, measurements, public, rounds, write

USUAL = ("pressflow", "hugo-full", "hugo-all", "eleventy-full", "pelican-full")
_SHOWN = 5


def main() -> None:
    """Install, or measure and compare; ends with status 1 where a site lacks something."""
    given = _arguments()
    if given.install:
        _install()
        return
    with tempfile.TemporaryDirectory(prefix="pressflow-site-") as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        sites = {name: contestants.named(name, folder) for name in given.tools}
        _ready(sites)
        try:
            whole = compete(sites, given)
        except Failed as error:
            sys.exit(str(error))
    sys.exit(not whole)


def compete(sites: Mapping[str, Contestant], given: argparse.Namespace) -> bool:
    """Measure all rounds, print the table and what the sites hold; whether they lack nothing."""
    _say(f"{given.releases:,} releases for {', '.join(sites)}")
    write(sites.values(), given.releases)
    planned = rounds(given.releases, given.rounds)
    done: list[Measurement] = []
    for round_ in planned:
        for name, site in sites.items():
            for one in measurements(name, site, round_, given.acts):
                _say(f"round {one.round}: {name} {one.act}: {one.taken.seconds:.2f} s (load {one.load:.1f})")
                done.append(one)
    print("\n".join(reporting.table(done)))
    if given.out:
        given.out.write_text(json.dumps([asdict(one) for one in done], indent=2) + "\n", "utf-8")
    releases = public(given.releases, planned, given.acts)
    whole = True
    for name, site in sites.items():
        held = asdict(comparing.holding(site.public, releases))
        print(f"{name:15}{', '.join(f'{number:,} {what}' for what, number in held.items())}")
        whole &= _complain(list(comparing.faults(site.public, releases, forms=site.forms)))
    return whole


def _install() -> None:
    try:
        contestants.install()
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"not everything could be fetched; PyPI and npm's registry must be within reach: {error}")


def _complain(faults: Sequence[str]) -> bool:
    """Print what is lacking, if anything; whether nothing is."""
    for fault in faults[:_SHOWN]:
        print(f"    lacks: {fault}")
    if len(faults) > _SHOWN:
        print(f"    and {len(faults) - _SHOWN:,} more")
    return not faults


def _ready(sites: Mapping[str, Contestant]) -> None:
    """End here, in plain words, where a program is missing or a folder is in use."""
    if lacking := sorted({program for site in sites.values() for program in contestants.missing(site)}):
        sys.exit(f"not there: {', '.join(lacking)}; python benchmarks/site/run.py --install fetches them")
    if used := [site.folder for site in sites.values() if site.folder.exists()]:
        sys.exit(f"{used[0]}: is there already; give another --folder")


def _arguments() -> argparse.Namespace:
    def some(of: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
        def chosen(text: str) -> tuple[str, ...]:
            if unknown := set(text.split(",")).difference(of):
                raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
            return tuple(text.split(","))

        return chosen

    names = tuple(contestants.names())
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--tools", type=some(names), default=USUAL, help=f"of {', '.join(names)}")
    parser.add_argument("--acts", type=some(ACTS), default=ACTS, help=f"of {', '.join(ACTS)}")
    parser.add_argument(
        "--folder", type=Path, help="where to work and leave the sites; a temporary folder if not given"
    )
    parser.add_argument("--out", type=Path, help="a file for the figures as JSON")
    parser.add_argument("--install", action="store_true", help="fetch Hugo, Pelican, Eleventy into .tools, and no more")
    return parser.parse_args()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
