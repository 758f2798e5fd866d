import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { installed } from '../agent/host/built.ts';
import type { FakeRoot } from '../agent/support.ts';
import { describeWith } from '../support/tools.ts';
import { findKernel, kernelImage } from './kernel.ts';
import { bootableDisk, efiStub, ownPlace } from './started/disk.ts';

/** What is left of the last run, so that a failure can be looked into. */
const kept = path.resolve(process.env.MKAPKOVL_BOOTS ?? 'node_modules/.cache/mkapkovl/boots', 'started');

/** What cloud-init is given: a script over several sectors of a CD, and a secret whose quotes YAML must escape. */
const script = `#!/bin/sh\n${'# ä line of several\n'.repeat(300)}`;
const secret = 'it\'s "$6$salt\\": #';
/** As the agent writes it, in YAML's quotes, into the room that the overlay has for it. */
const inYaml = `'${secret.replaceAll("'", "''")}'`;
const userData = `#cloud-config\npassword: ${inYaml.padEnd(4096)}\nchpasswd:\n  expire: false\n`;

/** A guest as people have them, but for its type: /dev/kvm may be there and hang. */
const profile = (digest: string) => `
hostname: started
alpine: { release: "3.23" }
access: { root: { password: { prompt: true } } }
install: { disk: { serial: SERIAL1 } }
network: { interfaces: { br0: { bridge: { ports: [eth0] }, ipv4: dhcp } } }
libvirt: { pools: { default: { type: dir, path: /var/lib/libvirt/images } } }
vms:
  guest:
    type: qemu
    memory: 512MiB
    vcpus: 2
    boot: { firmware: uefi }
    disks:
      - volume: default/guest.qcow2
        image: { url: "http://127.0.0.1/guest.raw.gz", sha256: ${digest} }
        size: 1GiB
        serial: DISK-1
    networks: [{ bridge: br0, mac: "52:54:00:0a:0b:0c" }]
    serial: { type: file, path: /var/lib/libvirt/console.log }
    cloud_init:
      user_data: { password: { secret: admin }, chpasswd: { expire: false } }
      network_config: { version: 2, ethernets: { all: { match: { name: "en*" }, dhcp4: true } } }
      vendor_data: ${JSON.stringify(script)}
      secrets: { admin: { env: ADMIN } }
    autostart: true
`;

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** Debian 12 has OVMF under Alpine's names, later releases as 4M only. */
function useFirmwareOfThisMachine(root: FakeRoot): void {
  const descriptor = 'etc/qemu/firmware/10-ovmf.json';
  if (existsSync('/usr/share/OVMF/OVMF_CODE.fd')) return;
  root.write(descriptor, root.read(descriptor).replace(/(OVMF_(CODE|VARS)).fd/g, '$1_4M.fd'));
}

/** The 512 bytes that the guest has written to. */
function blockOf(disk: string): string {
  if (!existsSync(disk)) return '';
  const raw = path.join(kept, 'after.raw');
  spawnSync('qemu-img', ['convert', '-O', 'raw', disk, raw]);
  const block = Buffer.alloc(512);
  const file = openSync(raw, 'r');
  readSync(file, block, 0, 512, ownPlace);
  closeSync(file);
  rmSync(raw);
  return block.toString().replace(/\0+$/, '');
}

interface Run {
  said: string;
  console: string;
  onDisk: string;
}

/** Lets the agent of a built overlay define and start its guest, in namespaces of its own. */
async function started(word: string): Promise<Run> {
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(path.join(kept, 'disk'), { recursive: true });
  const options = ['console=ttyS0', 'panic=-1', 'mitigations=off', 'no_timer_check', `word=${word}`];
  const image = gzipSync(readFileSync(bootableDisk(findKernel()!, options, path.join(kept, 'disk'))), { level: 1 });
  const root = await installed(profile(sha256(image)), { ADMIN: secret });
  useFirmwareOfThisMachine(root);
  for (const name of ['virsh', 'qemu-img']) rmSync(path.join(root.folder, 'fake/programs', name));
  root.stub('wget', 'exec /usr/bin/wget "$@"');
  // The daemon is not its service; what is asked of that is answered as if it were.
  root.write('fake/running/libvirtd', '');
  root.write('fake/calls', '');
  root.write('web/README', '');
  writeFileSync(path.join(root.folder, 'web/guest.raw.gz'), image);
  const script = path.resolve('test/boot/started/host.sh');
  const { stdout, stderr } = spawnSync('unshare', [...unshare, 'sh', script, root.folder, '90'], {
    encoding: 'utf8',
    timeout: 180_000,
    env: {
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
      MKAPKOVL_ROOT: root.folder,
      MKAPKOVL_NOW: '1700000000',
      MKAPKOVL_WAIT: '20',
      LC_ALL: 'C',
    },
  });
  const said = stdout + stderr;
  writeFileSync(path.join(kept, 'host'), said);
  const read = (name: string) => (existsSync(path.join(root.folder, name)) ? root.read(name) : '');
  for (const name of ['qemu.log', 'libvirtd.log']) writeFileSync(path.join(kept, name), read(name));
  const text = read('var/lib/libvirt/console.log').replaceAll('\r', '');
  writeFileSync(path.join(kept, 'console'), text);
  return { said, console: text, onDisk: blockOf(path.join(root.folder, 'var/lib/libvirt/images/guest.qcow2')) };
}

const tools = [
  ...['busybox', 'cpio', 'kmod', 'dash', 'sfdisk', 'mformat', 'objcopy', efiStub, kernelImage],
  ...['libvirtd', 'virsh', 'qemu-system-x86_64', 'qemu-img', '/usr/share/OVMF', 'wget', 'unshare', 'ip'],
];

/** Bridges and mounts of its own are for root only, and not for root in every container. CI must be able to. */
const unshare = ['-n', '-m', '-p', '-f', '--mount-proc', '--kill-child'];
const possible = spawnSync('unshare', [...unshare, 'mount', '-t', 'tmpfs', 'none', '/run']).status === 0;

describeWith(tools, 'a guest of a profile, under libvirt', () => {
  test.runIf(possible || process.env.MKAPKOVL_REQUIRE_TOOLS)(
    'boots by UEFI from the image that the agent has fetched, reaches the host over its bridge, and reads its CD of cloud-init',
    async () => {
      const word = randomUUID();
      const run = await started(word);
      const told = `${run.said}\n${run.console}\nAll of it is in ${kept}`;
      expect(run.said, told).toMatch(/^status 0$/m);
      expect(run.said).toMatch(/^mkapkovl: Guest guest: done$/m);
      expect(run.said).toMatch(/^definition .*<domain type='qemu' id=/m);
      expect(run.said).toMatch(/^definition .*<loader [^>]*type='pflash'[^>]*>\/usr\/share\/OVMF\/OVMF_CODE/m);
      const lines = run.console.split('\n');
      expect(lines, told).toContain(`guest: ${word}`);
      expect(lines).toContain('firmware: uefi');
      // vd* for the one disk, and the patterns that no name fits.
      expect(lines).toContain('disks: vda sd* hd*');
      expect(lines).toContain('disk: DISK-1 virtio_blk');
      expect(lines).toContain('card: 52:54:00:0a:0b:0c virtio_net');
      expect(lines, told).toContain('host: answers');
      expect(run.said).toMatch(/^neighbour 10\.11\.12\.2 dev br0 lladdr 52:54:00:0a:0b:0c /m);
      for (const options of ['ro', 'ro,nojoliet', 'ro,norock']) {
        const seed = lines.flatMap((line) => line.split(`seed ${options}: `)[1] ?? []);
        expect(seed[0], told).toBe('meta-data network-config user-data vendor-data .[!.]*');
        expect(seed).toContain(`${sha256(userData)} user-data`);
        expect(seed).toContain(`${sha256(script)} vendor-data`);
        expect(seed).toContain(`password: ${inYaml}`);
      }
      expect(run.said, told).toMatch(/^state shut off \(shutdown\)$/m);
      expect(run.onDisk).toBe('written by the guest\n');
    },
    300_000,
  );
});
