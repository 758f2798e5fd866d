import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

/** The code and place of everything that a host with this guest is accused of. */
async function findings(guest: string): Promise<string[]> {
  const { stdout } = await run(['check', '--format', 'json', 'profile.yaml'], {
    cwd: folderWith({ 'profile.yaml': `${leastProfile}vms: { guest: { memory: 1GiB, ${guest} } }\n` }),
  });
  return JSON.parse(stdout).map(
    ({ code, path }: { code: string; path: string }) => `${code} ${path.slice('/vms/guest/'.length)}`,
  );
}

const of = 'key-not-available-for-kind';
const lacks = 'key-required-by-kind';

describe('what libvirt refuses together, check refuses', () => {
  test.each([
    [
      'an address outside the one PCI domain',
      'watchdog: { model: i6300esb, address: "0001:06:00.0" }',
      'guest-address-invalid watchdog/address',
    ],
    ['a TPM 1.2 with the interface of 2.0', 'tpm: { version: "1.2" }', 'key-required-by-kind tpm/version'],
    [
      'slot 0 of the first bus',
      'watchdog: { model: i6300esb, address: "0000:00:00.0" }',
      'guest-address-invalid watchdog/address',
    ],
    [
      'another slot than 0 of a root port',
      'watchdog: { model: i6300esb, address: "0000:03:01.0" }',
      'guest-address-invalid watchdog/address',
    ],
    [
      'one address for two devices',
      'watchdog: { model: i6300esb, address: "0000:06:00.0" }, sound: { model: ich9, address: "0000:06:00.0" }',
      'duplicate-guest-address',
    ],
    [
      'a PCI address of a disk on sata',
      'disks: [{ path: /a, bus: sata, address: "0000:06:00.0" }]',
      `${of} disks/0/address`,
    ],
    ['queues of a disk on sata', 'disks: [{ path: /a, bus: sata, queues: 2 }]', `${of} disks/0/queues`],
    ['a WWN of a disk on virtio', 'disks: [{ path: /a, wwn: 5000c50015ea71aa }]', `${of} disks/0/wwn`],
    [
      'a serial number of a lun on scsi',
      'disks: [{ block: /dev/sdb, device: lun, bus: scsi, serial: S1 }]',
      `${of} disks/0/serial`,
    ],
    ['a lun in qcow2', 'disks: [{ block: /dev/sdb, device: lun, format: qcow2 }]', `${of} disks/0/format`],
    [
      'an I/O thread of a controller that is not virtio',
      'iothreads: 1, controllers: [{ type: scsi, model: lsilogic, iothread: 1 }]',
      `${of} controllers/0/iothread`,
    ],
    [
      'sixteen ports of qemu-xhci',
      'controllers: [{ type: usb, model: qemu-xhci, ports: 16 }]',
      'number-out-of-range controllers/0/ports',
    ],
    [
      'a mode of access other than passthrough of virtiofs',
      'memory_backing: { access: shared }, filesystems: [{ source: /a, target: a, accessmode: mapped }]',
      `${of} filesystems/0/accessmode`,
    ],
    ['a queue of 9p', 'filesystems: [{ source: /a, target: a, driver: 9p, queue: 1024 }]', `${of} filesystems/0/queue`],
    ['an MTU through macvtap', 'networks: [{ direct: eth0, mtu: 9000 }]', `${of} networks/0/mtu`],
    ['a virtio model on another bus', 'input: { type: tablet, bus: usb, model: virtio }', `${of} input/model`],
    ['TSEG with pc', 'machine: pc, features: { smm: { tseg: 16MiB } }', `${of} features/smm`],
    ['a cache emulated of another level', 'cpu: { cache: { mode: emulate, level: 2 } }', `${of} cpu/cache`],
    ['migratable of a model', 'cpu: { mode: custom, model: EPYC, migratable: true }', `${of} cpu/migratable`],
    [
      'another UUID in the SMBIOS',
      'sysinfo: { system: { uuid: c2177883-f1bb-47f0-914d-32a22e3a8804 } }',
      'sysinfo-uuid-mismatch sysinfo/system/uuid',
    ],
    ['a date of another form', 'sysinfo: { bios: { date: 2024-03-31 } }', 'invalid-value sysinfo/bios/date'],
    ['spinlocks without a number', 'features: { hyperv: { spinlocks: true } }', 'wrong-type features/hyperv/spinlocks'],
    ['synic without vpindex', 'features: { hyperv: { synic: true } }', `${lacks} features/hyperv/synic`],
    ['tlbflush without vpindex', 'features: { hyperv: { tlbflush: true } }', `${lacks} features/hyperv/tlbflush`],
    ['ipi with vpindex off', 'features: { hyperv: { ipi: true, vpindex: false } }', `${lacks} features/hyperv/ipi`],
    ['evmcs without vapic', 'features: { hyperv: { evmcs: true } }', `${lacks} features/hyperv/evmcs`],
    [
      'stimer without hypervclock',
      'features: { hyperv: { vpindex: true, synic: true, stimer: { direct: true } } }',
      `${lacks} features/hyperv/stimer`,
    ],
    [
      'stimer of Windows with timers of its own',
      'os_variant: win10, clock: { timers: { hpet: { present: false } } }, features: { hyperv: { vpindex: true, synic: true, stimer: true } }',
      `${lacks} features/hyperv/stimer`,
    ],
    [
      'a ROM that is written',
      'boot: { loader: { path: /a.bin, type: rom, readonly: false } }',
      `${of} boot/loader/readonly`,
    ],
    [
      'variables beside a firmware that is written itself',
      'boot: { loader: { path: /a.fd, type: pflash, readonly: false }, nvram: /root/a.fd }',
      `${of} boot/nvram`,
    ],
    [
      'sizes of blocks of a logical unit',
      'disks: [{ path: /dev/sdz, device: lun, bus: scsi, format: raw, logical_block_size: 4096 }]',
      `${of} disks/0/logical_block_size`,
    ],
    ['a second console on a serial port', 'console: [{ type: pty }, { type: pty }]', `${of} console/1`],
    ['nvram with a BIOS', 'boot: { nvram: /srv/vars.fd }', `${lacks} boot/nvram`],
    [
      'a CPU in two nodes',
      'vcpus: 2, cpu: { numa: [{ cpus: 0-1, memory: 512MiB }, { cpus: "1", memory: 512MiB }] }',
      'vcpu-in-two-nodes cpu/numa/1/cpus',
    ],
    ['a line through spice without spice', 'redirdevs: 1', `${of} redirdevs`],
    ['tcp without host and port', 'serial: { type: tcp, host: "127.0.0.1" }', `${lacks} serial`],
  ])('%s', async (_, guest, wanted) => {
    expect((await findings(guest)).join('\n')).toContain(wanted);
  });

  test('and what it takes, check takes', async () => {
    const guest = `vcpus: 2, disks: [{ path: /a, queues: 2, address: "0000:06:00.0" }, { path: /b, bus: scsi, wwn: 5000c50015ea71aa }],
      cpu: { migratable: true, cache: { mode: emulate, level: 3 }, numa: [{ cpus: "0", memory: 512MiB }, { cpus: "1", memory: 512MiB }] },
      features: { smm: { tseg: 16MiB }, hyperv: { spinlocks: 8191, vpindex: true, synic: true, stimer: true, tlbflush: true, ipi: true, vapic: true, evmcs: true } },
      clock: { timers: { hypervclock: { present: true } } }, input: { type: tablet, bus: virtio, model: virtio },
      sysinfo: { bios: { date: 03/31/2024 } }, console: [{ type: pty }, { type: pty, target: { type: virtio } }]`;
    expect(await findings(guest)).toEqual([]);
  });

  test('for Windows the clock is there by itself', async () => {
    expect(
      await findings(
        'os_variant: win10, features: { hyperv: { vpindex: true, synic: true, stimer: true, evmcs: true } }',
      ),
    ).toEqual([]);
  });
});
