"""Peers on the rows that the benchmark wrote: neighbours by faiss, outliers by faiss and scikit-learn.

Arguments: what (neighbours or outliers), a file of little-endian float32 rows, the number of rows and of columns, a file with one byte
per row (1 = planted). Prints one Markdown line per peer; times are processor seconds of the process.
"""

import sys
import time


def auc(scores, truth):
    import numpy as np

    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positive = truth == 1
    n = positive.sum()
    return (ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(scores) - n))


def main():
    what, file, rows, columns, truth_file = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
    try:
        import numpy as np
    except ImportError:
        print("| peers | not measured: numpy is not installed | | | |")
        return
    points = np.fromfile(file, dtype="<f4").reshape(rows, columns)
    truth = np.fromfile(truth_file, dtype=np.uint8)
    try:
        import faiss
    except ImportError:
        faiss = None
        print("| faiss | not measured: faiss-cpu is not installed | | | |")
    if what == "neighbours" and faiss:
        neighbours(np, faiss, points)
    if what == "outliers":
        outliers(np, faiss, points, truth)


def neighbours(np, faiss, points):
    n, d = points.shape
    sample = np.arange(0, n, max(1, n // 500))
    flat = faiss.IndexFlatL2(d)
    flat.add(points)
    exact = flat.search(points[sample], 11)[1]
    truth = [[row for row in exact[i] if row != sample[i]][:10] for i in range(len(sample))]

    def report(name, build):
        before = time.process_time()
        found = build().search(points, 11)[1]
        seconds = time.process_time() - before
        hits = sum(len(set(found[row]) & set(truth[i])) for i, row in enumerate(sample))
        print(f"| {name} | {seconds:.2f} | {hits / (10 * len(sample)):.4f} | | |")

    def ivf():
        lists = max(1, n // 195)
        index = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, lists)
        index.train(points)
        index.add(points)
        index.nprobe = 16
        return index

    def hnsw():
        index = faiss.IndexHNSWFlat(d, 16)
        index.hnsw.efConstruction = 40
        index.hnsw.efSearch = 16
        index.add(points)
        return index

    report("faiss IVF, nprobe 16", ivf)
    report("faiss HNSW, M 16", hnsw)


def outliers(np, faiss, points, truth):
    if faiss:
        before = time.process_time()
        index = faiss.IndexFlatL2(points.shape[1])
        index.add(points)
        distances = index.search(points, 11)[0][:, 1:]
        score = np.sqrt(np.maximum(distances, 0)).mean(axis=1)
        print(f"| faiss, exact, mean of 10 | {time.process_time() - before:.2f} | {auc(score, truth):.4f} | | |")
    try:
        from sklearn.ensemble import IsolationForest
    except ImportError:
        print("| scikit-learn | not measured: scikit-learn is not installed | | | |")
        return
    before = time.process_time()
    score = -IsolationForest(random_state=0).fit(points).score_samples(points)
    print(f"| scikit-learn isolation forest | {time.process_time() - before:.2f} | {auc(score, truth):.4f} | | |")


main()
