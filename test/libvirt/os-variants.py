"""Prints the short ids of osinfo-db's systems and their full ids, as src/guest/os-variants.json holds them.

    OSINFO_SYSTEM_DIR=FOLDER/usr/share/osinfo /usr/bin/python3 test/libvirt/os-variants.py OLD.json > NEW.json

Needs Debian's package virtinst; FOLDER is an unpacked package osinfo-db, or leave the variable out for the one that is
installed. Names of OLD.json that osinfo-db has no longer are kept.
"""

import json
import sys

sys.path.insert(0, "/usr/share/virt-manager")
import gi  # noqa: E402, F401  virtinst wants it first

from virtinst.osdict import OSDB  # noqa: E402

with open(sys.argv[1], encoding="utf-8") as old:
    ids = json.load(old)
# virtinst adds the system generic, which has no id.
ids.update({system.name: system.full_id for system in OSDB.list_os() if system.full_id})
json.dump(dict(sorted(ids.items())), sys.stdout, indent=2)
print()
