"""Prints what virt-install gives to each system of osinfo-db where its command says nothing.

    /usr/bin/python3 test/libvirt/os-resources.py > src/import/virt-install/os-resources.json

Needs Debian's packages virtinst and osinfo-db. Memory is in MiB, storage in GiB (virtinst/virtinstall.py,
set_cli_defaults); systems of which nothing is recommended are left out.
"""

import json
import sys

sys.path.insert(0, "/usr/share/virt-manager")
import gi  # noqa: E402, F401  virtinst wants it first

from virtinst.osdict import OSDB  # noqa: E402

groups = {}
for system in OSDB.list_os():
    resources = system.get_recommended_resources()
    memory = resources.get_recommended_ram("x86_64")
    storage = resources.get_recommended_storage("x86_64")
    vcpus = resources.get_recommended_ncpus("x86_64")
    answers = (memory and memory // 2**20, storage and storage // 2**30, vcpus)
    groups.setdefault(answers, []).append(system.name)
keys = ("memory", "storage", "vcpus")
rows = [
    {key: value for key, value in zip(keys, answers) if value} | {"variants": sorted(names)}
    for answers, names in groups.items()
    if any(answers)
]
json.dump(sorted(rows, key=lambda row: (-len(row["variants"]), row["variants"])), sys.stdout, indent=2)
print()
