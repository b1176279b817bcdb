"""Outliers of tables by scikit-learn and PyOD.

Arguments: gzipped CSV tables with a header, whose last column is 1 for an outlier. Columns are brought to [0, 1] first. Prints a line
per detector: its name, the processor seconds over all tables, and for each table its ROC-AUC and average precision in percent; for one
that could not be imported its name and what is missing.
"""

import gzip
import os
import sys
import time
import warnings


def detectors():
    """Name and a function that makes a scorer of rows, or the error."""

    def forest(rows):
        from sklearn.ensemble import IsolationForest

        return -IsolationForest(random_state=0).fit(rows).score_samples(rows)

    def neighbours(rows):
        from sklearn.neighbors import NearestNeighbors

        return NearestNeighbors(n_neighbors=5).fit(rows).kneighbors()[0][:, -1]

    def pyod(module, name, **settings):
        def score(rows):
            from importlib import import_module

            return getattr(import_module("pyod.models." + module), name)(**settings).fit(rows).decision_scores_

        return score

    return [
        ("scikit-learn isolation forest", forest),
        ("scikit-learn fifth neighbour", neighbours),
        ("PyOD ECOD", pyod("ecod", "ECOD")),
        ("PyOD COPOD", pyod("copod", "COPOD")),
        ("PyOD HBOS", pyod("hbos", "HBOS")),
        ("PyOD isolation forest", pyod("iforest", "IForest", random_state=0)),
    ]


def main():
    warnings.simplefilter("ignore")
    try:
        import numpy as np
        from sklearn.metrics import average_precision_score, roc_auc_score
    except ImportError as missing:
        print(f"scikit-learn and PyOD\t{missing}")
        return
    tables = []
    for file in sys.argv[1:]:
        with gzip.open(file, "rt") as lines:
            table = np.loadtxt(lines, delimiter=",", skiprows=1)
        rows, low, high = table[:, :-1], table[:, :-1].min(axis=0), table[:, :-1].max(axis=0)
        tables.append(((rows - low) / np.where(high > low, high - low, 1), table[:, -1] > 0))
    for name, score in detectors():
        try:
            score(tables[0][0][:50])
        except ImportError as missing:
            print(f"{name}\t{missing}")
            continue
        before = time.process_time()
        scores = [np.nan_to_num(score(rows)) for rows, _ in tables]
        seconds = time.process_time() - before
        figures = (
            f"{100 * roc_auc_score(truth, s):.2f},{100 * average_precision_score(truth, s):.2f}"
            for s, (_, truth) in zip(scores, tables)
        )
        print(name, f"{seconds:.2f}", " ".join(figures), sep="\t")


os.environ.setdefault("OMP_NUM_THREADS", "1")
main()
