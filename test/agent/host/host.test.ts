import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { bind, card, converge, machine } from '../converge/machine.ts';
import type { FakeRoot } from '../support.ts';

const digest = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c';
const modules = ['vfio_pci', 'tun'];

/** A target that is all that its profile says. */
function whole(): FakeRoot {
  const root = machine({
    'etc/mkapkovl/build-id': 'abc\n',
    'etc/mkapkovl/kernel-options': 'quiet\n',
    'etc/mkapkovl/initramfs-modules': 'vfio-pci\n',
    'etc/modules': 'tun\n',
    'proc/sys/kernel/osrelease': '6.18.1-0-lts\n',
    'lib/modules/6.18.1-0-lts/modules.dep': '',
    'srv/foo': 'foo\n',
    // Changed by the converge stage itself, and of the secret nobody keeps a digest.
    'etc/mkapkovl/files': `file\t0644\t0:0\t-\tetc/mkapkovl/secrets/password.root\nfile\t0644\t0:0\t-\tetc/fstab\n`,
    ...Object.fromEntries(modules.map((name) => [`sys/module/${name}/refcnt`, '1\n'])),
  });
  converge(root);
  return root;
}

const host = (root: FakeRoot, ...words: string[]) => root.run('usr/local/bin/mkapkovl-host', { arguments: words });
const run = (root: FakeRoot, script: string) => {
  root.write('fake/do', script);
  const { status, stderr } = root.run('fake/do');
  if (status !== 0) throw new Error(stderr);
};
/** The codes of what verify finds, and its status. */
function found(root: FakeRoot) {
  const { status, stdout, stderr } = host(root, 'verify', '--json');
  expect(stderr).toBe('');
  const findings: { code: string; severity: string; message: string; remedy: string }[] = JSON.parse(stdout);
  for (const { severity, message, remedy } of findings) {
    expect(severity).toMatch(/^(error|warning)$/);
    expect(message).not.toBe('');
    expect(remedy).not.toBe('');
  }
  return { status, codes: findings.map(({ code }) => code) };
}

describeWith(['busybox'], 'mkapkovl-host verify', () => {
  test('finds nothing on a target that is what its profile says', () => {
    const root = whole();
    expect(host(root, 'verify')).toMatchObject({ status: 0, stdout: 'Every promise of the profile is kept.\n' });
    expect(found(root)).toEqual({ status: 0, codes: [] });
  });

  const shadow = '"$MKAPKOVL_ROOT/etc/shadow"';
  const libvirt = '"$MKAPKOVL_ROOT/fake/libvirt"';
  test.each<[string, string, string, number]>([
    ['an empty password', `sed -i "s/^ana:[^:]*/ana:/" ${shadow}`, 'password-empty', 1],
    ['a password that the profile does not give', `sed -i 's/^ana:[^:]*/ana:$6$x$y/' ${shadow}`, 'password-set', 0],
    ['a user that is gone', 'sed -i /^ana/d "$MKAPKOVL_ROOT/etc/passwd"', 'user-missing', 1],
    ['a user outside its groups', 'sed -i "s/,ana$//" "$MKAPKOVL_ROOT/etc/group"', 'group-missing', 1],
    ['other keys', 'echo more >> "$MKAPKOVL_ROOT/home/ana/.ssh/authorized_keys"', 'keys-differ', 1],
    ['a package that is gone', 'sed -i /^qemu-img/d "$MKAPKOVL_ROOT/etc/apk/world"', 'package-missing', 1],
    ['a service that is stopped', 'rm "$MKAPKOVL_ROOT/fake/running/sshd"', 'service-stopped', 1],
    ['a mount that is gone', 'sed -i /guests/d "$MKAPKOVL_ROOT/proc/mounts"', 'not-mounted', 1],
    ['a pool that is off', `rm ${libvirt}/pools/default/active`, 'pool-inactive', 1],
    ['a network that is off', `rm ${libvirt}/networks/nat/active`, 'network-inactive', 1],
    ['a volume that is gone', 'rm "$MKAPKOVL_ROOT/srv/guests/images/data.raw"', 'volume-missing', 1],
    ['a guest that libvirt does not know', `rm -r ${libvirt}/domains/spare`, 'guest-undefined', 1],
    ['a guest that is off', `rm ${libvirt}/domains/web/active`, 'guest-off', 0],
    [
      'a definition that is newer',
      'echo >> "$MKAPKOVL_ROOT/etc/mkapkovl/libvirt/domains/web.xml"',
      'guest-outdated',
      0,
    ],
    ['an option that the kernel lacks', 'echo other > "$MKAPKOVL_ROOT/proc/cmdline"', 'option-missing', 1],
    ['a module that is not loaded', 'rm -r "$MKAPKOVL_ROOT/sys/module/tun"', 'module-missing', 1],
    ['a kernel that was replaced', 'rm -r "$MKAPKOVL_ROOT/lib/modules/6.18.1-0-lts"', 'reboot-pending', 0],
    [
      'a file that is gone',
      `printf 'file\\t0644\\t0:0\\t${digest}\\tsrv/no\\n' >> "$MKAPKOVL_ROOT/etc/mkapkovl/files"`,
      'file-missing',
      1,
    ],
    [
      'a changed file',
      `printf 'file\\t0644\\t0:0\\t${digest}\\tsrv/foo\\n' >> "$MKAPKOVL_ROOT/etc/mkapkovl/files"; echo bar > "$MKAPKOVL_ROOT/srv/foo"`,
      'file-changed',
      0,
    ],
    [
      'a mode that is wider',
      `printf 'file\\t0600\\t0:0\\t${digest}\\tsrv/foo\\n' >> "$MKAPKOVL_ROOT/etc/mkapkovl/files"`,
      'file-mode',
      0,
    ],
  ])('finds %s', (_, script, code, status) => {
    const root = whole();
    run(root, script);
    expect(found(root)).toEqual({ status, codes: [code] });
  });

  test('finds a device that is in the host’s hands', () => {
    const root = whole();
    bind(root, card, 'igb');
    expect(found(root)).toEqual({ status: 1, codes: ['device-not-ready'] });
  });

  test('finds a device that is given by an id and is not there', () => {
    const root = whole();
    root.write('etc/mkapkovl/devices', 'id\t8086:1533\t8086:1533\n');
    expect(found(root).codes).toEqual(['device-missing']);
  });

  test('tells of the rescue entry and does not ask for devices there', () => {
    const root = whole();
    bind(root, card, 'igb');
    root.write('proc/cmdline', 'quiet mkapkovl=rescue\n');
    expect(found(root)).toEqual({ status: 0, codes: ['rescue'] });
  });

  test('changes nothing', () => {
    const root = whole();
    run(root, `sed -i "s/^ana:[^:]*/ana:/" ${shadow}`);
    const before = root.snapshot(['fake']);
    found(root);
    expect(root.snapshot(['fake'])).toEqual(before);
  });

  test('prints what check prints: severity, message, code, and the remedy below', () => {
    const root = whole();
    run(root, 'rm "$MKAPKOVL_ROOT/srv/guests/images/data.raw"');
    const { stdout } = host(root, 'verify');
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'error: The volume /srv/guests/images/data.raw is not there. [volume-missing]',
      '  on the target: /srv/guests/images/data.raw',
    ]);
  });
});

describeWith(['busybox'], 'mkapkovl-host status', () => {
  test('is 0 when every step is done or was not needed', () => {
    const { status, stdout } = host(whole(), 'status');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^done +users: .*ana made/m);
    expect(stdout).toMatch(/^skipped +guest-spare: it does not start by itself$/m);
  });

  test('tells as JSON what it tells as text', () => {
    const root = whole();
    const { result, findings } = JSON.parse(host(root, 'status', '--json').stdout);
    expect(findings).toEqual([]);
    expect(result.build_id).toBe('abc');
    expect(result.steps).toContainEqual({
      step: 'guest-spare',
      state: 'skipped',
      reason: 'it does not start by itself',
      at: 1700000000,
    });
  });

  test('is 1 when a step failed, was cut off, or none has run', () => {
    const root = whole();
    const record = (state: string) => `{"step":"x","state":"${state}","reason":"a \\"b\\"","at":1}\n`;
    root.write('var/lib/mkapkovl/steps/x.json', record('failed'));
    expect(host(root, 'status').stdout).toMatch(/^failed +x: a "b"$/m);
    expect(host(root, 'status').status).toBe(1);
    root.write('var/lib/mkapkovl/steps/x.json', record('started'));
    expect(host(root, 'status', '--json').status).toBe(1);
    expect(host(machine(), 'status')).toMatchObject({ status: 1, stdout: '' });
  });

  test('does not know other words', () => {
    expect(host(machine(), 'destroy').status).toBe(2);
    expect(host(machine(), 'status', '--force').status).toBe(2);
    expect(host(machine(), '--help')).toMatchObject({ status: 0, stderr: '' });
  });
});
