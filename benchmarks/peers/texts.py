"""Near-duplicate paragraphs by datasketch: MinHash LSH with 128 permutations over word triples, every candidate verified.

Arguments: a file of paragraphs, one a line; a file for the rows that have an earlier twin with a Jaccard similarity of 0.8 or more;
default or recall, how false negatives weigh when bands are chosen. Prints processor seconds, wall seconds, and the most megabytes held.
"""

import re
import resource
import sys
import time


def main():
    source, target, weights = sys.argv[1:4]
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("datasketch is not installed")
        return
    with open(source, encoding="utf-8") as lines:
        texts = lines.read().split("\n")[:-1]
    cpu, wall = time.process_time(), time.time()
    split = re.compile(r"[^\W_]+")
    lsh = MinHashLSH(threshold=0.8, num_perm=128, weights=(0.5, 0.5) if weights == "default" else (0.1, 0.9))
    sets, found = [], []
    for row, text in enumerate(texts):
        words = split.findall(text.lower())
        triples = {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}
        sketch = MinHash(num_perm=128)
        sketch.update_batch([triple.encode() for triple in triples])
        for other in lsh.query(sketch):
            common = len(triples & sets[other])
            if common >= 0.8 * (len(triples) + len(sets[other]) - common) - 1e-9:
                found.append(row)
                break
        lsh.insert(row, sketch, check_duplication=False)
        sets.append(triples)
    cpu, wall = time.process_time() - cpu, time.time() - wall
    with open(target, "w", encoding="utf-8") as out:
        out.writelines(f"{row}\n" for row in found)
    print(f"{cpu:.2f} {wall:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f}")


main()
