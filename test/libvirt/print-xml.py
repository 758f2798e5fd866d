"""Prints what virt-install prints for commands, as JSON: the commands of standard input, one a line, in their order.

    /usr/bin/python3 test/libvirt/print-xml.py < test/libvirt/commands.txt

All in one process and over one connection to the host of test/libvirt/host, which is much faster than a program for each.
Needs Debian's packages virtinst and osinfo-db.
"""

import contextlib
import io
import json
import os
import shlex
import sys

sys.path.insert(0, "/usr/share/virt-manager")
import gi  # noqa: E402, F401  virtinst wants it first

from virtinst import cli, virtinstall  # noqa: E402

host = os.path.join(os.path.dirname(os.path.abspath(__file__)), "host")
uri = "__virtinst_test__test://%s/host.xml,caps=%s/capabilities.xml,domcaps=%s/domcapabilities.xml,fakeuri=qemu:///system"


def printed(command, connection):
    """The last definition that it prints: what stays after an installation."""
    out, err = io.StringIO(), io.StringIO()
    sys.argv = shlex.split(command, comments=True) + ["--print-xml", "--check", "all=off"]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            virtinstall.main(conn=connection)
    except SystemExit as end:
        if end.code:
            return {"error": err.getvalue()}
    definitions = out.getvalue().split("<domain ")
    return {"xml": "<domain " + definitions[-1]}


connection = cli.getConnection(uri % (host, host, host))
json.dump([printed(line, connection) for line in sys.stdin.read().splitlines() if line.strip()], sys.stdout)
