import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { debian } from '../../support/alpine/userland.ts';
import { privateLibvirt } from '../../support/libvirt.ts';
import { describeWith } from '../../support/tools.ts';
import type { FakeRoot } from '../support.ts';
import { converge, machine, object, records } from './machine.ts';

const password = `a<'&">\\`;
const escaped = 'a&lt;&apos;&amp;&quot;&gt;\\';
const secret = 'etc/mkapkovl/secrets/vnc.web.0';
const screen = "<devices><graphics type='vnc' passwd='secret:vnc.web.0'/></devices>\n";
const definition = object('domain', 'web', 3, screen);

function target(): FakeRoot {
  return machine({ [secret]: password, 'etc/mkapkovl/libvirt/domains/web.xml': definition });
}

const defined = (root: FakeRoot) => root.read('fake/libvirt/domains/web/xml');

describeWith(['applets'], 'the password of a screen', () => {
  test('is in the definition that libvirt is given, as XML', () => {
    const root = target();
    expect(converge(root).status).toBe(0);
    expect(defined(root)).toBe(definition.replace('secret:vnc.web.0', escaped));
  });

  test('is no argument, in no log, and in no other file', () => {
    const root = target();
    const { calls } = converge(root);
    const told = [...calls, root.read('var/log/mkapkovl.log')];
    expect(told.filter((text) => text.includes(password) || text.includes(escaped))).toEqual([]);
    const holding = Object.entries(root.snapshot(['fake'])).filter(
      ([, content]) => content.includes(password) || content.includes(escaped),
    );
    expect(holding.map(([name]) => name)).toEqual([secret]);
    expect(root.snapshot()['var/lib/mkapkovl/defined/domains/web']).toMatch(/^600 /);
  });

  test('is given once, and again when it changes', () => {
    const root = target();
    converge(root);
    expect(converge(root)).toMatchObject({ status: 0, effects: 0 });
    root.write(secret, 'other');
    const { status, calls } = converge(root);
    expect(status).toBe(0);
    expect(defined(root)).toContain("passwd='other'");
    expect(calls.filter((call) => /virsh .*(start|destroy|shutdown)/.test(call))).toEqual([]);
  });

  test('that is missing keeps the guest from being defined: nobody is to get in by none', () => {
    const root = target();
    root.write(secret, '');
    expect(converge(root).status).toBe(1);
    expect(records(root).guests).toBe('failed: web: the overlay contains no password for its screen');
    expect(root.snapshot()).not.toHaveProperty(['fake/libvirt/domains/web/xml']);
  });

  test('that changed is found by verify', () => {
    const root = target();
    converge(root);
    const codes = () =>
      JSON.parse(root.run('usr/local/bin/mkapkovl-host', { arguments: ['verify', '--json'] }).stdout).map(
        ({ code }: { code: string }) => code,
      );
    expect(codes()).not.toContain('guest-outdated');
    root.write(secret, 'other');
    expect(codes()).toContain('guest-outdated');
  });
});

describeWith(['applets', 'virsh', 'libvirtd'], 'the password of a screen, with a real libvirt', () => {
  const libvirt = privateLibvirt();

  test('is the one that libvirt has, to the last sign', () => {
    const root = target();
    const whole = `<domain type='qemu'><name>web</name>
      <uuid>30000000-0000-4000-8000-000000000000</uuid><memory>65536</memory>
      <os><type arch='x86_64'>hvm</type></os>${screen}</domain>\n`;
    root.write('etc/mkapkovl/libvirt/domains/web.xml', whole);
    root.write('etc/mkapkovl/libvirt/guests.table', 'web\tno\t-\n');
    root.write('etc/mkapkovl/libvirt/volumes.table', '');
    root.stub('virsh', `exec ${debian('virsh')} "$@"\n`);
    converge(root, { LIBVIRT_DEFAULT_URI: libvirt.uri });
    const { output } = libvirt.virsh('dumpxml', '--security-info', 'web');
    const found = execFileSync('python3', ['-c', parser], { input: output, encoding: 'utf8' });
    expect(found).toBe(password);
    expect(libvirt.virsh('dumpxml', 'web').output).not.toContain('passwd');
  });
});

const parser =
  'import sys, xml.etree.ElementTree as t; sys.stdout.write(t.parse(sys.stdin).find("devices/graphics").get("passwd"))';
