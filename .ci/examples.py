"""Prints the name of each example of the package `countersign-examples`."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent

command = ["cargo", "metadata", "--format-version=1", "--no-deps"]
metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
for package in metadata["packages"]:
    if package["name"] == "countersign-examples":
        for target in package["targets"]:
            if "example" in target["kind"]:
                print(target["name"])
