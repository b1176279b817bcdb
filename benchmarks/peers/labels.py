"""The published implementation of confident learning (cleanlab) on given probabilities.

Argument: a gzipped CSV with a header, whose first column is the given label and whose others are the probabilities of the classes.
Prints one line per way of choosing rows: its name, a tab, and the flagged rows separated by commas.
"""

import gzip
import sys


def main():
    try:
        import numpy as np
        from cleanlab.filter import find_label_issues
    except ImportError as missing:
        sys.exit(f"not measured: {missing}")
    with gzip.open(sys.argv[1], "rt") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1)
    labels = table[:, 0].astype(int)
    probabilities = table[:, 1:] / table[:, 1:].sum(axis=1, keepdims=True)
    for way in ("confident_learning", "prune_by_class", "prune_by_noise_rate"):
        flagged = find_label_issues(labels, probabilities, filter_by=way, n_jobs=1)
        print(way, ",".join(str(row) for row in np.flatnonzero(flagged)), sep="\t")


main()
