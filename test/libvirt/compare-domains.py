"""Compares libvirt domain XML files, two by two, by what libvirt makes of them.

    python3 test/libvirt/compare-domains.py [options] A.xml B.xml [A.xml B.xml ...]

    -c URI   libvirt connection (default: qemu:///system; test:///default needs
             neither root nor a daemon but fills in almost no defaults)
    -q       let libvirt read all as type='qemu' (where /dev/kvm cannot be opened);
             the types the files state are still compared
    -a       compare all guest-side device addresses, stated or chosen by libvirt
             (default: only those that an input file states itself)
    -p       do not compare how many pcie-root-port controllers there are
    -m       do not compare <metadata>
    -k DIR   keep the canonical forms as DIR/0.a.xml, DIR/0.b.xml, DIR/1.a.xml ...
    -j       print JSON: for each pair its status, and the diff or what is wrong

Exit status: 0 equal, 1 different (a unified diff is printed), 2 could not compare; of several pairs the highest.

The files are defined, one after the other and those of a pair under the same scratch name, read back with
`dumpxml --inactive`, and undefined again, all by one virsh: it and Python take longer to start than to compare. What
is left after that is libvirt's own reading of the file; the rest is taken out or put in a fixed order by normalise()
below. Needs: virsh, Python 3.9 or newer.
"""

import argparse
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET


class Problem(Exception):
    """Why a pair cannot be compared."""


def prepared(src, name, options):
    """The input under a scratch name and without its uuid, and what it says itself."""
    try:
        root = ET.parse(src).getroot()
    except OSError as problem:
        raise Problem("cannot read %s: %s" % (src, problem.strerror)) from problem
    except ET.ParseError as problem:
        raise Problem("%s: not XML: %s" % (src, problem)) from problem
    if root.tag != "domain":
        raise Problem("%s: the root element is <%s>, not <domain>" % (src, root.tag))
    given = root.find("name")
    if given is None:
        raise Problem("%s: no <name>" % src)
    said = ["name %s" % (given.text or "").strip()]
    if options.q:
        said.append("type %s" % root.get("type"))
        root.set("type", "qemu")
    # Addresses the author chose are part of the definition, so they are compared, unless all are.
    seen = {}
    for dev in [] if options.a else root.findall("devices/*"):
        n = seen.get(dev.tag, 0)
        seen[dev.tag] = n + 1
        for address in dev.findall("address"):
            values = []
            for key, value in sorted(address.attrib.items()):
                try:
                    value = str(int(value, 0))
                except ValueError:
                    pass
                values.append("%s=%s" % (key, value))
            if dev.tag != "controller":
                said.append("address %s[%d] %s" % (dev.tag, n, " ".join(values)))
    given.text = name
    for uuid in root.findall("uuid"):
        root.remove(uuid)
    return ET.tostring(root, encoding="unicode"), "".join("<!-- stated: %s -->\n" % line for line in said)


# Where libvirt keeps the author's order although it means nothing.
UNORDERED = {
    "clock": lambda e: (e.tag, e.get("name", "")),
    "cpu": lambda e: (e.tag, e.get("name", "")),
    "cputune": lambda e: (e.tag, int(e.get("vcpu", e.get("iothread", "0"))), e.get("vcpus", "")),
    "features": lambda e: (e.tag,),
    "hyperv": lambda e: (e.tag,),
    "kvm": lambda e: (e.tag,),
    "hugepages": lambda e: (e.tag, e.get("unit", ""), e.get("size", "")),
    "memoryBacking": lambda e: (e.tag,),
    "metadata": lambda e: (e.tag,),
    "firmware": lambda e: (e.tag, e.get("name", "")),
    # Order inside one kind of device is what the guest sees, so the sort is stable and
    # by kind only; controllers have an index of their own.
    "devices": lambda e: (e.tag,) + (
        (e.get("type", ""), int(e.get("index", "0"))) if e.tag == "controller" else ()),
}


def normalise(dump, options):
    root = ET.fromstring(dump)
    root.attrib.pop("id", None)
    for tag in ["uuid"] + (["metadata"] if options.m else []):
        for element in root.findall(tag):
            root.remove(element)
    devices = root.find("devices")
    if devices is not None:
        for dev in list(devices):
            if not options.a:
                for address in dev.findall("address"):
                    dev.remove(address)
                if dev.tag == "controller":
                    for target in dev.findall("target"):
                        dev.remove(target)
            if dev.tag == "controller" and dev.get("model") == "pcie-root-port" and options.p:
                devices.remove(dev)
    for element in root.iter():
        if element.text is not None and not element.text.strip():
            element.text = None
        element.tail = None
        key = UNORDERED.get(element.tag)
        if key is not None:
            element[:] = sorted(element, key=key)
    ET.indent(root)
    return ET.canonicalize(ET.tostring(root, encoding="unicode")) + "\n"


def virsh(options, commands):
    environment = dict(os.environ, LC_ALL="C")
    words = ["virsh", "-q", "-c", options.c, "; ".join(commands)]
    return subprocess.run(words, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def scratch(number):
    return "compare-domain-%d-%d" % (os.getpid(), number)


def read_back(files, options):
    """What libvirt makes of each file, or why it refuses it; by file, of which each has the number of its pair."""
    # The test driver knows neither schema nor variables of UEFI.
    validate, nvram = ("", "") if options.c.startswith("test:") else ("--validate ", "--nvram ")
    commands = []
    for file, number in files.items():
        commands += ["echo 'compare-domain-label %s '" % file, "define %s%s" % (validate, file)]
        commands += ["dumpxml --inactive %s" % scratch(number), "undefine %s%s" % (nvram, scratch(number))]
    asked = virsh(options, commands)
    # The status is that of the last command only. The test driver forgets everything when the connection closes.
    if asked.returncode != 0 and nvram:
        virsh(options, ["undefine --nvram %s" % scratch(number) for number in set(files.values())])
    reasons = dict(re.findall(r"^error: Failed to define domain from (\S+)\n(error: .*)$", asked.stderr, re.M))
    dumps = dict(re.findall(r"compare-domain-label (\S+) \s*(<domain.*?</domain>)", asked.stdout, re.S))
    return {
        file: (None, reasons[file]) if file in reasons else (dumps.get(file), "libvirt does not answer:\n" + asked.stderr)
        for file in files
    }


def compared(pairs, options, work):
    """The status and the text of each pair."""
    problems, stated, files, names = {}, {}, {}, {}
    for number, pair in enumerate(pairs):
        try:
            inputs = [prepared(src, scratch(number), options) for src in pair]
        except Problem as problem:
            problems[number] = str(problem)
            continue
        for label, src, (text, said) in zip("ab", pair, inputs):
            file = "%s/%d.%s.xml" % (work, number, label)
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)
            files[file], stated[file], names[file] = number, said, src
    forms = {number: [] for number in range(len(pairs))}
    for file, (dump, reason) in (read_back(files, options) if files else {}).items():
        if dump is None:
            problems.setdefault(files[file], "%s: libvirt refused it:\n%s" % (names[file], reason))
        else:
            forms[files[file]].append(stated[file] + normalise(dump, options))
    for number, pair in enumerate(pairs):
        if number in problems:
            yield 2, "compare-domains: %s\n" % problems[number]
            continue
        for label, form in zip("ab", forms[number]) if options.k else []:
            with open(os.path.join(options.k, "%d.%s.xml" % (number, label)), "w", encoding="utf-8") as out:
                out.write(form)
        lines = [form.splitlines(keepends=True) for form in forms[number]]
        diff = "".join(difflib.unified_diff(*lines, *pair))
        yield (1 if diff else 0), diff


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("-c", default="qemu:///system")
    parser.add_argument("-k")
    for flag in "qapmj":
        parser.add_argument("-" + flag, action="store_true")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    if len(options.files) % 2:
        parser.error("an even number of files is compared")
    if options.k:
        os.makedirs(options.k, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        # libvirtd, which may run as somebody else, does not read these: virsh does.
        answers = list(compared(list(zip(options.files[::2], options.files[1::2])), options, work))
    if options.j:
        json.dump([{"status": status, "output": text} for status, text in answers], sys.stdout)
    else:
        for status, text in answers:
            (sys.stderr if status == 2 else sys.stdout).write(text)
    return max(status for status, _ in answers)


sys.exit(main())
