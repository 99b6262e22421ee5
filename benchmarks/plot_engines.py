"""Draws what `engines.py --json` printed, one file a run: `python benchmarks/plot_engines.py RUN... --to out.png`."""

import argparse
import json
from pathlib import Path
from typing import Any


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=Path("docs/images/engines.png"))
    options = parser.parse_args()
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    runs: list[dict[str, Any]] = [json.loads(run.read_text("utf-8").splitlines()[-1]) for run in options.runs]
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
        axis.set_title(f"{run['docs']} documents")
        axis.legend(fontsize=8, ncols=5)
    figure.tight_layout()
    figure.savefig(options.to, dpi=100)


if __name__ == "__main__":
    main()
