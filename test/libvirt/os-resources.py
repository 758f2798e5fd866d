"""Prints what virt-install gives to each system of osinfo-db where its command says nothing.

    OSINFO_SYSTEM_DIR=FOLDER/usr/share/osinfo /usr/bin/python3 test/libvirt/os-resources.py OLD.json > NEW.json

Needs Debian's package virtinst; FOLDER is an unpacked package osinfo-db, or leave the variable out for the one that is
installed. With OLD.json, which is optional, systems of it keep their answers. Memory is in MiB, storage in GiB (virtinst/virtinstall.py,
set_cli_defaults); systems of which nothing is recommended are left out.
"""

import json
import sys

sys.path.insert(0, "/usr/share/virt-manager")
import gi  # noqa: E402, F401  virtinst wants it first

from virtinst.osdict import OSDB  # noqa: E402

keys = ("memory", "storage", "vcpus")
old = json.load(open(sys.argv[1], encoding="utf-8")) if len(sys.argv) > 1 else []
kept = {name for row in old for name in row["variants"]}
groups = {tuple(row.get(key) for key in keys): list(row["variants"]) for row in old}
for system in OSDB.list_os():
    if system.name in kept:
        continue
    resources = system.get_recommended_resources()
    memory = resources.get_recommended_ram("x86_64")
    storage = resources.get_recommended_storage("x86_64")
    vcpus = resources.get_recommended_ncpus("x86_64")
    answers = (memory and memory // 2**20, storage and storage // 2**30, vcpus)
    groups.setdefault(answers, []).append(system.name)
rows = [
    {key: value for key, value in zip(keys, answers) if value} | {"variants": sorted(names)}
    for answers, names in groups.items()
    if any(answers)
]
json.dump(sorted(rows, key=lambda row: (-len(row["variants"]), row["variants"])), sys.stdout, indent=2)
print()
