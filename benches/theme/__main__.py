#!/usr/bin/env python3
"""What a reader waits for: the reference page in Cairn's theme and in its peers', in one browser, in one run.

    python3 benches/theme [--cairn target/release/cairn] [--rounds 7] [--only cairn,starlight] [--site NAME=FOLDER] [--work DIR]

Every peer comes from its registry at the version below, with the settings its manual begins with, and gets the same pages.
Begin reading at `main`; what a peer is told is in `starlight`, `vitepress` and `material`, the measuring in `measure.mjs`.
"""
import argparse
import datetime
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
NPM = {"astro": "7.3.5", "@astrojs/starlight": "0.42.4", "vitepress": "1.6.4"}
PYPI = {"mkdocs-material": "9.8.1"}
NODE = (22, "22.23.3")
"""What Astro asks for, and the package that is installed where the node at hand is older."""
TITLE = "Lantern knowledge base"
PAGE = "/tutorials/nightly-backups/"
SECTIONS = ["tutorials", "faq", "guides", "templates"]


def neighbour():
    """`benches/peers`, which knows how to run a command that must succeed, and what machine this is."""
    spec = importlib.util.spec_from_file_location("peers", HERE.parent / "peers" / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["peers"] = module
    spec.loader.exec_module(module)
    return module


peers = neighbour()


# ---------------------------------------------------------------------------------------------------- the sites

def copied(content, to):
    """The pages, where a peer expects them. Copied without their permissions: the test data may be read-only."""
    for file in sorted(path for path in content.rglob("*") if path.is_file()):
        (to / file.relative_to(content)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to / file.relative_to(content))


def node(packages):
    """A node that is new enough for every peer: the one at hand, or else one from its package."""
    wanted, version = NODE
    found = shutil.which("node")
    if found and int(peers.sh(found, "--version").strip().lstrip("v").split(".")[0]) >= wanted:
        return Path(found), {}
    machine = {"x86_64": "x64", "AMD64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    package = f"node-{platform.system().lower()}-{machine}"
    return packages / "node_modules" / package / "bin" / "node", {package: version}


def npm(work):
    """The packages of npm, installed once for each set of versions; says where, and which node runs them."""
    packages = work / "npm"
    binary, extra = node(packages)
    wanted = json.dumps({"private": True, "type": "module", "dependencies": {**NPM, **extra}}, indent=1)
    manifest = packages / "package.json"
    if not manifest.exists() or manifest.read_text() != wanted:
        peers.say("installing " + ", ".join(NPM))
        shutil.rmtree(packages, ignore_errors=True)
        packages.mkdir(parents=True)
        (packages / "package.part").write_text(wanted)
        shutil.copy(packages / "package.part", manifest)
        try:
            peers.sh("npm", "install", "--no-audit", "--no-fund", cwd=packages)
        except SystemExit:
            manifest.unlink()
            raise
    return packages, binary


def starlight(work, content, out):
    """Starlight with a sidebar made from the folders."""
    packages, binary = npm(work)
    site = packages / "starlight"
    shutil.rmtree(site, ignore_errors=True)
    copied(content, site / "src" / "content" / "docs")
    groups = ", ".join(f"{{ label: '{name.title()}', items: [{{ autogenerate: {{ directory: '{name}' }} }}] }}" for name in SECTIONS)
    (site / "astro.config.mjs").write_text(
        "import { defineConfig } from 'astro/config';\nimport starlight from '@astrojs/starlight';\n"
        f"export default defineConfig({{ integrations: [starlight({{ title: '{TITLE}', sidebar: [{groups}] }})] }});\n")
    (site / "src" / "content.config.ts").write_text(
        "import { defineCollection } from 'astro:content';\nimport { docsLoader } from '@astrojs/starlight/loaders';\n"
        "import { docsSchema } from '@astrojs/starlight/schema';\n"
        "export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) };\n")
    # Astro bundles what the site's own manifest names.
    (site / "package.json").write_text(json.dumps({"private": True, "type": "module", "dependencies": NPM}))
    peers.sh(binary, packages / "node_modules" / "astro" / "bin" / "astro.mjs", "build", cwd=site,
             env={**os.environ, "ASTRO_TELEMETRY_DISABLED": "1", "PATH": f"{binary.parent}{os.pathsep}{os.environ['PATH']}"})
    shutil.copytree(site / "dist", out)


def vitepress(work, content, out):
    """VitePress with its own search and a sidebar of all pages."""
    packages, binary = npm(work)
    site = packages / "vitepress"
    shutil.rmtree(site, ignore_errors=True)
    copied(content, site)
    groups = [{"text": name.title(), "items": [{"text": file.stem.replace("-", " ").capitalize(), "link": f"/{name}/{file.stem}"}
                                               for file in sorted((content / name).glob("*.md"))]} for name in SECTIONS]
    settings = {"title": TITLE, "cleanUrls": True, "themeConfig": {"search": {"provider": "local"}, "sidebar": groups}}
    (site / ".vitepress").mkdir()
    (site / ".vitepress" / "config.mjs").write_text(f"export default {json.dumps(settings)};\n")
    (site / "package.json").write_text('{ "private": true, "type": "module" }')
    peers.sh(binary, packages / "node_modules" / "vitepress" / "bin" / "vitepress.js", "build", cwd=site)
    shutil.copytree(site / ".vitepress" / "dist", out)


def material(work, content, out):
    """MkDocs Material with search, a switch of colours, and the extensions for what the pages use."""
    venv = work / "venv"
    if not (venv / "bin" / "mkdocs").exists():
        peers.say("installing " + ", ".join(PYPI))
        peers.sh(sys.executable, "-m", "venv", venv)
        peers.sh(venv / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check",
                 *[f"{name}=={version}" for name, version in PYPI.items()])
    site = work / "material"
    shutil.rmtree(site, ignore_errors=True)
    copied(content, site / "docs")
    (site / "mkdocs.yml").write_text(f"""site_name: {TITLE}
theme:
  name: material
  palette:
    - media: "(prefers-color-scheme: light)"
      scheme: default
      toggle: {{ icon: material/weather-night, name: Dark }}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      toggle: {{ icon: material/weather-sunny, name: Light }}
markdown_extensions: [tables, attr_list, admonition, pymdownx.superfences, pymdownx.highlight, pymdownx.inlinehilite]
""")
    peers.sh(venv / "bin" / "mkdocs", "build", "-q", "-d", out, cwd=site, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})


def cairn(binary):
    """Cairn, told no more than its title."""
    def make(work, content, out):
        site = work / "cairn"
        shutil.rmtree(site, ignore_errors=True)
        copied(content, site / "content")
        (site / "cairn.yml").write_text(f"title: {TITLE}\nbase_url: https://example.org/\n")
        peers.sh(binary, "build", site, "-o", out, "--no-cache")
    return make


# ---------------------------------------------------------------------------------------------------- the table

SITES = {"cairn": "Cairn", "starlight": "Starlight", "vitepress": "VitePress", "material": "MkDocs Material"}
KINDS = ["html", "css", "js", "font", "image", "data"]


def kib(count):
    """Bytes as the table prints them."""
    return f"{count / 1024:.1f}"


def print_table(results):
    """One row for each site."""
    first = results.get("starlight")
    print("| theme | KiB in all | " + " / ".join(KINDS) + " | requests | nodes | FCP ms (min–max) | to Starlight | blocking ms | layout shift |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, row in results.items():
        sizes = row["bytes"]
        ratio = f"{row['fcp'] / first['fcp']:.2f}" if first else "–"
        print(f"| {SITES.get(name, name)} | {kib(theme_bytes(sizes))} | {' / '.join(kib(sizes.get(kind, 0)) for kind in KINDS)} | {row['requests']} "
              f"| {row['nodes']} | {row['fcp']:.0f} ({min(row['all']):.0f}–{max(row['all']):.0f}) | {ratio} | {row['blocking']:.0f} | {row['shift']:.3f} |")


def theme_bytes(sizes):
    """What the theme itself costs: everything but pictures, which are the page's."""
    return sum(count for kind, count in sizes.items() if kind != "image")


def print_promises(row, first):
    """Each budget of the theme, and whether it was kept."""
    sizes = row["bytes"]
    promises = [(f"{kind}, KiB", sizes.get(kind, 0) / 1024, most) for kind, most in (("html", 8), ("css", 7), ("js", 3), ("font", 0))]
    promises += [("in all, KiB", theme_bytes(sizes) / 1024, 18), ("requests", row["requests"], 4), ("nodes", row["nodes"], 500),
                 ("blocking, ms", row["blocking"], 0), ("layout shift", row["shift"], 0)]
    if first:
        promises.append(("first contentful paint, to Starlight's", row["fcp"] / first["fcp"], 0.8))
    print()
    for what, found, most in promises:
        print(f"{what}: {found:.4g} (at most {most:g} wanted): {peers.verdict(found <= most)}")


def main():
    """Makes every site, has all of them measured in turn, prints the table and what follows from it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cairn", type=Path, default=PROJECT / "target" / "release" / "cairn")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default=",".join(SITES), help="some of " + ",".join(SITES))
    parser.add_argument("--site", action="append", default=[], metavar="NAME=FOLDER", help="another built site to measure beside them, again and again")
    parser.add_argument("--kept", action="store_true", help="peers' sites as an earlier run made them")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "cairn-theme")
    options = parser.parse_args()
    data = Path(os.environ.get("CAIRN_TEST_DATA") or PROJECT.parent / "shared").resolve()
    audit = data / "reader-audit"
    if not audit.exists():
        sys.exit(f"skipped: no reader-audit below {data}: set CAIRN_TEST_DATA to the folder with the test data")
    work = options.work.resolve()
    makers = {"cairn": cairn(options.cairn.resolve()), "starlight": starlight, "vitepress": vitepress, "material": material}
    sites = {}
    for name in options.only.split(","):
        sites[name] = out = work / "out" / name
        if not (options.kept and name != "cairn" and out.exists()):
            peers.say(f"making {SITES[name]}")
            shutil.rmtree(out, ignore_errors=True)
            out.parent.mkdir(parents=True, exist_ok=True)
            makers[name](work, audit / "page" / "content", out)
    sites.update((name, Path(folder).resolve()) for name, _, folder in (other.partition("=") for other in options.site))

    packages = PROJECT / "tests" / "browser"
    if not (packages / "node_modules").exists():
        peers.sh("npm", "ci", "--no-audit", "--no-fund", cwd=packages)
    measured = subprocess.run(
        ["node", HERE / "measure.mjs", audit / "lib.mjs", PAGE, str(options.rounds), *[f"{name}={folder}" for name, folder in sites.items()]],
        stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "READER_DEPS": str(packages)})
    found = json.loads(measured.stdout)
    results = found["sites"]
    versions = ", ".join(f"{name} {version}" for name, version in {**NPM, **PYPI, "Chromium": found["chromium"]}.items())
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{datetime.date.today()}, {peers.machine()}{load}; {versions}; {options.rounds} rounds\n")
    print_table(results)
    if "cairn" in results:
        print_promises(results["cairn"], results.get("starlight"))


if __name__ == "__main__":
    main()
