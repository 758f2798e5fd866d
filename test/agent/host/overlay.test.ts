import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../support/tools.ts';
import { converge, records } from '../converge/machine.ts';
import type { FakeRoot } from '../support.ts';
import { installed, plug } from './built.ts';

const verify = (root: FakeRoot) => {
  const { status, stdout, stderr } = root.run('usr/local/bin/mkapkovl-host', { arguments: ['verify', '--json'] });
  expect(stderr).toBe('');
  return { status, findings: JSON.parse(stdout) };
};
const quiet = { status: 0, findings: [] };
/** Of the password x. */
const hash = '$6$abcdefgh$D7W7qyozKBT.t6FD3DVYHvADbIO0eSyI4.p20LaEUjro8PqTGYYo/EQcuNjhFbzo9Yg5ir1KIEqFY/yJpgFph0';
const failures = (root: FakeRoot) => Object.values(records(root)).filter((state) => state.startsWith('failed'));

/** The first example, with the board that it is written for. */
async function homeAssistant(): Promise<FakeRoot> {
  const root = await installed(readFileSync('profiles/home-assistant.yaml', 'utf8'));
  for (const [index, id] of ['8086:3a67', '8086:3a68', '8086:3a69', '8086:3a6c'].entries()) {
    plug(root, `0000:00:1a.${index === 3 ? 7 : index}`, id);
  }
  const image = execFileSync('xz', ['-c'], { input: 'qcow2 6442450944\n' });
  root.write('fake/web/haos_ova-7.5.qcow2.xz', '');
  execFileSync('tee', [path.join(root.folder, 'fake/web/haos_ova-7.5.qcow2.xz')], { input: image, stdio: 'pipe' });
  return root;
}

const profile = (mode: string) => `hostname: kvm1
alpine: { release: "3.23" }
access:
  root: { password: { env: HASH }, authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC ana@desk"] }
  users: { ana: { groups: [wheel, libvirt] } }
install: ${mode}
storage: { mounts: { /srv/guests: { device: LABEL=guests } } }
libvirt:
  pools: { guests: { type: dir, path: /srv/guests/images } }
  networks: { nat: { address: 192.168.150.1/24 } }
vms: { web: { memory: 1GiB, disks: [{ volume: guests/web.raw, size: 1GiB }], autostart: true } }
`;

describeWith(['applets', 'xz'], 'mkapkovl-host verify, of an overlay that mkapkovl has built', () => {
  test('finds nothing on a machine that the first example was installed on', async () => {
    const root = await homeAssistant();
    expect(verify(root).status).toBe(1);
    converge(root);
    expect(failures(root)).toEqual([]);
    expect(verify(root)).toEqual(quiet);
    expect(root.read('etc/motd')).toContain('mkapkovl: this machine matches its profile.');
  });

  test.each(['profiles/unattended.yaml', 'profiles/minimal.yaml'])('finds nothing after %s either', async (file) => {
    const root = await installed(readFileSync(file, 'utf8'));
    converge(root);
    expect(failures(root)).toEqual([]);
    expect(verify(root)).toEqual(quiet);
  });

  test('finds nothing with users, mounts, networks and volumes', async () => {
    const root = await installed(profile('{ disk: { serial: SERIAL1 } }'), { HASH: hash });
    converge(root);
    expect(failures(root)).toEqual([]);
    expect(verify(root)).toEqual(quiet);
  });

  test('finds nothing on a diskless machine, which has no boot menu and no initramfs of its own', async () => {
    const root = await installed(profile('{ mode: diskless }'), { HASH: hash });
    root.write('proc/mounts', 'none / tmpfs rw 0 0\n');
    converge(root);
    expect(failures(root)).toEqual([]);
    expect(verify(root)).toEqual(quiet);
  });

  /** What is done to the machine, and the codes that verify then tells. */
  const breaks: [string, string, string[]][] = [
    ['a configuration file', 'echo >> etc/network/interfaces', ['file-changed']],
    ['a script of the agent', 'rm etc/mkapkovl/agent/bind.sh', ['file-missing']],
    ['a file that became a link', 'mv etc/hosts etc/h; ln -s h etc/hosts', ['file-missing']],
    ['a mode', 'chmod 644 etc/ssh/sshd_config.d/mkapkovl.conf', ['file-mode']],
    ['a folder that all can write into', 'chmod 777 etc/mkapkovl', ['folder-open']],
    ['a service that starts no more', 'rm etc/runlevels/default/sshd', ['link-changed']],
    ['the table of files', 'rm etc/mkapkovl/files', ['overlay-unknown']],
    ['a package of the medium', 'sed -i /^openssh/d etc/apk/world', ['package-missing']],
    ['a package of the network', 'sed -i /^qemu-img/d etc/apk/world', ['package-missing']],
    [
      'the initramfs’ features',
      'sed -i "s/ vfio//" etc/mkinitfs/mkinitfs.conf; touch -d 2020-01-01 etc/mkinitfs/mkinitfs.conf',
      ['feature-missing'],
    ],
    ['a table that the initramfs has', 'touch -d 2030-01-01 etc/mkapkovl/devices', ['initramfs-outdated']],
    ['an initramfs of today', 'touch -d 2030-01-01 boot/initramfs-lts', ['reboot-pending']],
    ['an option that waits', 'sed -i s/iommu=pt// proc/cmdline', ['reboot-pending']],
    ['an option that is nowhere', 'sed -i s/iommu=pt// proc/cmdline boot/extlinux.conf', ['option-missing']],
    ['a module', 'rm -r sys/module/vfio_pci', ['module-missing']],
    ['a device that was pulled', 'rm -r sys/bus/pci/devices/0000:00:1a.2', ['device-missing']],
    ['the memory limit', 'sed -i /ulimit/d etc/conf.d/libvirtd', ['memory-limit']],
    ['root’s password', 'sed -i "s/^root:[^:]*/root:*/" etc/shadow', ['password-missing']],
    [
      'a step that failed',
      `echo '{"step":"x","state":"failed","reason":"why","at":1}' > var/lib/mkapkovl/steps/x.json`,
      ['step-failed'],
    ],
    [
      'the passphrase of the disk',
      'mkdir -p etc/mkapkovl/secrets; echo x > etc/mkapkovl/secrets/luks-passphrase',
      ['passphrase-left'],
    ],
  ];
  test('tells of each kind of promise that is broken', async () => {
    const root = await homeAssistant();
    converge(root);
    const told: [string, string, string[]][] = [];
    for (const [what, script] of breaks) {
      execFileSync('sh', [
        '-c',
        `rm -rf "$1.saved" && cp -a "$1" "$1.saved" && cd "$1" && ${script}`,
        'sh',
        root.folder,
      ]);
      told.push([what, script, verify(root).findings.map(({ code }: { code: string }) => code)]);
      execFileSync('sh', ['-c', 'rm -rf "$1" && mv "$1.saved" "$1"', 'sh', root.folder]);
    }
    expect(told).toEqual(breaks);
  });
});
