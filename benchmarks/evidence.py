"""Time searching an evidence base of 1,000 records and rendering its page: `python -m benchmarks.evidence`.

The records are those of nmosd, repeated under other ids. Both run in one process after one run that is not counted; the least
of five is compared with a second. Exit code 1 if it takes longer.
"""

import sys
import time
from itertools import cycle, islice

BUDGET = 1.0
RECORDS = 1_000
RUNS = 5


def main() -> int:
    """Print the least and the longest time of each; return 1 if search and page together miss the budget."""
    from nmosd.evidence import Evidence, load_evidence, search
    from nmosd.report.evidence.page import evidence_html

    own = load_evidence()
    repeated = enumerate(islice(cycle(own.records.values()), RECORDS))
    records = [record.model_copy(update={"id": f"{record.id}-{place}"}) for place, record in repeated]
    base = Evidence({record.id: record for record in records}, own.sources)
    searches, pages = [], []
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        search(base, ["rituximab", "relapse"])
        searched = time.perf_counter()
        evidence_html(base)
        searches.append(searched - begin)
        pages.append(time.perf_counter() - searched)
    for name, times in (("search", searches[1:]), ("page", pages[1:])):
        print(f"{name:<8} {RECORDS} records   least {min(times):.3f} s   longest {max(times):.3f} s")
    least = min(searches[1:]) + min(pages[1:])
    print(f"together {least:.3f} s of {BUDGET:.0f} s")
    return 0 if least <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
