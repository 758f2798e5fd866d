"""Prints what virt-install's options are made of, as src/import/virt-install/suboptions.json holds it.

    /usr/bin/python3 test/libvirt/suboptions.py /usr/share/virt-manager [another release's folder ...]

For every option: the names that its values have, where in the domain's XML each of them goes, and how it is read. The
table is asked out of virtinst/cli.py, so nothing is copied by hand; what several releases have is united, the first one
given wins. Needs what virt-install needs.
"""

import json
import re
import subprocess
import sys


def one(folder):
    sys.path.insert(0, folder)
    import gi  # noqa: F401  virtinst wants it first
    from virtinst import cli, xmlbuilder
    from virtinst.connection import VirtinstConnection
    from virtinst.guest import Guest

    connection = VirtinstConnection("test:///default")
    connection.open(None, None)
    guest = Guest(connection)

    def prop_of(inst, path):
        """The property, and the object that has it, of a dotted path."""
        *parents, last = path.split(".")
        for parent in parents:
            inst = getattr(inst, parent)
        for cls in type(inst).__mro__:
            value = cls.__dict__.get(last)
            if isinstance(value, xmlbuilder.XMLProperty):
                return inst, value
        # Properties with a getter of their own keep the XML under the same name with an underscore.
        for cls in type(inst).__mro__:
            value = cls.__dict__.get("_" + last) or cls.__dict__.get("_xml" + last)
            if isinstance(value, xmlbuilder.XMLProperty):
                return inst, value
        return inst, None

    def row(parserclass, arg, base):
        """In one line: the place, or - for none, and how the value is read."""
        place, kind = at_of(parserclass, arg, base) if arg.propname else ("-", [])
        words = ["comma"] * bool(arg.can_comma) + ["switch"] * bool(arg.is_onoff and not kind) + kind
        words += ["or-default"] * bool(arg.ignore_default)
        if arg.cb:
            words.append(getattr(arg.cb, "__name__", "own") + "()")
        return " ".join([place, *words])

    def at_of(parserclass, arg, base):
        inst = base
        if arg.find_inst_cb:
            # Numbers in a name count elements from 0, those of an XPath from 1: the second and the third are asked for.
            key = arg.cliname.replace("[0-9]*", "1", 1).replace("[0-9]*", "2", 1)
            parser = parserclass("x=x", guest=guest)
            virtarg = cli._VirtCLIArgument(arg, key, "yes")
            inst = arg.find_inst_cb(parser, base, "yes", virtarg, can_edit=True)
        try:
            owner, prop = prop_of(inst, arg.propname)
        except AttributeError:
            return "-", []
        if prop is None:
            return "-", []
        at = owner._xmlstate.make_abs_xpath(prop._xpath).replace("[2]", "[n]").replace("[3]", "[n]").replace("[1]", "")
        prefix = base._xmlstate.abs_xpath()
        at = at[len(prefix):] if prefix != "." and at.startswith(prefix) else at
        at = re.sub(r"[^/]+/\.\./", "", at.lstrip("./"))
        kinds = {"yesno": prop._is_yesno, "onoff": prop._is_onoff, "there": prop._is_bool}
        return at, [kind for kind, is_so in kinds.items() if is_so]

    options = {}
    for parserclass in cli.VIRT_PARSERS or register(cli):
        base = guest
        element = "."
        if parserclass.guest_propname:
            target = cli.xmlutil.get_prop_path(guest, parserclass.guest_propname)
            base = target.new() if isinstance(target, list) else target if target is not None else guest
            if base is not guest:
                element = ("devices/" if parserclass.guest_propname.startswith("devices.") else "") + base.XML_NAME
        suboptions, aliases = {}, {}
        for arg in parserclass._virtargs:
            if arg.cliname == "clearxml" or arg.cliname.startswith("xpath"):
                continue
            name = arg.cliname.replace("[0-9]*", "[n]")
            suboptions[name] = row(parserclass, arg, base)
            for alias in arg._aliases:
                aliases[alias.replace("[0-9]*", "[n]")] = name
        first = parserclass.remove_first or []
        options[parserclass.cli_arg_name] = {
            "element": element,
            "first": [first] if isinstance(first, str) else list(first),
            **({"none": True} if parserclass.stub_none else {}),
            "suboptions": suboptions,
            **({"aliases": aliases} if aliases else {}),
        }
    return options


def register(cli):
    """The parsers are registered as the program makes its command line."""
    import argparse

    group = argparse.ArgumentParser(add_help=False)
    cli.add_metadata_option(group)
    cli.add_memory_option(group)
    cli.vcpu_cli_options(group)
    cli.add_gfx_option(group)
    cli.add_net_option(group)
    cli.add_device_options(group)
    cli.add_guest_xml_options(group)
    cli.add_boot_options(group)
    cli.add_disk_option(group)
    names = ["Location", "Unattended", "Install", "CloudInit", "OSVariant", "OSInfo"]
    return cli.VIRT_PARSERS + [getattr(cli, "Parser" + name) for name in names if hasattr(cli, "Parser" + name)]


def unite(into, more):
    for name, option in more.items():
        if name not in into:
            into[name] = option
            continue
        for key in ("suboptions", "aliases"):
            for each, value in option.get(key, {}).items():
                if key == "aliases" and each in into[name]["suboptions"]:
                    continue
                into[name].setdefault(key, {}).setdefault(each, value)
    return into


if sys.argv[1:2] == ["--one"]:
    json.dump(one(sys.argv[2]), sys.stdout)
else:
    united = {}
    for folder in sys.argv[1:] or ["/usr/share/virt-manager"]:
        printed = subprocess.run([sys.executable, __file__, "--one", folder], check=True, capture_output=True).stdout
        united = unite(united, json.loads(printed))
    json.dump(united, sys.stdout, indent=2)
    print()
