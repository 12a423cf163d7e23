"""Copies the front-end files we use from npm into the source tree, so that running Pointage needs
no Node. Run it after changing `package.json` or `icons.txt`; it is no build.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/pointage/web/static/vendor"
ICON_LIST = ROOT / "src/pointage/web/components/icons.txt"
TEST_VENDOR = ROOT / "tests/browser/vendor"

SOURCE_MAP_COMMENT = re.compile(rb"\s*/[*/]# sourceMappingURL=[^\n]*")
MIT_TERMS = """\
Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package: its folder here and the files copied (source → target name)."""

    name: str
    folder: Path
    files: dict[str, str]
    licence_file: str | None = "LICENSE"


PACKAGES = (
    Package(
        "@tabler/core",
        VENDOR / "tabler",
        {"dist/css/tabler.min.css": "tabler.min.css"},
        licence_file=None,  # the package ships none; its files carry the notice
    ),
    Package(
        "@fontsource-variable/inter",
        VENDOR / "inter",
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin-wght-normal.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext-wght-normal.woff2",
        },
    ),
    Package("@tabler/icons", VENDOR / "tabler-icons", {}),
    Package("axe-core", TEST_VENDOR, {"axe.min.js": "axe.min.js"}),
)


def main() -> int:
    """Install the locked packages, copy the files, write the manifests. Returns the exit status."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=ROOT, check=True)
    for package in PACKAGES:
        copy_package(package)
    return 0


def copy_package(package: Package) -> None:
    """Replace the package's folder here by fresh copies, its licence and its manifest."""
    source = MODULES / package.name
    about = json.loads((source / "package.json").read_text())
    shutil.rmtree(package.folder, ignore_errors=True)
    package.folder.mkdir(parents=True)
    for origin, target in package.files.items():
        content = (source / origin).read_bytes()
        if target.endswith((".css", ".js")):
            # A map we do not ship would make Django's manifest storage refuse the file.
            content = SOURCE_MAP_COMMENT.sub(b"", content).rstrip() + b"\n"
        (package.folder / target).write_bytes(content)
    if package.name == "@tabler/icons":
        write_icons(source, package.folder)
    write_licence(package, source)
    write_manifest(package, about)
    print(f"{package.name} {about['version']}: {package.folder.relative_to(ROOT)}")


def write_icons(source: Path, folder: Path) -> None:
    """One JSON file, name to SVG shapes, of the outline icons named in `icons.txt`."""
    shapes: dict[str, str] = {}
    for name in sorted(set(ICON_LIST.read_text().split())):
        path = source / "icons/outline" / f"{name}.svg"
        if not path.exists():
            sys.exit(f"icons.txt names an icon that Tabler does not have: {name}")
        body = re.sub(r"<!--.*?-->", "", path.read_text(), flags=re.DOTALL)
        body = body[body.index(">") + 1 : body.rindex("</svg>")]
        body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        shapes[name] = re.sub(r"\s+", " ", body).replace("> <", "><").strip()
    text = json.dumps(shapes, indent=0, ensure_ascii=False)
    (folder / "icons.json").write_text(text + "\n")


def write_licence(package: Package, source: Path) -> None:
    """Copy the licence, or write the MIT terms under the notice the package's files carry."""
    target = package.folder / "LICENSE"
    if package.licence_file:
        shutil.copyfile(source / package.licence_file, target)
        return
    head = next(iter(package.folder.glob("*.css"))).read_text()[:600]
    notices = re.findall(r"Copyright [^\n*]+", head)
    target.write_text("MIT License\n\n" + "\n".join(notices) + "\n\n" + MIT_TERMS)


def write_manifest(package: Package, about: dict[str, str]) -> None:
    """`vendor.json`: what this folder is, under which licence, and the hash of each file."""
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(package.folder.iterdir())
    }
    manifest = {
        "name": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "sha256": files,
    }
    (package.folder / "vendor.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
