"""Runs virt-install with each of the commands on standard input, a JSON object by name, and prints likewise what they print.

It is virt-install itself, in a process of its own for each command; only what it loads first is loaded once for all.
Needs Debian's package virtinst.
"""

import json
import os
import shlex
import sys
import tempfile

sys.path.insert(0, "/usr/share/virt-manager")
import gi  # noqa: E402, F401  virtinst wants it first

from virtinst import virtinstall  # noqa: E402
from virtinst.osdict import OSDB  # noqa: E402


def printed(command):
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if child == 0:
            try:
                os.dup2(output.fileno(), 1)
                sys.argv = shlex.split(command)
                virtinstall.runcli()
            finally:
                sys.stdout.flush()
                os._exit(0)
        os.waitpid(child, 0)
        output.seek(0)
        return output.read().decode()


OSDB.list_os()
answers = {name: printed(command) for name, command in json.load(sys.stdin).items()}
json.dump(answers, sys.stdout)
