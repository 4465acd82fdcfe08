"""The engines: how each is installed, makes an index of a set of pages, and what that cost.

Every engine is the one its registry ships, at the version below. Begin reading at `Engine`; a new engine is a class with
`index`, and a line in `ENGINES`.
"""
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {"pagefind": "1.6.0", "minisearch": "7.2.0", "elasticlunr": "0.9.5", "playwright-core": "1.65.1"}
"""From npm, so that two runs compare the same things."""
HELPERS = {"markdown": "3.11.3", "PyStemmer": "3.1.0"}
"""From PyPI, for the shared tools: pages as bare HTML for Pagefind, word stems for the offline model."""

TURNS, LONG = 3, 60
"""Cairn builds a set so often with and without search, until it used so many CPU seconds."""


@dataclass
class Cost:
    """What it took to make an index, and what was left. `cpu` is user + system of the child and all it started."""
    cpu: float
    peak: float
    files: int
    bytes: int
    note: str = ""


@dataclass
class Run:
    """One finished child."""
    status: int
    cpu: float
    peak: float
    out: str


def run(command, **options):
    """Runs a command to its end and asks the operating system what it used."""
    child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, errors="replace", **options)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Run(child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out)


def must(command, **options):
    """The same, and ends everything if it fails."""
    done = run(command, **options)
    if done.status:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.status}\n{done.out[-4000:]}")
    return done


def weigh(folder):
    """Number and bytes of the files below a folder."""
    sizes = [path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def empty(folder):
    """The folder, new."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class Bench:
    """The work folder and the shared tools in it."""

    def __init__(self, work, data, cairn):
        self.work, self.data, self.cairn = work, data, cairn
        self.tools = data / "search-eval" / "tools"
        self.npm, self.venv = work / "npm", work / "venv"
        self.python = self.venv / "bin" / "python"
        self.versions = dict(PACKAGES)

    def install(self, say):
        """Packages into the work folder; a link under the name by which one shared tool expects another."""
        wanted = json.dumps({"private": True, "dependencies": PACKAGES})
        manifest = self.npm / "package.json"
        if not manifest.exists() or manifest.read_text() != wanted:
            say("installing " + ", ".join(PACKAGES))
            empty(self.npm)
            (self.npm / "part.json").write_text(wanted)
            must(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save",
                  *[f"{name}@{version}" for name, version in PACKAGES.items()]], cwd=self.npm)
            (self.npm / "part.json").rename(manifest)
        if not (self.venv / "done").exists():
            say("installing " + ", ".join(HELPERS))
            must([sys.executable, "-m", "venv", "--clear", self.venv])
            must([self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                  *[f"{name}=={version}" for name, version in HELPERS.items()]])
            (self.venv / "done").touch()
        # `build_index.mjs` imports its neighbour as `../web/adapters/…`.
        links = self.work / "links"
        for name, target in {"tools": self.tools, "web/adapters": self.tools / "adapters"}.items():
            link = links / name
            link.parent.mkdir(parents=True, exist_ok=True)
            if link.is_symlink():
                link.unlink()
            link.symlink_to(target)

    def environment(self):
        """For the shared tools that run in Node."""
        return {**os.environ, "PLAYWRIGHT_FROM": str(self.npm), "NODE_OPTIONS": "--max-old-space-size=16384"}

    def folder(self, name):
        """The set's documents and queries. The numbered ones are cut from awsdocs-2k by `scale.py`."""
        if not name.isdigit():
            return self.data / "search-eval" / name
        folder = self.work / "scaled" / f"scale-{name}"
        if not (folder / "queries.jsonl").exists():
            must([sys.executable, self.tools / "scale.py", self.data / "search-eval" / "awsdocs-2k", self.work / "scaled", name])
        return folder


class Engine:
    """One column of the comparison. `digest` changes whenever older results of it are no longer results of it."""
    label = ""
    adapter = ""
    site = ""

    def __init__(self, bench):
        self.bench = bench

    def version(self):
        """As printed above the table."""
        name = self.label.split(",")[0].lower()
        return f"{self.label.split(',')[0]} {self.bench.versions[name]}"

    def digest(self):
        """What its results depend on."""
        return self.version()

    def made(self, name):
        """Where the engine's site of this set lies."""
        return self.bench.work / "sites" / name / (self.site or type(self).__name__.lower())

    def index(self, name):
        """Makes the site; says what it cost."""
        raise NotImplementedError


class Cairn(Engine):
    """The binary that is tested. Its index comes with the site, so what it costs is the difference to building the same
    pages with `search: {exclude: true}` on each."""
    label, adapter = "Cairn", "cairn.mjs"

    def version(self):
        return f"{must([self.bench.cairn, '--version']).out.strip()} ({self.digest()[:8]})"

    def digest(self):
        return hashlib.sha256(Path(self.bench.cairn).read_bytes()).hexdigest()

    def index(self, name):
        source, work = self.bench.folder(name), empty(self.bench.work / "cairn")
        lang = json.loads((source / "docs.jsonl").open().readline())["lang"]
        for folder in ("with", "without"):
            (work / folder).mkdir()
            (work / folder / "cairn.yml").write_text(f"title: KB\nbase_url: https://example.org/\nlanguage: {lang}\n")
            must([sys.executable, self.bench.tools / "make_pages.py", source / "docs.jsonl", "--md", work / folder / "content"])
            for page in (work / folder / "content").rglob("*.md"):
                head = "---\nsearch: {exclude: true}\n" if folder == "without" else "---\n"
                page.write_text(links_out(page.read_text()).replace("---\n", head, 1))
        runs = {"without": [], "with": []}
        # In turn, and the least of each, because the difference of two is wanted and others use the machine too.
        for turn in range(TURNS):
            for folder, done in runs.items():
                out = work / folder / "public"
                shutil.rmtree(out, ignore_errors=True)
                # Real questions have broken links: errors of the content, which stop nothing.
                done.append(run([self.bench.cairn, "build", work / folder, "-o", out, "--no-cache", "--quiet"]))
                if not (out / "search" / "client.js").exists():
                    sys.exit(f"cairn build: exit {done[-1].status}\n{done[-1].out[-4000:]}")
            if sum(done.cpu for done in runs["with"]) > LONG:
                break
        site = empty(self.made(name))
        (work / "with" / "public" / "search").rename(site / "search")
        shutil.rmtree(work)
        files, size = weigh(site)
        whole, rest = (min(done.cpu for done in runs[folder]) for folder in ("with", "without"))
        peak = max(done.peak for done in runs["with"])
        note = f"whole build {whole:.1f} CPU s, without search {rest:.1f} (the least of {len(runs['with'])}); the peak is of the whole build"
        return Cost(whole - rest, peak, files, size, note)

    def kind_of(self, site, path):
        """What a file that the browser fetched is there for: `client`, `router`, `texts` or `postings`."""
        name = path.rsplit("/", 1)[-1]
        if name == "client.js":
            return "client"
        if name == "entry.bin":
            return "router"
        data = (site / path.lstrip("/")).read_bytes()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        # A block of page records is JSON, and names the pages' addresses; a filter is JSON too.
        if text[:2] == b"[[":
            return "texts" if text[2:4] == b'"/' else "filters"
        return "postings"


FENCED = re.compile(r"(^ {0,3}(?:```|~~~).*?^ {0,3}(?:```|~~~) *$)", re.M | re.S)
LINK = re.compile(r"\]\((?!\w+:|#)[^()\s]+(?=[\s)])|^(\[[^\]\n]+\]:) +(?!\w+:)\S+", re.M)


def links_out(text):
    """The page with its links leading out of the collection. Most of them lead to pages that are not among those we have,
    and Cairn would spend its time guessing which were meant; what is indexed of a link is its text."""
    parts = FENCED.split(text)
    parts[::2] = [LINK.sub(lambda link: f"{link[1]} https://example.org/" if link[1] else "](https://example.org/", part) for part in parts[::2]]
    return "".join(parts)


class Pagefind(Engine):
    """As its package ships it, over bare HTML."""
    label, adapter, site = "Pagefind", "pagefind.mjs", "pagefind"

    def index(self, name):
        source, html = self.bench.folder(name), empty(self.bench.work / "html")
        must([self.bench.python, self.bench.tools / "make_pages.py", source / "docs.jsonl", "--html", html])
        # The command of the package is a Node script: its start-up would be timed too.
        program = next((self.bench.npm / "node_modules" / "@pagefind").glob("*/bin/pagefind_extended"))
        site = empty(self.made(name))
        done = must([program, "--site", html, "--output-path", site / "pagefind", "--quiet"])
        shutil.rmtree(html)
        return Cost(done.cpu, done.peak, *weigh(site / "pagefind"))


class PagefindAnyWord(Pagefind):
    """The same index, asked again for each word where the whole query finds too little."""
    label, adapter = "Pagefind, any word", "pagefind-relaxed.mjs"


class InOneFile(Engine):
    """A library that loads its whole index; made by the shared `build_index.mjs`."""

    def index(self, name):
        site = empty(self.made(name))
        tool = self.bench.work / "links" / "tools" / "build_index.mjs"
        done = must(["node", "--preserve-symlinks", "--preserve-symlinks-main", tool, self.adapter[:-4],
                     self.bench.folder(name) / "docs.jsonl", site], env=self.bench.environment())
        return Cost(done.cpu, done.peak, 1, (site / "index.json").stat().st_size)


class MiniSearch(InOneFile):
    """With the options that VitePress ships."""
    label, adapter = "MiniSearch", "minisearch.mjs"


class Elasticlunr(InOneFile):
    """As mdBook ships it."""
    label, adapter = "elasticlunr", "elasticlunr.mjs"


class Model(Engine):
    """The offline model `proto.py`: no browser, no index, only the figure to be compared with."""
    label = "offline model"

    def version(self):
        return "offline model (proto.py)"

    def ndcg(self, name, queries, lang, most):
        """nDCG@10 of the dev queries, or of the same sample of them that the browser is asked."""
        words = "bikana" if lang[:2] in ("ja", "zh") else "stem"
        way = f"{words}:add=2:lam=0.5:bits=4:fuzzy" + (":prefix" if "prefix" in queries else "")
        done = must([self.bench.python, self.bench.tools / "proto.py", self.bench.folder(name), "--split", "dev", "--queries", queries,
                     "--runs", way, "--max", most])
        return float(re.search(r"ndcg ([\d.]+)", done.out)[1])


ENGINES = {"cairn": Cairn, "pagefind": Pagefind, "any-word": PagefindAnyWord, "minisearch": MiniSearch, "elasticlunr": Elasticlunr, "model": Model}
