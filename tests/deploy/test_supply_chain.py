"""What the bot is made of: every package is locked by its hash, and a bill of materials names them all."""

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LOCK = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
OTHERS = [one for one in LOCK if one["name"] != "stitch"]


def test_every_package_comes_from_the_index_and_is_locked_by_its_hash() -> None:
    for one in OTHERS:
        assert one["source"] == {"registry": "https://pypi.org/simple"}, one["name"]
        files = one.get("wheels", []) + ([one["sdist"]] if "sdist" in one else [])
        assert files, one["name"]
        for file in files:
            assert file["hash"].startswith("sha256:"), one["name"]
            assert len(file["hash"]) == len("sha256:") + 64, one["name"]


def test_nothing_is_installed_but_what_is_locked() -> None:
    sync = [line for line in (ROOT / "Makefile").read_text().splitlines() if "$(UV) sync" in line]
    assert sync
    assert all("--locked" in line for line in sync)


def test_the_bill_of_materials_names_every_package_with_its_hash() -> None:
    uv = shutil.which("uv") or str(ROOT / ".uv/bin/uv")
    recipe = (ROOT / "Makefile").read_text().split("\nsbom:\n")[1].split("\n\n")[0]
    words = recipe.replace("\\\n", " ").replace("$(UV)", uv).split()
    bill = json.loads(subprocess.run([*words[:-2], "--offline"], cwd=ROOT, capture_output=True, check=True).stdout)
    assert bill["bomFormat"] == "CycloneDX"
    named = {one["name"]: one for one in bill["components"]}
    [project] = [one for one in LOCK if one["name"] == "stitch"]
    assert {one["name"] for one in project["dependencies"]} <= set(named)
    for one in named.values():
        hashes = [each for link in one["externalReferences"] for each in link["hashes"]]
        assert hashes, one["name"]
        assert {each["alg"] for each in hashes} == {"SHA-256"}


def test_rules_against_dangerous_code_are_on() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    excused = {path for path, rules in lint["per-file-ignores"].items() if any(one[0] == "S" for one in rules)}
    assert excused == {"tests/**", "benchmarks/**"}, "nothing that runs is excused"
