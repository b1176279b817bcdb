"""Right answers and skills of annotators by crowd-kit.

Arguments: a tab-separated file with a header whose columns are annotator, worker, task, answer and gold, and a way: majority or
dawid-skene. Prints processor seconds, then one line per task: task, a tab, the answer.
"""

import sys
import time


def main():
    source, way = sys.argv[1:3]
    try:
        import pandas as pd
        from crowdkit.aggregation import DawidSkene, MajorityVote
    except ImportError as missing:
        print(f"not measured: {missing}")
        return
    answers = pd.read_csv(source, sep="\t")
    answers.columns = ["annotation", "worker", "task", "label", "gold"][: len(answers.columns)]
    before = time.process_time()
    model = MajorityVote() if way == "majority" else DawidSkene(n_iter=100)
    labels = model.fit_predict(answers[["task", "worker", "label"]])
    print(f"{time.process_time() - before:.3f}")
    for task, label in labels.items():
        print(task, label, sep="\t")


main()
