"""`python -m bench [import search page start browse figures freeze reports duplicates packages]`: measure all, or what is named, and print the table."""

import sys
from collections.abc import Callable

from bench import duplicates, figures, finding, importing, packages, reports, starting
from bench.measure import Line, machine, table

BENCHES: dict[str, Callable[[], list[Line]]] = {
    "import": importing.import_list,
    "search": lambda: [finding.search()],
    "page": lambda: [finding.page()],
    "start": starting.start,
    "browse": lambda: [starting.browse()],
    "figures": figures.figures,
    "freeze": figures.freezing,
    "reports": reports.reports,
    "duplicates": duplicates.duplicates,
    "packages": packages.packages,
}


def main(chosen: list[str]) -> int:
    """Run the named benches, all without names. Exit 2 for a name that is none."""
    unknown = [name for name in chosen if name not in BENCHES]
    if unknown:
        print(f"{unknown[0]}? There are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    lines = [line for name, bench in BENCHES.items() if not chosen or name in chosen for line in bench()]
    print(machine())
    print()
    print(table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
