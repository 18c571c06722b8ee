"""Fails when a member of the workspace has no entry under `bans.deny` in deny.toml: nothing would guard who imports it."""

import json
import pathlib
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def members():
    command = ["cargo", "metadata", "--format-version=1", "--no-deps", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return [package["name"] for package in metadata["packages"]]


def guarded():
    bans = tomllib.loads((ROOT / "deny.toml").read_text())["bans"]["deny"]
    return {entry["crate"] for entry in bans if entry.get("wrappers")}


missing = sorted(set(members()) - guarded())
if missing:
    sys.exit(f"deny.toml does not say who may import: {', '.join(missing)}")
