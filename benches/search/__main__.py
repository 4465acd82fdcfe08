"""Cairn's search beside those that a static site could have instead: one table from one run.

    python3 benches/search                                  # everything but 100,000 pages
    python3 benches/search --quick                          # a few minutes
    python3 benches/search --engines cairn --kept           # only Cairn anew; the others from earlier runs

Every engine answers the same questions in the same Chromium, through the shared tools (`CAIRN_TEST_DATA`/search-eval): its
ranking is scored against judgements, its bytes are what a server sends that compresses as hosts do. What these tools do is
not repeated here; this makes the indexes, weighs what that costs, runs them, and prints.

Begin reading at `main`; the engines are in `engines.py`, what is compared and promised in `table.py`.
"""
import argparse
import datetime
import json
import os
import re
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from engines import ENGINES, Bench, Model, must
from table import machine, print_table

PROJECT = Path(__file__).resolve().parent.parent.parent
VARIANTS = {"stackfaq": ["stackfaq", "stackfaq:typo", "stackfaq:keywords", "stackfaq:prefix"]}
"""Other questions about the same pages."""
SETS = ("stackfaq awsdocs-2k cranfield jsquad-ja cmrc-zh-hans drcd-zh-hant xquad-ru xquad-de xquad-es xquad-en xquad-zh "
        "1000 10000").split()
QUICK = ["stackfaq", "jsquad-ja", "1000"]
WEIGHED = {"stackfaq", "jsquad-ja", "cmrc-zh-hans"}
"""Beside the numbered sets: here the bytes of cold and typed queries are counted too."""
TOO_MANY = 50_000
"""From here on the libraries that load one file are not asked unless by name: nobody would wait for them."""


def say(text):
    """Progress, on the terminal only."""
    print(f"[{datetime.datetime.now():%H:%M:%S}] {text}", file=sys.stderr, flush=True)


class Kept:
    """Results in the work folder: one file for each engine and set, replaced by the next run."""

    def __init__(self, folder):
        self.folder = folder
        self.fresh = set()

    def path(self, engine, name):
        """Where the result of this engine and set lies."""
        return self.folder / f"{engine}.{name.replace(':', '.')}.json"

    def write(self, engine, name, result):
        """Keeps a result of this run."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path(engine, name).write_text(json.dumps(result))
        self.fresh.add((engine, name))

    def read(self, engine, name):
        """A result, of this run or an earlier one."""
        path = self.path(engine, name)
        return json.loads(path.read_text()) if path.exists() else None


def ask(bench, options, key, engine, name, cost):
    """All questions of a set and its variants; one result for each."""
    base = name.split(":")[0]
    folder = bench.folder(base)
    for variant in VARIANTS.get(name, [name]):
        say(f"{variant}: {engine.label}")
        kind = variant.partition(":")[2]
        queries = f"queries.{kind}.jsonl" if kind else "queries.jsonl"
        asked = [json.loads(line) for line in (folder / queries).open()]
        result = {"engine": engine.label, "version": engine.version(), "digest": engine.digest(), "set": variant, "max": options.max,
                  "pages": sum(1 for _ in (folder / "docs.jsonl").open()), "when": f"{datetime.datetime.now():%Y-%m-%d %H:%M}",
                  "machine": machine(), "cost": cost and asdict(cost)}
        if isinstance(engine, Model):
            result["model"] = engine.ndcg(name, queries, asked[0]["lang"], options.max)
        else:
            result.update(browser(bench, options, engine, name, folder, queries, weighed=not kind and (name.isdigit() or name in WEIGHED)))
        bench.kept.write(key, variant, result)


def browser(bench, options, engine, name, folder, queries, weighed):
    """Runs `eval.mjs`; relevance of every query, and where they are wanted the bytes."""
    out, each = bench.work / "out.json", bench.work / "each.json"
    site = engine.made(name)
    must(["node", bench.tools / "eval.mjs", "--site", site, "--adapter", bench.tools / "adapters" / engine.adapter,
          "--data", folder, "--queries", queries, "--split", "dev", "--net", options.net, "--out", out, "--perquery", each,
          "--cold", options.cold if weighed else 0, "--typing", options.typing if weighed else 0,
          *(["--max", options.max] if options.max else [])], env=bench.environment())
    result = {"eval": json.loads(out.read_text()), "each": {row["id"]: row["ndcg10"] for row in json.loads(each.read_text())}}
    if weighed and hasattr(engine, "kind_of"):
        parts = {}
        for path, size in result["eval"]["files"]:
            kind = engine.kind_of(site, path)
            parts[kind] = [parts.get(kind, [0, 0])[0] + size, parts.get(kind, [0, 0])[1] + 1]
        result["parts"] = parts
    return result


def work_folder(options, sets):
    """tmpfs where it has room for pages, sites and indexes: writing ten thousand small files to a disk would be timed."""
    if options.work:
        return Path(options.work).resolve()
    need = max([int(name) for name in sets if name.isdigit()] + [2000]) * 100_000 + 2**31
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and shutil.disk_usage(shared).free > need
    return (shared if roomy else Path(tempfile.gettempdir())) / "cairn-search"


def main():
    """Makes and asks everything in turn, then prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", help="folder for packages, indexes and results; kept between runs")
    parser.add_argument("--cairn", default=str(PROJECT / "target" / "release" / "cairn"), help="the cairn to measure")
    parser.add_argument("--sets", help=f"some of {','.join(SETS)}, or another number of pages such as 100000")
    parser.add_argument("--engines", default="cairn,pagefind,any-word,minisearch,elasticlunr,model", help=f"some of {','.join(ENGINES)}")
    parser.add_argument("--quick", action="store_true", help=f"{', '.join(QUICK)} only, a hundred queries each, fewer cold ones")
    parser.add_argument("--kept", action="store_true", help="complete the table with results of earlier runs")
    parser.add_argument("--max", type=int, default=0, help="at most about so many queries of a set")
    parser.add_argument("--cold", type=int, default=15, help="queries asked with an empty cache")
    parser.add_argument("--typing", type=int, default=5, help="queries typed letter by letter")
    parser.add_argument("--net", default="none", help="`none`, or `none,4g` for times on a slow line too")
    options = parser.parse_args()
    if options.quick:
        options.max, options.cold, options.typing = options.max or 100, min(options.cold, 5), min(options.typing, 2)
    options.cairn = os.path.abspath(options.cairn)
    sets = options.sets.split(",") if options.sets else QUICK if options.quick else SETS
    keys = options.engines.split(",")
    for word in set(keys) - set(ENGINES):
        sys.exit(f"no engine is called {word}; there are {', '.join(ENGINES)}")
    for word in sets:
        if word not in SETS and not word.isdigit():
            sys.exit(f"no set is called {word}; there are {', '.join(SETS)} and numbers of pages")

    data = Path(os.environ.get("CAIRN_TEST_DATA") or PROJECT.parent / "shared").resolve()
    if not (data / "search-eval" / "tools").is_dir():
        sys.exit(f"no search-eval below {data}: set CAIRN_TEST_DATA to the folder with the test data")
    if "cairn" in keys and not os.access(options.cairn, os.X_OK):
        sys.exit(f"{options.cairn} is not there: cargo build --release")
    work = work_folder(options, sets)
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(work, data, options.cairn)
    bench.kept = Kept(work / "results")
    bench.install(say)
    engines = {key: ENGINES[key](bench) for key in ENGINES}

    for name in sets:
        costs = {}
        for key in keys:
            engine = engines[key]
            if name.isdigit() and (key == "model" or int(name) >= TOO_MANY and key in ("any-word", "minisearch", "elasticlunr")
                                   and "--engines" not in " ".join(sys.argv)):
                continue
            # Both ways of asking Pagefind share its index.
            if key == "model":
                cost = None
            elif engine.made(name) not in costs:
                say(f"{name}: {engine.label}: making the index")
                costs[engine.made(name)] = engine.index(name)
            cost = costs.get(engine.made(name)) if key != "model" else None
            ask(bench, options, key, engine, name, cost)
        shutil.rmtree(work / "sites" / name, ignore_errors=True)

    shown = [variant for name in sets for variant in VARIANTS.get(name, [name])]
    print_table(bench.kept, shown, list(ENGINES), options.kept, sets)


if __name__ == "__main__":
    main()
