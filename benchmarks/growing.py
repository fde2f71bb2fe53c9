"""What the benchmarks of growing cohorts share: a process for each size, the page, and what of the wanted times was missed."""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
Found = dict[str, float]

# The end of every child: `work()` is run so many times, and `said` holds what else is to be told.
TIMED = """
import json, resource, time
seconds = []
for _ in range(runs):
    made = None
    start, cpu = time.perf_counter(), time.process_time()
    made = work()
    seconds.append((time.perf_counter() - start, time.process_time() - cpu))
least, processor = min(seconds)
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": least, "cpu": processor, "most_gb": most / 1e6} | said(made)))
"""


@dataclass(frozen=True)
class Growing:
    """A benchmark of cohorts of several sizes.

    `child` is Python that gets `people` and `runs` as arguments and defines `work()` and `said(made)`; `columns` are those of the
    page beside people, seconds, wanted, processor and memory.
    """

    name: str
    title: str
    about: Sequence[str]
    child: str
    columns: Mapping[str, Callable[[int, Found], str]]
    sizes: Sequence[int]
    wanted: Mapping[int, float]

    def main(self, words: str) -> int:
        """Measure, write the page, and return 1 if a wanted time was missed; `words` say what is timed."""
        parser = argparse.ArgumentParser(description=words)
        parser.add_argument("--sizes", type=int, nargs="*", default=self.sizes)
        parser.add_argument("--runs", type=int, default=3)
        asked = parser.parse_args()
        found = {}
        for people in asked.sizes:
            found[people] = self._measured(people, asked.runs)
            print(people, found[people], flush=True)
        if tuple(asked.sizes) == tuple(self.sizes):
            (RESULTS / f"{self.name}.md").write_text(self._page(found, asked.runs), "utf-8")
        return int(bool(self._missed(found)))

    def _measured(self, people: int, runs: int) -> Found:
        begin = "import sys\npeople, runs = int(sys.argv[1]), int(sys.argv[2])\n"
        command = [sys.executable, "-c", begin + self.child + TIMED, str(people), str(runs)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=RESULTS.parents[1])
        return dict(json.loads(done.stdout.strip().splitlines()[-1]))

    def _missed(self, found: Mapping[int, Found]) -> list[str]:
        return [
            f"{limit:.0f} s for {people:,} people"
            for people, limit in self.wanted.items()
            if people in found and found[people]["seconds"] > limit
        ]

    def _page(self, found: Mapping[int, Found], runs: int) -> str:
        heads = ["people", *self.columns, "seconds", "wanted", "processor", "microseconds a person", "most memory"]
        lines = [
            f"# {self.title}",
            "",
            *self.about,
            f"Written by `python -m benchmarks.{self.name}`, which says how it is measured.",
            "",
        ]
        cores = f"2 cores ({platform.machine()}), shared with other work"
        lines += [f"{cores}; Python {platform.python_version()}; least of {runs} runs, each size in a process of its own.", ""]
        lines += [f"| {' | '.join(heads)} |", "|" + "--:|" * len(heads)]
        for people, one in found.items():
            wanted = f"{self.wanted[people]:.0f} s" if people in self.wanted else ""
            own = [told(people, one) for told in self.columns.values()]
            cells = [f"{people:,}", *own, f"{one['seconds']:.2f}", wanted, f"{one['cpu']:.2f}"]
            cells += [f"{one['seconds'] / people * 1e6:.1f}", f"{one['most_gb']:.2f} GB"]
            lines.append(f"| {' | '.join(cells)} |")
        missed = self._missed(found)
        return "\n".join([*lines, "", f"Not reached: {', '.join(missed)}." if missed else "All that is wanted is reached.", ""])


def counted(name: str) -> Callable[[int, Found], str]:
    """Return a column that shows a number which the child told."""
    return lambda _, found: f"{found[name]:,.0f}"
