"""Prints what virt-install knows of each system of osinfo-db, as src/guest/os-support.json holds it.

    OSINFO_SYSTEM_DIR=FOLDER/usr/share/osinfo /usr/bin/python3 test/libvirt/os-support.py OLD.json > NEW.json

Needs Debian's package virtinst; FOLDER is an unpacked package osinfo-db, or leave the variable out for the one that is
installed. Systems with nothing of all this are left out. With OLD.json, which is optional, systems of it keep their answers.
"""

import json
import sys

sys.path.insert(0, "/usr/share/virt-manager")
import gi  # noqa: E402, F401  virtinst wants it first

from virtinst.osdict import OSDB  # noqa: E402

QUESTIONS = {
    "q35": lambda system: system.supports_chipset_q35(),
    "virtio-1": lambda system: system.supports_virtio1(),
    "virtio-blk": lambda system: system.supports_virtiodisk(),
    "virtio-scsi": lambda system: system.supports_virtioscsi(),
    "virtio-net": lambda system: system.supports_virtionet(),
    "virtio-rng": lambda system: system.supports_virtiorng(),
    "virtio-balloon": lambda system: system.supports_virtioballoon(),
    "virtio-serial": lambda system: system.supports_virtioserial(),
    "virtio-gpu": lambda system: system.supports_virtiogpu(),
    "usb3": lambda system: system.supports_usb3(),
    "localtime": lambda system: system.get_clock() == "localtime",
    "hyperv": lambda system: system.is_windows(),
    "efi": lambda system: system.requires_firmware_efi("x86_64"),
}


def answers(system):
    has = [name for name, ask in QUESTIONS.items() if ask(system)]
    # The order of virtinst/devices/interface.py, default_model; e1000 is the one of all others.
    cards = [name for name in ("e1000", "rtl8139", "ne2k_pci", "pcnet") if name in system.supported_netmodels()]
    return has + ["net-" + name for name in cards[:1] if name != "e1000"]


old = json.load(open(sys.argv[1], encoding="utf-8")) if len(sys.argv) > 1 else []
kept = {name for row in old for name in row["variants"]}
groups = {tuple(row["has"]): list(row["variants"]) for row in old}
for system in OSDB.list_os():
    if system.name not in kept:
        groups.setdefault(tuple(answers(system)), []).append(system.name)
rows = [{"has": list(has), "variants": sorted(names)} for has, names in groups.items() if has]
json.dump(sorted(rows, key=lambda row: (-len(row["variants"]), row["variants"])), sys.stdout, indent=2)
print()
