import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { problemAt } from '#src/features/access/codes.ts';
import type { Finding } from '#src/findings/finding.ts';
import { locate, nowhere } from '#src/findings/locate.ts';
import { plain, printFindings } from '#src/findings/print.ts';
import { describeWith } from '../../support/tools.ts';
import { bind, card, converge, machine } from '../converge/machine.ts';
import { type FakeRoot, fakeRoot } from '../support.ts';

const digest = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c';
const modules = ['vfio_pci', 'tun'];

let kept: string | undefined;
afterAll(() => {
  if (kept) rmSync(kept, { recursive: true });
});

/** A target that is all that its profile says: made once, and copied. */
function whole(): FakeRoot {
  if (!kept) {
    kept = mkdtempSync(path.join(tmpdir(), 'mkapkovl-whole-'));
    execFileSync('cp', ['-a', `${converged().folder}/.`, kept]);
  }
  const root = fakeRoot();
  execFileSync('cp', ['-a', `${kept}/.`, root.folder]);
  return root;
}

function converged(): FakeRoot {
  const root = machine({
    'etc/mkapkovl/build-id': 'abc\n',
    'etc/mkapkovl/world': 'alpine-base\n!busybox-mdev-openrc\nopenssh\n',
    'etc/mkapkovl/groups': `${card}\t1\t${card}\n`,
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
/** What `mkapkovl check` says of a finding that no file is behind. */
const [{ file, line, column }] = locate(
  [problemAt('access-no-way-in', { place: { file: '' } }, undefined)],
  nowhere,
) as [Finding];
const placeOfNothing = { file, line, column };

/** The codes of what verify finds, and its status. */
function found(root: FakeRoot) {
  const { status, stdout, stderr } = host(root, 'verify', '--json');
  expect(stderr).toBe('');
  const findings: Finding[] = JSON.parse(stdout);
  for (const { target, path: key, ...finding } of findings) {
    expect(finding).toEqual({
      code: expect.stringMatching(/^[a-z-]+$/),
      severity: expect.stringMatching(/^(error|warning)$/),
      message: expect.stringMatching(/^\S.*\.$/),
      remedy: expect.stringMatching(/^\S.*\S$/),
      ...placeOfNothing,
    });
    expect(key).toMatch(/^(\/|$)/);
    expect(target ?? '').not.toMatch(/^\//);
  }
  return { status, codes: findings.map(({ code }) => code) };
}

describeWith(['applets'], 'mkapkovl-host verify', () => {
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
    ['a password other than the profile’s', `sed -i 's/^root:[^:]*/root:$6$x$y/' ${shadow}`, 'password-differs', 0],
    ['doas without a rule', 'rm "$MKAPKOVL_ROOT/etc/doas.d/30-mkapkovl.conf"', 'doas-missing', 1],
    ['a line of fstab', 'sed -i s/defaults/ro/ "$MKAPKOVL_ROOT/etc/fstab"', 'mount-unlisted', 1],
    ['a package of world', 'sed -i /^alpine-base/d "$MKAPKOVL_ROOT/etc/apk/world"', 'package-missing', 1],
    ['a pool that starts no more', `rm ${libvirt}/pools/default/autostart`, 'pool-autostart', 0],
    [
      'a network that is newer',
      'echo >> "$MKAPKOVL_ROOT/etc/mkapkovl/libvirt/networks/nat.xml"',
      'network-outdated',
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

  test('prints what check prints, in the same layout', () => {
    const root = whole();
    run(root, `rm "$MKAPKOVL_ROOT/srv/guests/images/data.raw" ${libvirt}/domains/web/active`);
    const findings: Finding[] = JSON.parse(host(root, 'verify', '--json').stdout);
    expect(findings.map(({ path: key, target }) => [key, target])).toEqual([
      ['/vms', 'srv/guests/images/data.raw'],
      ['/vms/web/autostart', undefined],
    ]);
    expect(host(root, 'verify').stdout).toBe(`${printFindings(findings, [], plain)}\n1 error, 1 warning\n`);
  });

  test('tells of a group that has changed, and whether the guest can have it all the same', () => {
    const root = whole();
    bind(root, '0000:01:00.1', 'vfio-pci');
    expect(found(root)).toEqual({ status: 0, codes: ['group-changed'] });
    bind(root, '0000:01:00.1', 'snd_hda_intel');
    expect(found(root)).toEqual({ status: 1, codes: ['device-not-ready', 'group-changed'] });
    expect(host(root, 'verify').stdout).toContain(
      `the IOMMU group of ${card} is ${card},0000:01:00.1 now, but was ${card} when the facts were collected`,
    );
  });

  test('looks at a device that only a guest names', () => {
    const root = whole();
    root.write('etc/mkapkovl/devices', '');
    expect(found(root).codes).toEqual([]);
    bind(root, card, 'nouveau');
    // A network card: drivers do not let go of it safely.
    expect(found(root).codes).toEqual(['device-not-ready']);
    root.write(`sys/bus/pci/devices/${card}/class`, '0x030000\n');
    expect(found(root).codes).toEqual([]);
  });

  test('knows a module that the kernel has built in', () => {
    const root = whole();
    run(root, 'rm -r "$MKAPKOVL_ROOT/sys/module/vfio_pci"');
    root.write('lib/modules/6.18.1-0-lts/modules.builtin', 'kernel/drivers/vfio/pci/vfio-pci.ko\n');
    expect(found(root).codes).toEqual([]);
  });

  test('finds a libvirtd that runs with less memory to lock than its settings say', () => {
    const root = whole();
    const limits = (value: string) => `Max locked memory         ${value}            ${value}            bytes\n`;
    root.write('proc/1/limits', limits('65536'));
    expect(found(root).codes).toEqual(['memory-limit']);
    root.write('proc/1/limits', limits('unlimited'));
    expect(found(root).codes).toEqual([]);
  });
});

describeWith(['applets'], 'mkapkovl-host verify, run by an ordinary user', () => {
  const unchecked = { status: 0, codes: ['verify-not-root'] };
  /** Only root sees the rule of doas anyway, and what it defined. */
  const hidden = (root: FakeRoot, ...names: string[]) => {
    root.stub('id', 'echo 1000\n');
    chmodSync(root.folder, 0o755);
    for (const name of names) chmodSync(path.join(root.folder, name), 0);
  };
  /** What it finds if only root may see these files. */
  function foundWithout(...names: string[]) {
    const root = whole();
    hidden(root, ...names);
    return foundByUser(root);
  }
  function foundByUser(root: FakeRoot, env: Record<string, string> = {}) {
    // Root reads everything; who else runs the tests does not read what has no mode.
    const user = process.getuid?.() === 0 ? 65534 : undefined;
    execFileSync('chmod', ['-R', 'a+w', path.join(root.folder, 'fake')]);
    const { status, stdout, stderr } = root.run('usr/local/bin/mkapkovl-host', {
      arguments: ['verify', '--json'],
      env,
      user,
    });
    expect(stderr).toBe('');
    return { status, codes: JSON.parse(stdout).map(({ code }: Finding) => code) };
  }

  test.each([
    'etc/shadow',
    'etc/doas.d/30-mkapkovl.conf',
    'etc/mkapkovl/files',
    'etc/mkapkovl/secrets',
    'var/lib/mkapkovl/defined',
    'home/ana/.ssh',
    'home/ana/.ssh/authorized_keys',
    'srv/guests/images',
  ])('reports that not all was checked, and finds nothing wrong, if only root can read /%s', (name) => {
    expect(foundWithout(name)).toEqual(unchecked);
  });

  test.each([
    ['a file', `file\t0644\t0:0\t${digest}\tsrv/foo`],
    ['a file in a folder', `file\t0644\t0:0\t${digest}\tsrv/private/foo`],
    ['a link', 'link\t-\t0:0\tbar\tsrv/private/link'],
    ['a folder', 'directory\t0755\t0:0\t-\tsrv/private/folder'],
  ])('does not take for changed or missing what only root can see: %s', (_, row) => {
    const root = whole();
    run(root, `mkdir "$MKAPKOVL_ROOT/srv/private"; printf '${row}\n' >> "$MKAPKOVL_ROOT/etc/mkapkovl/files"`);
    hidden(root, 'srv/private', 'srv/foo');
    expect(foundByUser(root)).toEqual(unchecked);
  });

  test('does not compare a file that is made of a secret which only root can read', () => {
    const root = whole();
    root.write('etc/mkapkovl/composed', 'srv/foo\t0644\t0:0\tsecrets/key\n');
    root.write('etc/mkapkovl/secrets/key', 'planted\n');
    hidden(root, 'etc/mkapkovl/secrets');
    expect(foundByUser(root)).toEqual(unchecked);
  });

  test('does not look for a missing option in a boot menu that only root can read', () => {
    const root = whole();
    root.write('boot/grub/grub.cfg', 'linux /boot/vmlinuz-lts quiet\n');
    root.write('proc/cmdline', 'other\n');
    hidden(root, 'boot/grub/grub.cfg');
    expect(foundByUser(root)).toEqual(unchecked);
  });

  test('does not take libvirtd for dead that answers root only', () => {
    const root = whole();
    hidden(root);
    expect(foundByUser(root, { FAIL: 'virsh -q uri' })).toEqual(unchecked);
    root.stub('id', 'echo 0\n');
    expect(foundByUser(root, { FAIL: 'virsh -q uri' })).toEqual({
      status: 1,
      codes: ['libvirt-silent', 'verify-not-root'],
    });
  });

  test('still finds what it can see', () => {
    const root = whole();
    run(root, 'sed -i "s/,ana$//" "$MKAPKOVL_ROOT/etc/group"; rm "$MKAPKOVL_ROOT/home/ana/.ssh/authorized_keys"');
    hidden(root);
    chmodSync(path.join(root.folder, 'home/ana/.ssh'), 0o755);
    expect(foundByUser(root)).toEqual({ status: 1, codes: ['group-missing', 'keys-differ', 'verify-not-root'] });
  });
});

describeWith(['applets'], 'mkapkovl-host status', () => {
  test('is 0 when every step is done or was not needed', () => {
    const { status, stdout } = host(whole(), 'status');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^done +users: .*ana created/m);
    expect(stdout).toMatch(/^skipped +guest-spare: its autostart is off$/m);
  });

  test('tells as JSON what it tells as text', () => {
    const root = whole();
    const { result, findings } = JSON.parse(host(root, 'status', '--json').stdout);
    expect(findings).toEqual([]);
    expect(result.build_id).toBe('abc');
    expect(result.steps).toContainEqual({
      step: 'guest-spare',
      state: 'skipped',
      reason: 'its autostart is off',
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
    expect(host(machine(), 'status').status).toBe(1);
    expect(host(machine(), 'status').stdout).toMatch(/\nNo step is recorded: /);
  });

  /** Records of steps, with seconds after the last one of a run. */
  const record = (root: FakeRoot, step: string, state: string, reason = '', later = 0) =>
    root.write(
      `var/lib/mkapkovl/steps/${step}.json`,
      `{"step":"${step}","state":"${state}","reason":"${reason}","at":${1700000000 + later}}\n`,
    );
  const summary = (root: FakeRoot) => host(root, 'status').stdout.split('\n\n')[0]!.split('\n');
  const restart = 'When that is mended, run: rc-service mkapkovl-converge restart.';

  test('begins with what the machine is, how many steps failed, and where to begin', () => {
    const root = whole();
    root.write('etc/alpine-release', '3.23.1\n');
    expect(summary(root)).toEqual([
      expect.stringMatching(/^\S+: Alpine 3\.23\.1, build abc$/),
      'Last change 2023-11-14 22:13 UTC.',
      expect.stringMatching(/^All \d+ steps are done or were not needed\.$/),
    ]);
    record(root, 'volume-a', 'failed', 'it waits for the pool more');
    record(root, 'pools', 'failed', 'more: mount ended with 1', 3600);
    record(root, 'networks', 'started');
    expect(summary(root).slice(1)).toEqual([
      'Last change 2023-11-14 23:13 UTC.',
      expect.stringMatching(/^1 step failed, 1 waits for others, \d+ done or not needed\. Begin with pools\.$/),
      '1 step began and did not end: running, or interrupted.',
      restart,
      'Each step and its time is in /var/log/mkapkovl.log.',
    ]);
    root.write('var/lib/mkapkovl/network/up', '');
    expect(summary(root).at(-1)).toMatch(/mkapkovl-host confirm$/);
  });

  test('says in one line what waits for the same, and shows what failed by itself in part', () => {
    const root = whole();
    record(root, 'guest-web', 'failed', 'it waits for the step repositories');
    record(
      root,
      'guests',
      'failed',
      'web: it waits for the step repositories; spare: it waits for the step repositories',
    );
    record(root, 'pools', 'failed', 'a: it waits for the mount /srv; b: mount ended with 1');
    record(root, 'repositories', 'failed', 'they do not answer');
    record(root, 'volume-a', 'failed', 'it waits for the mount /srv');
    record(root, 'guest-router', 'failed', 'it waits for the mount /srv');
    const lines = host(root, 'status').stdout.split('\n\n')[1]!.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'failed   repositories: they do not answer',
      'failed   pools: a: it waits for the mount /srv; b: mount ended with 1',
      'waiting  for the mount /srv: volume-a, guest-router',
      'waiting  for the step repositories: guests, guest-web',
    ]);
    expect(summary(root)[2]).toMatch(/^2 steps failed, 4 wait for others, .* Begin with repositories\.$/);
  });

  test('says what is missing where nothing failed by itself', () => {
    const root = whole();
    record(root, 'guest-web', 'failed', 'it waits for the interface eth7');
    expect(host(root, 'status').status).toBe(1);
    expect(summary(root).slice(2, 4)).toEqual([
      expect.stringMatching(/^1 step cannot run, because something is missing; \d+ done or not needed\.$/),
      restart,
    ]);
    expect(host(root, 'status').stdout).toContain('\nwaiting  for the interface eth7: guest-web\n');
  });

  test('puts what ended without a word into one line', () => {
    const root = whole();
    const { stdout } = host(root, 'status');
    expect(stdout).toMatch(/^done +.*guest-web.*, volume-default-web\.qcow2$/m);
    expect(stdout.match(/^skipped /gm)!.length).toBeLessThanOrEqual(2);
  });

  test('begins with the cause, also where a device that was plugged in again failed', () => {
    const root = whole();
    record(root, 'replug-web-10c4-ea60', 'failed', 'the guest is off');
    record(root, 'libvirtd', 'failed', 'libvirtd does not answer');
    expect(summary(root)[2]).toMatch(/Begin with libvirtd\.$/);
    record(root, 'release', 'failed', 'this is Alpine 3.22');
    expect(summary(root)[2]).toMatch(/Begin with release\.$/);
  });

  test.each([
    ['install-disk', 'start this machine from the medium again: the installation goes on'],
    ['apply-files', 'apply the overlay again: the same command completes what it began'],
    ['bind-0000:01:00.0', 'restart this machine: devices are bound only then'],
  ])('says how %s is tried again', (step, again) => {
    const root = whole();
    record(root, step, 'failed', 'x');
    expect(summary(root)).toContain(`When that is mended, ${again}.`);
  });

  test('sees that it is running, as long as the lock is held, and then asks for nothing', () => {
    const root = whole();
    record(root, 'networks', 'started');
    record(root, 'pools', 'failed', 'x');
    root.write('run/mkapkovl/converge.lock', '');
    const status = '"$MKAPKOVL_ROOT/usr/local/bin/mkapkovl-host" status';
    root.write('fake/held', `flock "$MKAPKOVL_ROOT/run/mkapkovl/converge.lock" sh ${status}\n`);
    const { stdout } = root.run('fake/held');
    expect(stdout).toContain('\n1 step running now.\n');
    expect(stdout).not.toContain('mended');
    expect(summary(root)).toContain('1 step began and did not end: running, or interrupted.');
  });

  test('does not know other words', () => {
    expect(host(machine(), 'destroy').status).toBe(2);
    expect(host(machine(), 'status', '--force').status).toBe(2);
    expect(host(machine(), '--help')).toMatchObject({ status: 0, stderr: '' });
  });
});
