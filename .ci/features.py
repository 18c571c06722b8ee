"""Prints one line for each build that every crate must pass: `PACKAGE`, and `PACKAGE --features F` for each feature."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent

command = ["cargo", "metadata", "--format-version=1", "--no-deps"]
metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
for package in metadata["packages"]:
    print(package["name"])
    for feature in sorted(package["features"]):
        if feature != "default":
            print(package["name"], "--features", feature)
