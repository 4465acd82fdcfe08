"""The table, and what was promised.

Begin reading at `print_table`. A row is one engine on one set; the differences beside Cairn's figures are to the best other
engine there, with the interval that holds 95 of 100 resamplings of the queries (paired bootstrap, from a fixed seed).
"""
import os
import platform
import random
import re
from pathlib import Path

RESAMPLINGS = 2000
FIRST = {125: 55, 1_000: 65, 10_000: 85, 100_000: 150}
"""kB of a cold first query with five results, client included, by number of pages."""
FOLLOWING = {125: 30, 1_000: 30, 10_000: 40, 100_000: 60}
TYPED = {10_000: 120}
REQUESTS = 8
DENSE = 1.3
"""What a first query may cost in Japanese and Chinese, in units of the promise for 1,000 pages."""
WARM = (5, 30)
"""Milliseconds of a warm query at 10,000 pages: half of them, and nineteen of twenty."""


def machine():
    """Processor and memory, for the head of the table."""
    try:
        info = Path("/proc/cpuinfo").read_text()
        name = re.search(r"model name\s*:\s*(.*)", info)[1]
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        return f"{os.cpu_count()} cores of {name}, {memory:.0f} GiB, {platform.system()}"
    except (OSError, TypeError):
        return platform.platform()


def bootstrap(ours, theirs):
    """Mean difference over the queries that both answered, and its interval."""
    ids = sorted(ours.keys() & theirs.keys())
    each = [ours[query] - theirs[query] for query in ids]
    dice = random.Random(1)
    means = sorted(sum(dice.choices(each, k=len(each))) / len(each) for _ in range(RESAMPLINGS))
    return sum(each) / len(each), means[int(0.025 * RESAMPLINGS)], means[int(0.975 * RESAMPLINGS) - 1]


def print_table(kept, shown, keys, with_kept, sets):
    """Everything that was measured, then what follows from it."""
    results = {}
    for name in shown:
        rows = {key: kept.read(key, name) for key in keys if with_kept or (key, name) in kept.fresh}
        results[name] = {key: row for key, row in rows.items() if row}
    all_rows = [row for rows in results.values() for row in rows.values()]
    if not all_rows:
        return
    versions = sorted({row["version"] for row in all_rows}, key=str.lower)
    print(f"{max(row['when'] for row in all_rows)[:10]}, {machine()}; {', '.join(versions)}\n")
    print("| set | pages | queries | engine | nDCG@10 | no result | to the best other (95 %) | first kB (requests) | next kB | typed kB (requests) "
          "| warm ms p50 / p95 | × Pagefind's | indexing CPU s | peak MiB | files | index kB |")
    print("| --- | ---: | ---: | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    verdicts, old = [], []
    for name, rows in results.items():
        model = rows.get("model")
        for key, row in rows.items():
            if (key, name) not in kept.fresh:
                old.append((row["when"], row["engine"], name))
            print(line(name, key, row, rows))
        if "cairn" in rows:
            verdicts += promises(name, rows, model)
    print()
    for name, rows in results.items():
        parts = rows.get("cairn", {}).get("parts")
        if parts:
            print(f"{name}: a first query of Cairn's loads " + ", ".join(
                f"{kind} {size / 1e3:.1f} kB in {count}" for kind, (size, count) in sorted(parts.items(), key=lambda part: -part[1][0])))
    for name, rows in results.items():
        note = (rows.get("cairn", {}).get("cost") or {}).get("note")
        if note and ":" not in name:
            print(f"{name}: {note}")
    if old:
        where = {}
        for _, engine, name in old:
            where.setdefault(engine, []).append(name)
        print(f"\nNot of this run but of earlier ones, {min(old)[0]} to {max(old)[0]}: "
              + "; ".join(f"{engine} on {', '.join(names)}" for engine, names in where.items()) + ".")
    for text, holds in verdicts:
        print(f"{text}: {'kept' if holds else 'NOT KEPT'}")


def others(rows):
    """Those that a site could have instead, by relevance, best first."""
    rivals = [row for key, row in rows.items() if key not in ("cairn", "model")]
    return sorted(rivals, key=lambda row: -row["eval"]["rel"]["ndcg10"])


def line(name, key, row, rows):
    """One row."""
    cells = [name, f"{row['pages']:,}"]
    if key == "model":
        return "| " + " | ".join(cells + ["", row["engine"], f"{row['model']:.3f}"] + [""] * 11) + " |"
    found, cost = row["eval"], row["cost"]
    # Of the numbered sets only bytes and times are asked: every piece of a judged page counts as relevant there.
    judged = not name.isdigit()
    cells += [f"{found['n']}", row["engine"]]
    cells += [f"{found['rel']['ndcg10']:.3f}" if judged else "", f"{found['rel']['empty']:.0%}".replace("%", " %")]
    rivals = others(rows)
    if key == "cairn" and rivals and judged:
        cells.append("%+.3f (%+.3f to %+.3f), %s" % (*bootstrap(row["each"], rivals[0]["each"]), rivals[0]["engine"]))
    else:
        cells.append("")
    cold, typed = found.get("cold_none"), found.get("typing_4g")
    cells += [f"{cold['first']['kb_p50']:.0f} ({cold['first']['reqs_p50']})", f"{cold['next']['kb_p50']:.0f}"] if cold else ["", ""]
    cells.append(f"{typed['kb_p50']:.0f} ({typed['reqs_p50']})" if typed else "")
    warm = found["warm_ms"]
    cells.append(f"{warm['p50']:.1f} / {warm['p95']:.1f}")
    peer = rows.get("pagefind")
    ratio = lambda mine, theirs: f"{mine / theirs:.2f}" if theirs else ""
    cells.append(ratio(warm["p50"], peer["eval"]["warm_ms"]["p50"]) if peer and key != "pagefind" else "")
    # A set's variants and Pagefind's second way of asking share one index.
    if ":" in name or key == "any-word" and peer:
        cells += [""] * 4
    else:
        cells += [f"{cost['cpu']:.1f}" if cost["cpu"] > 0 else "in the noise", f"{cost['peak']:.0f}", f"{cost['files']:,}", f"{cost['bytes'] / 1e3:,.0f}"]
    return "| " + " | ".join(cells) + " |"


def promises(name, rows, model):
    """What the issue of the search promises of this set: sentences, and whether they hold."""
    ours, rivals, found = rows["cairn"], others(rows), []
    figures = ours["eval"]
    mine = figures["rel"]["ndcg10"]
    if not name.isdigit():
        if rivals:
            best = rivals[0]["eval"]["rel"]["ndcg10"]
            margin = 0.01 if best < 0.9 else 0
            found.append((f"{name}: nDCG@10 {mine:.3f}, wanted {best + margin:.3f} ({rivals[0]['engine']} {best:.3f})", mine >= best + margin and mine > best))
        if model:
            found.append((f"{name}: nDCG@10 {mine:.3f}, wanted {model['model'] - 0.01:.3f} (offline model {model['model']:.3f})", mine >= model["model"] - 0.01))
    found.append((f"{name}: {figures['rel']['empty']:.1%} of the queries without result", figures["rel"]["empty"] == 0))
    cold, typed = figures.get("cold_none"), figures.get("typing_4g")
    dense = name in ("jsquad-ja", "cmrc-zh-hans")
    size = 1_000 if dense else ours["pages"]
    if cold and size in FIRST:
        most = FIRST[size] * (DENSE if dense else 1)
        found.append((f"{name}: first query {cold['first']['kb_p50']:.0f} kB, at most {most:.0f}", cold["first"]["kb_p50"] <= most))
        found.append((f"{name}: first query {cold['first']['reqs_p50']} requests, at most {REQUESTS}", cold["first"]["reqs_p50"] <= REQUESTS))
        if not dense:
            found.append((f"{name}: following query {cold['next']['kb_p50']:.0f} kB, at most {FOLLOWING[size]}", cold["next"]["kb_p50"] <= FOLLOWING[size]))
    if typed and size in TYPED and not dense:
        found.append((f"{name}: typing a question {typed['kb_p50']:.0f} kB, at most {TYPED[size]}", typed["kb_p50"] <= TYPED[size]))
    if name == "10000":
        warm = figures["warm_ms"]
        found.append((f"{name}: warm query {warm['p50']:.1f} / {warm['p95']:.1f} ms, at most {WARM[0]} / {WARM[1]}", warm["p50"] <= WARM[0] and warm["p95"] <= WARM[1]))
    peer = rows.get("pagefind")
    if peer and name in ("10000", "100000"):
        ours_, theirs = ours["cost"], peer["cost"]
        for what, key, part in (("indexing CPU", "cpu", 4), ("memory", "peak", 8), ("index size", "bytes", 3)):
            found.append((f"{name}: {what} {ours_[key] / theirs[key]:.2f} of Pagefind's, at most {1 / part:.2f}", ours_[key] * part <= theirs[key]))
    if name == "100000":
        found.append((f"{name}: {ours['cost']['files']:,} files, at most 4,000", ours["cost"]["files"] <= 4_000))
    return found
