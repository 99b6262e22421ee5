"""Draws what `engines.py --json` printed, one file a run.

    python benchmarks/plot_engines.py RUN... --to docs/images/engines.png [--growth docs/images/growth.png]

`--to` has a panel of bars for each run, `--growth` a curve over the numbers of documents for each kind of query.
"""

import argparse
import json
from pathlib import Path
from typing import Any

Run = dict[str, Any]
_GROWING = ("common", "and3", "phrase", "prefix", "page")


def draw_bars(runs: list[Run], to: Path, plt: Any) -> None:
    """Medians by query class and engine."""
    figure, axes = plt.subplots(len(runs), 1, figsize=(9, 3.4 * len(runs)), squeeze=False)
    for axis, run in zip(axes[:, 0], runs, strict=True):
        kinds = list(run["engines"]["kavosh"]["queries"])
        for n, (name, result) in enumerate(run["engines"].items()):
            shown = [kind for kind in kinds if kind in result["queries"]]
            places = [kinds.index(kind) + 0.16 * n for kind in shown]
            axis.bar(places, [result["queries"][kind]["p50_ms"] for kind in shown], 0.16, label=name)
        axis.set_yscale("log")
        axis.set_xticks([n + 0.3 for n in range(len(kinds))], kinds)
        axis.set_ylabel("CPU ms, median")
        axis.set_title(f"{run['docs']:,} documents")
        axis.legend(fontsize=8, ncols=5)
    figure.tight_layout()
    figure.savefig(to, dpi=100)


def draw_growth(runs: list[Run], to: Path, plt: Any) -> None:
    """How the time to build and to answer grows with the documents."""
    runs = sorted(runs, key=lambda run: int(run["docs"]))
    figure, axes = plt.subplots(2, 3, figsize=(11, 6.4))
    panels = axes.ravel()
    for name in dict.fromkeys(name for run in runs for name in run["engines"]):
        having = [run for run in runs if name in run["engines"]]
        seconds = [run["docs"] / run["engines"][name]["build_docs_per_cpu_s"] for run in having]
        panels[0].plot([run["docs"] for run in having], seconds, "o-", label=name)
        for panel, kind in zip(panels[1:], _GROWING, strict=True):
            known = [run for run in having if kind in run["engines"][name]["queries"]]
            times = [run["engines"][name]["queries"][kind]["p50_ms"] for run in known]
            panel.plot([run["docs"] for run in known], times, "o-", label=name)
    for panel, title in zip(panels, ("building, CPU s", *(f"{kind}, CPU ms" for kind in _GROWING)), strict=True):
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_title(title, fontsize=10)
        panel.set_xlabel("documents", fontsize=8)
    panels[0].legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(to, dpi=100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--growth", type=Path)
    options = parser.parse_args()
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    runs: list[Run] = [json.loads(run.read_text("utf-8").splitlines()[-1]) for run in options.runs]
    if options.to:
        draw_bars(runs, options.to, plt)
    if options.growth:
        draw_growth(runs, options.growth, plt)


if __name__ == "__main__":
    main()
