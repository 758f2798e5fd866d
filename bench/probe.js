import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Wall and processor time of the probe's script, by each installed shell, on a machine of 1000 PCI functions, 60 USB
 * devices and 12 disks that is made of files (goal: under two seconds). As root, with an unpacked minirootfs of Alpine as
 * MKAPKOVL_ALPINE_ROOT, also by Alpine's own ash, awk and od. Prints one JSON value.
 */
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-bench-'));
const alpine = process.env.MKAPKOVL_ALPINE_ROOT;
const root = path.join(folder, 'machine');

const functions = 1000;
const devices = 60;
const disks = 12;

const write = (name, content) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
};
const link = (name, target) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  mkdirSync(path.join(root, target), { recursive: true });
  symlinkSync(path.relative(path.dirname(name), target), path.join(root, name));
};
const hex = (number, digits) => number.toString(16).padStart(digits, '0');

/** Ports with five functions behind each, as servers have them. */
function pci() {
  const places = [];
  for (let index = 0; places.length < functions; index++) {
    const bus = hex(index + 1, 2);
    const port = `0000:00:${hex(index >> 3, 2)}.${index & 7}`;
    places.push([port, port, '060400']);
    for (let part = 0; part < 5; part++) {
      const address = `0000:${bus}:00.${part}`;
      places.push([address, `${port}/${address}`, ['020000', '0c0330', '010802', '030000', '040300'][part]]);
    }
  }
  return places.slice(0, functions).map(([address, below, type], index) => {
    const folder = `sys/devices/pci0000:00/${below}`;
    const device = hex(0x1000 + (index % 97), 4);
    const attributes = {
      vendor: '0x8086',
      device: `0x${device}`,
      class: `0x${type}`,
      subsystem_vendor: '0x15d9',
      subsystem_device: '0x095d',
      numa_node: '0',
      reset_method: 'flr bus',
      current_link_speed: '8.0 GT/s PCIe',
      current_link_width: '4',
      max_link_speed: '16.0 GT/s PCIe',
      max_link_width: '16',
      modalias: `pci:v00008086d0000${device.toUpperCase()}sv000015D9sd0000095Dbc${type.slice(0, 2).toUpperCase()}sc${type.slice(2, 4)}i${type.slice(4)}`,
    };
    for (const [name, value] of Object.entries(attributes)) write(`${folder}/${name}`, `${value}\n`);
    const config = Buffer.alloc(4096);
    config.writeUInt32LE(0x14810001, 0x100);
    config.writeUInt32LE(0x1001000d, 0x148);
    config.writeUInt32LE(0x1d005f, 0x14c);
    for (let at = 0x200; at < 0x300; at += 4) config.writeUInt32LE(at * 65537, at);
    write(`${folder}/config`, config);
    link(`${folder}/driver`, `sys/bus/pci/drivers/driver${index % 20}`);
    link(`${folder}/iommu_group`, `sys/kernel/iommu_groups/${index >> 1}`);
    link(`sys/bus/pci/devices/${address}`, folder);
    return folder;
  });
}

function usb(folders) {
  for (let index = 0; index < devices; index++) {
    const bus = (index % 10) + 1;
    const name = index < 10 ? `usb${bus}` : `${bus}-${Math.floor(index / 10)}`;
    const folder = `${folders[bus * 6 + 2]}/usb${bus}${index < 10 ? '' : `/${name}`}`;
    const attributes = {
      idVendor: '046d',
      idProduct: hex(index, 4),
      bDeviceClass: '00',
      product: `Device ${index} "ü"`,
      serial: `S${index}`,
    };
    for (const [key, value] of Object.entries(attributes)) write(`${folder}/${key}`, `${value}\n`);
    for (const part of [0, 1]) {
      const own = `${folder}/${name.replace(/^usb(\d+)$/, '$1-0')}:1.${part}`;
      write(`${own}/bInterfaceClass`, '03\n');
      link(`${own}/driver`, 'sys/bus/usb/drivers/usbhid');
      link(`sys/bus/usb/devices/${path.basename(own)}`, own);
    }
    link(`sys/bus/usb/devices/${name}`, folder);
  }
}

function rest(folders) {
  for (let index = 0; index < disks; index++) {
    const name = `sd${String.fromCharCode(97 + index)}`;
    const at = `${folders[index * 6 + 3]}/ata${index}/host${index}/target${index}:0:0/${index}:0:0:0`;
    write(`${at}/vpd_pg80`, `\0\x80\0\x08SERIAL${hex(index, 2)}`);
    write(`${at}/wwid`, `naa.500000000000${hex(index, 4)}\n`);
    write(`${at}/model`, 'MODEL\n');
    write(`${at}/block/${name}/dev`, `8:${index * 16}\n`);
    write(`${at}/block/${name}/size`, '1000000\n');
    write(`${at}/block/${name}/removable`, '0\n');
    link(`${at}/block/${name}/device`, at);
    link(`sys/block/${name}`, `${at}/block/${name}`);
    write(`sys/devices/virtual/block/dm-${index}/dev`, `253:${index}\n`);
    write(`sys/devices/virtual/block/dm-${index}/dm/name`, `vg0-data${index}\n`);
    link(`sys/devices/virtual/block/dm-${index}/slaves/${name}`, `${at}/block/${name}`);
    link(`sys/block/dm-${index}`, `sys/devices/virtual/block/dm-${index}`);
  }
  for (let index = 0; index < 8; index++) {
    const at = folders[index * 6 + 1];
    write(`${at}/net/eth${index}/address`, `02:00:00:00:00:${hex(index, 2)}\n`);
    write(`${at}/net/eth${index}/carrier`, '1\n');
    link(`${at}/net/eth${index}/device`, at);
    link(`sys/class/net/eth${index}`, `${at}/net/eth${index}`);
  }
  write('proc/self/mountinfo', '20 1 8:0 / / rw - ext4 /dev/sda rw\n');
  write('proc/net/route', 'Iface\tDestination\neth0\t00000000\t0\t3\t0\t0\t0\t00000000\n');
  write('proc/sys/kernel/osrelease', '6.18.0\n');
  write('proc/cpuinfo', `vendor_id\t: GenuineIntel\nflags\t: ${'flag '.repeat(200)}vmx\n\n`.repeat(128));
  mkdirSync(path.join(root, 'sys/class/iommu/dmar0'), { recursive: true });
  // As many as the kernel of a distribution has.
  const aliases = Array.from({ length: 25000 }, (_, index) =>
    index % 3 === 0
      ? `alias pci:v0000${index % 2 ? '8086' : '10DE'}d0000${hex(index % 65536, 4).toUpperCase()}sv*sd*bc*sc*i* module${index % 500}`
      : `alias usb:v0403p${hex(index % 65536, 4).toUpperCase()}d*dc*dsc*dp*ic*isc*ip*in* module${index % 500}`,
  );
  write('lib/modules/6.18.0/modules.alias', `${aliases.join('\n')}\n`);
}

try {
  const folders = pci();
  usb(folders);
  rest(folders);
  if (alpine) execFileSync('cp', ['-a', `${alpine}/.`, folder]);
  const script = `${execFileSync(process.execPath, [cli, 'probe', '--script'])}times >&2\n`;
  const measured = {};
  const shells = { 'busybox ash': root, dash: root, bash: root };
  if (alpine) shells[`chroot ${folder} /bin/busybox ash`] = '/machine';
  for (const [shell, machine] of Object.entries(shells)) {
    const [program, ...words] = shell.split(' ');
    const run = () => {
      const start = process.hrtime.bigint();
      const options = { input: script, env: { PATH: process.env.PATH, MKAPKOVL_ROOT: machine }, maxBuffer: 2 ** 26 };
      const { status, stdout, stderr } = spawnSync(program, [...words, '-s'], options);
      if (status === null) return null;
      const wall = Number(process.hrtime.bigint() - start) / 1e6;
      const facts = JSON.parse(stdout);
      if (facts.pci.length !== functions || facts.usb.length !== devices) throw new Error(`${shell}: not all is there`);
      // Of the shell, and of what it started: user and system.
      const times = String(stderr).trimEnd().split('\n').slice(-2).join(' ');
      const cpu = [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + m * 60000 + s * 1000, 0);
      return { wall, cpu };
    };
    if (run() === null) continue;
    const runs = Array.from({ length: 9 }, run);
    const sorted = (key) => runs.map((each) => Math.round(each[key])).sort((one, other) => one - other);
    measured[shell.replace(folder, 'Alpine')] = {
      median_ms: sorted('wall')[4],
      least_ms: sorted('wall')[0],
      median_cpu_ms: sorted('cpu')[4],
      least_cpu_ms: sorted('cpu')[0],
    };
  }
  process.stdout.write(
    `${JSON.stringify({ probe: { functions, usb_devices: devices, disks, goal_ms: 2000, ...measured } }, null, 2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
