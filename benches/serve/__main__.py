#!/usr/bin/env python3
"""How long after a save the change is in the browser, on a site of 1,000 pages.

    python3 benches/serve [--cairn target/release/cairn] [--pages 1000] [--runs 30] [--work DIR]

Begin reading at `main`; the browser is driven by `measure.mjs` beside this file.
"""
import argparse
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent


def peers():
    """The neighbour that knows how to make pages."""
    spec = importlib.util.spec_from_file_location("peers", HERE.parent / "peers" / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cairn", type=pathlib.Path, default=PROJECT / "target" / "release" / "cairn")
    parser.add_argument("--pages", default="1000")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "cairn-serve")
    arguments = parser.parse_args()
    data = pathlib.Path(os.environ.get("CAIRN_TEST_DATA", PROJECT.parent / "shared"))
    if not data.exists():
        sys.exit(f"skipped: no test data at {data}")
    arguments.work.mkdir(parents=True, exist_ok=True)
    neighbour = peers()
    site, *_ = neighbour.page_set(arguments.work, arguments.pages, 1, neighbour.seed_pages(arguments.work, data))
    subprocess.run(["git", "checkout", "-q", "--", "content"], cwd=site, check=True)
    packages = PROJECT / "tests" / "browser"
    if not (packages / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=packages, check=True)
    subprocess.run(["node", HERE / "measure.mjs", arguments.cairn.resolve(), site, str(arguments.runs)], check=True)


if __name__ == "__main__":
    main()
