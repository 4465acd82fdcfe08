"""What credits cost, beside what git alone costs.

    cargo build --release
    python3 benches/credits                        # the real repository of the test data
    python3 benches/credits --repository ../x      # another one

Three stages of a build ask git: the log (who wrote what), the edits (how much somebody changed), and, with
`credits.weight: words`, blame (whose words survive). Each is remembered in packs of its own, so what one costs is the
difference between two runs of which one has to make its packs again, or has one new commit to read. CPU seconds are
user + system of the program and all it started; the smallest of the runs, because noise only adds.

What a build pays for its history although nothing is new (git started three times, names, telling everybody's part
from all commits, and matching people) is the difference to the same folder without `.git`.

Begin reading at `main`.
"""
import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
CONFIG = "title: Bench\nlanguages: {pattern: \"{part}.{lang}.md\"}\n"


def cpu(command, folder, env=None):
    """CPU seconds of a command and all it starts, and what it said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, env={**os.environ, **(env or {})}, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr.decode(errors='replace')}")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stderr.decode(errors="replace")


class Repository:
    """A clone that is measured."""

    def __init__(self, source, folder, cairn):
        self.folder, self.cairn = folder / "clone", cairn
        self.edits = 0
        # A bundle may have no HEAD of its own.
        clone = ["git", "clone", "-q", *(["-b", "main"] if str(source).endswith(".bundle") else [])]
        subprocess.run([*clone, str(source), str(self.folder)], check=True)
        (self.folder / "cairn.yml").write_text(CONFIG)
        listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=self.folder, capture_output=True, check=True)
        # What lies in a hidden folder is no page of the site.
        self.pages = [name for name in listed.stdout.decode().split("\0") if name and not name.startswith(".")]

    def run(self, stages, words=False, fixers=True):
        """CPU seconds of linking the site without the packs of these stages; the others are warm."""
        for pack in (self.folder / ".cairn/cache").glob("*"):
            if pack.name.split("-")[0] in stages:
                pack.unlink()
        env = {"CAIRN_CREDITS__WEIGHT": "words" if words else "none", "CAIRN_CREDITS__FIXER_BELOW": "20" if fixers else "0"}
        return cpu([self.cairn, "people", "lint", "-q"], self.folder, env)[0]

    def asked(self):
        """How many pages git is asked about in the next build, from the report of the cache."""
        build = [self.cairn, "build", "-q", "--timings", "--output-dir", str(self.folder.parent / "site")]
        said = cpu(build, self.folder, {"CAIRN_CREDITS__WEIGHT": "words"})[1]
        found = re.search(r"cache blame: \d+ hits, (\d+) misses", said)
        return int(found.group(1)) if found else None

    def edit_one(self):
        """Adds a sentence to one page and commits it."""
        self.edits += 1
        with open(self.folder / self.pages[0], "a", encoding="utf8") as page:
            page.write(f"\nSentence {self.edits}, for the measure.\n")
        who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.invalid"]
        subprocess.run(["git", *who, "commit", "-q", "-a", "-m", "Edit one page"], cwd=self.folder, check=True)

    def run_after_edit(self, **options):
        """The same with one new commit."""
        self.edit_one()
        return self.run([], **options)

    def run_without_git(self):
        """The same where there is no history."""
        away = self.folder.parent / "git"
        (self.folder / ".git").rename(away)
        seconds = self.run([], fixers=False)
        away.rename(self.folder / ".git")
        return seconds


def main():
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    data = os.environ.get("CAIRN_TEST_DATA", PROJECT.parent / "shared")
    options.add_argument("--repository", default=Path(data) / "corpora/hetzner-community.bundle")
    options.add_argument("--cairn", default=PROJECT / "target/release/cairn")
    options.add_argument("--runs", type=int, default=12)
    given = options.parse_args()
    work = Path(tempfile.mkdtemp(prefix="cairn-bench-"))
    try:
        repository = Repository(given.repository, work, str(Path(given.cairn).resolve()))
        clone, runs = repository.folder, given.runs
        git_log = ["git", "log", "-M", "--name-status", "-z"]
        blame = 0.0
        for page in repository.pages:
            blame += cpu(["git", "blame", "-w", "--porcelain", "HEAD", "--", page], clone)[0]
        repository.run([], words=True)
        ways = {
            "git log": lambda: cpu(git_log, clone)[0],
            "warm": lambda: repository.run([], fixers=False),
            "no git": repository.run_without_git,
            "log": lambda: repository.run(["history"], fixers=False),
            "new log": lambda: repository.run_after_edit(fixers=False),
            "warm edits": lambda: repository.run([]),
            "edits": lambda: repository.run(["edits"]),
            "new edits": repository.run_after_edit,
            "warm words": lambda: repository.run([], words=True),
            "new words": lambda: repository.run_after_edit(words=True),
        }
        # In turn, so that who is disturbed by others is not one of them alone.
        rounds = [{name: way() for name, way in ways.items()} for _ in range(runs)]
        least = {name: min(found[name] for found in rounds) for name in ways}
        of_history = least["warm"] - least["no git"]
        of_log = least["log"] - least["warm"]
        of_new_log = least["new log"] - least["warm"]
        of_edits = least["edits"] - least["warm edits"]
        of_words = repository.run(["blame"], words=True) - least["warm words"]
        of_new_words = least["new words"] - least["new edits"]
        log = least["git log"]
        repository.run([], words=True)
        repository.edit_one()
        after = repository.asked()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    bare, blamed = "`git log -M --name-status -z`", f"`git blame -w` of {len(repository.pages)} pages"
    rows = [
        ("log, first build", of_log, bare, log),
        ("log, one new commit", of_new_log, bare, log),
        ("all of the history, nothing new", of_history, bare, log),
        ("edits, first build", of_edits, bare, log),
        ("words, first build", of_words, blamed, blame),
        ("words, one edited page", of_new_words, blamed, blame),
    ]
    print("| stage | CPU ms | beside | CPU ms | ratio |\n| --- | ---: | --- | ---: | ---: |")
    for stage, ours, what, theirs in rows:
        print(f"| {stage} | {1000 * ours:.0f} | {what} | {1000 * theirs:.0f} | {ours / theirs:.2f} |")
    print(f"\nAfter one edited page, pages that git was asked about: {after}.")


main()
