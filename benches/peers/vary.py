#!/usr/bin/env python3
"""Make a large content repository with a history out of a small one.

    vary.py SEED_TREE OUT_DIR --pages N [--seed S]

SEED_TREE is a folder with `content/<lang>/<section>/<slug>.md`, each file opened by a front matter of one `title`.
OUT_DIR becomes a git repository of N pages at `content/<lang>/<section>/g<number>/<slug>-<number>.md`.

Plain copies would flatter whoever caches by content, so no two pages are alike: about one prose word in five is
exchanged for another word of the same language, one in two hundred for a word that nobody has written before, and in
*every* fenced code block one token is made unlike any other. Headings, addresses, inline code and HTML keep their
text, so links and anchors hold exactly as often as they did in the seed pages.

Each page names its authors in front matter and has between one and five commits by invented people, a few of whom do
most of the work, as in any community. The result depends on the seed pages, N and S alone: no clock, no environment.
Begin reading at `main`; the text is altered in `Seed.vary`, the history is made in `commits`.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys

GROUP = 200
"""Pages in one folder: a folder of 100,000 would make git rewrite a tree of megabytes for every commit."""

FRONT_MATTER = re.compile(r"---\ntitle: (.*)\n---\n\n")
FENCE = re.compile(r"^\s{0,12}(?:>\s?)*(`{3,}|~{3,})")
WORD = re.compile(r"[^\W\d_]{3,}")
TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")
KEEP = re.compile(
    r"`+[^`\n]*`+"                       # inline code
    r"|<[^>\n]*>"                        # HTML and autolinks
    r"|\]\([^)\n]*\)|\]\[[^\]\n]*\]"     # where links lead
    r"|\[[^\]\n]*\]:[^\n]*"              # reference definitions
    r"|\w+://\S+|\S+@\S+|&\w+;"          # addresses, entities
    r"|\{[^}\n]*\}|\[![A-Z]+\]|\[\^[^\]]*\]"
)


class Seed:
    """One seed page, cut once into what stays and what may change, because each is used many times."""

    def __init__(self, path, text):
        self.path = path
        match = FRONT_MATTER.match(text)
        if not match:
            sys.exit(f"{path}: the front matter is not one `title`")
        self.title = json.loads(match[1])
        self.pieces = []
        """Text in order; `words` and `blocks` say which pieces may change."""
        self.words = []
        """Places of prose words in `pieces`."""
        self.blocks = []
        """For each fenced block the places of its tokens; a block without one gets an empty piece to put it in."""
        self._cut(text[match.end():])

    def _cut(self, body):
        fence, block = "", []
        for line in body.splitlines(keepends=True):
            found = FENCE.match(line)
            if fence:
                if found and found[1][0] == fence[0] and len(found[1]) >= len(fence) and not line.strip(" \t\n>`~"):
                    if not block:
                        self.pieces.append("")
                        block.append(len(self.pieces) - 1)
                    self.blocks.append(block)
                    fence, block = "", []
                    self.pieces.append(line)
                else:
                    self._split(line, TOKEN, block)
            elif found:
                fence = found[1]
                self.pieces.append(line)
            elif line.lstrip().startswith(("#", "|", "===", "---")):
                self.pieces.append(line)
            else:
                at = 0
                for kept in KEEP.finditer(line):
                    self._split(line[at:kept.start()], WORD, self.words)
                    self.pieces.append(kept[0])
                    at = kept.end()
                self._split(line[at:], WORD, self.words)
        if fence and block:
            self.blocks.append(block)

    def _split(self, text, pattern, places):
        at = 0
        for match in pattern.finditer(text):
            self.pieces.append(text[at:match.start()])
            places.append(len(self.pieces))
            self.pieces.append(match[0])
            at = match.end()
        self.pieces.append(text[at:])

    def vary(self, number, rng, vocabulary):
        """The page with this number: its title and body."""
        pieces = self.pieces.copy()
        for place in rng.sample(self.words, len(self.words) // 5):
            old = pieces[place]
            new = invented(rng) if rng.random() < 0.025 else rng.choice(vocabulary)
            pieces[place] = new.capitalize() if old[:1].isupper() else new
        for nth, block in enumerate(self.blocks):
            place = rng.choice(block)
            pieces[place] = (pieces[place] or "x") + f"{number:x}b{nth:x}"
        extra = " ".join(rng.choice(vocabulary) for _ in range(2))
        return f"{self.title}: {extra} {number}", "".join(pieces)


SYLLABLES = "ba be bo da de do fa fi ga go ha he ho ka ke ko la le lo ma me mi mo na ne no pa pe ra re ri ro sa se so ta te to va ve vo za".split()


def invented(rng):
    """A word that is in no dictionary."""
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 5)))


def invented_people(count, rng):
    """Names and addresses, all different; the number keeps them so."""
    people = []
    for number in range(count):
        first, last = invented(rng).capitalize(), invented(rng).capitalize()
        people.append((f"{first} {last} {roman(number)}".strip(), f"member{number}@example.invalid"))
    return people


def roman(number):
    """A short suffix of letters, "" for 0: names with digits in them would not look like names."""
    letters = ""
    while number:
        number, rest = divmod(number, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def active(people, rng):
    """Somebody: the first in the list are the busiest."""
    return people[int(len(people) * rng.random() ** 2.5)]


def commits(stream, seeds, pages, seed, folder):
    """Writes the whole history to `git fast-import`, and each page's last text into the folder."""
    vocabulary = {}
    for page in seeds:
        vocabulary.setdefault(page.path.split("/")[1], []).extend(page.pieces[place] for place in page.words)
    people = invented_people(int(14 * pages ** 0.5), random.Random(f"{seed}:people"))
    clock, mark = 1_500_000_000, 0

    def commit(person, subject, files):
        nonlocal clock, mark
        clock += 1 + 250_000_000 // (pages * 5 // 2)
        mark += 1
        who = f"{person[0]} <{person[1]}> {clock} +0000".encode()
        message = subject.encode()
        parent = b"from :%d\n" % (mark - 1) if mark > 1 else b""
        stream.write(b"commit refs/heads/main\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s\n%s"
                     % (mark, who, who, len(message), message, parent))
        for path, data in files:
            stream.write(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))

    for number in range(pages):
        page = seeds[number % len(seeds)]
        rng = random.Random(f"{seed}:{number}")
        title, body = page.vary(number, rng, vocabulary[page.path.split("/")[1]])
        head, slug = os.path.split(page.path)
        path = f"{head}/g{number // GROUP:03}/{slug[:-3]}-{number}.md"
        author = active(people, rng)
        authors = [author[0]] + [active(people, rng)[0]] * (rng.random() < 0.1)
        authors = list(dict.fromkeys(authors))
        text = "---\ntitle: %s\nauthors: %s\n---\n\n%s" % (
            json.dumps(title, ensure_ascii=False), json.dumps(authors, ensure_ascii=False), body)
        # On average 2.4 commits a page, as in the repository that the seed pages come from.
        edits = min(4, int(rng.expovariate(1 / 1.9)))
        for version in range(edits + 1):
            rest = edits - version
            commit(author if version == 0 else active(people, rng), f"{'improve' if version else 'add'} {slug[:-3]}",
                   [(path, (text + f"\nRevision {version}.\n" * (rest > 0)).encode())])
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def read_seeds(tree):
    """Every page of the tree, in the order of the paths."""
    seeds = []
    for folder, _, files in os.walk(os.path.join(tree, "content")):
        for name in files:
            if name.endswith(".md"):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8", newline="") as file:
                    seeds.append(Seed(os.path.relpath(path, tree).replace(os.sep, "/"), file.read()))
    if not seeds:
        sys.exit(f"no pages below {tree}/content")
    return sorted(seeds, key=lambda page: page.path)


def main():
    """Reads the seed pages, makes the repository, checks that work tree and history agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tree")
    parser.add_argument("out")
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seeds = read_seeds(options.tree)
    # Shuffled once, so that a thousand pages have the same mixture as ten thousand.
    random.Random(options.seed).shuffle(seeds)
    os.makedirs(options.out)
    git = ["git", "-C", options.out, "-c", "gc.auto=0"]
    subprocess.run(["git", "init", "-q", "-b", "main", options.out], check=True)
    importer = subprocess.Popen(git + ["fast-import", "--quiet"], stdin=subprocess.PIPE)
    commits(importer.stdin, seeds, options.pages, options.seed, options.out)
    importer.stdin.close()
    if importer.wait():
        sys.exit("git fast-import failed")
    subprocess.run(git + ["read-tree", "main"], check=True)
    subprocess.run(git + ["update-index", "-q", "--refresh"], check=True)
    print(f"{options.out}: {options.pages} pages of {len(seeds)} seed pages, seed {options.seed}")


if __name__ == "__main__":
    main()
