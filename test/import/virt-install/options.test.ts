import { describe, expect, test } from 'vitest';
import { guestOf, importedFrom, leftOf } from './commands.ts';

type Case = [options: string, guest: Record<string, unknown>];

const carried = (cases: Case[]) =>
  test.each(cases)('%s', (options, guest) => {
    expect(guestOf(options)).toEqual(guest);
    expect(leftOf(options).filter((line) => line.startsWith('lost'))).toEqual([]);
  });

const disk = (options: string) => (guestOf(`--disk ${options}`).disks as unknown[])[0];
const card = (options: string) => (guestOf(`--network ${options}`).networks as unknown[])[0];

describe('--disk', () => {
  test.each([
    ['/srv/a.qcow2', { path: '/srv/a.qcow2' }],
    ['path=/dev/vg0/a', { block: '/dev/vg0/a' }],
    ['source.file=/srv/a', { path: '/srv/a' }],
    ['source.dev=/dev/sdb', { block: '/dev/sdb' }],
    ['vol=default/a.qcow2', { volume: 'default/a.qcow2' }],
    ['size=20', { volume: 'default/g.qcow2', size: '20GiB' }],
    ['size=.5,format=raw', { volume: 'default/g.img', size: '512MiB' }],
    ['/var/lib/libvirt/images/a.img,size=1', { volume: 'default/a.img', format: 'qcow2', size: '1GiB' }],
    ['pool=fast,size=1', { volume: 'fast/g.qcow2', size: '1GiB' }],
    ['/srv/a,format=raw,device=cdrom', { path: '/srv/a', device: 'cdrom' }],
    ['device=floppy', { device: 'floppy' }],
    [
      '/a,bus=sata,cache=none,io=native,discard=unmap',
      { path: '/a', bus: 'sata', cache: 'none', io: 'native', discard: 'unmap' },
    ],
    [
      '/a,target.bus=usb,removable=on,readonly=yes,shareable=on',
      { path: '/a', bus: 'usb', removable: true, readonly: true, shareable: true },
    ],
    ['/a,perms=ro', { path: '/a', readonly: true }],
    ['/a,serial=S,boot_order=1,detect_zeroes=on', { path: '/a', serial: 'S', boot_order: 1, detect_zeroes: 'on' }],
    ['/a,driver.type=qcow2,driver.queues=4', { path: '/a', format: 'qcow2', queues: 4 }],
    ['\'path="/srv/a,b"\'', { path: '/srv/a,b' }],
    ['/a,address.type=pci,address.bus=6,address.slot=0x1f', { path: '/a', address: '0000:06:1f.0' }],
    ['/a,iotune.read_iops_sec=5', { path: '/a', xml: '<iotune><read_iops_sec>5</read_iops_sec></iotune>' }],
    ['/a,alias.name=ua-a', { path: '/a', xml: "<alias name='ua-a'/>" }],
    ['/a,xpath.set=./driver/@cache=none', { path: '/a', cache: 'none' }],
  ])('%s', (options, expected) => {
    expect(disk(options)).toEqual(expected);
  });

  test('a second disk that is made has another name', () => {
    expect(guestOf('--disk size=1 --disk size=2').disks).toEqual([
      { volume: 'default/g.qcow2', size: '1GiB' },
      { volume: 'default/g-1.qcow2', size: '2GiB' },
    ]);
  });

  test('another folder is a pool of its own', () => {
    const { vms, restOfProfile } = importedFrom(
      'virt-install --name g --memory 512 --disk /srv/vm/a.qcow2,size=2 --import',
    );
    expect(vms.g!.disks).toEqual([{ volume: 'vm/a.qcow2', size: '2GiB' }]);
    expect(restOfProfile).toEqual({ libvirt: { pools: { vm: { type: 'dir', path: '/srv/vm' } } } });
  });

  test('a volume on top of another is said in the pool', () => {
    const { restOfProfile } = importedFrom(
      'virt-install --name g --memory 512 --import --disk size=9,backing_store=/srv/b.img,backing_format=raw',
    );
    expect(restOfProfile).toMatchObject({
      libvirt: {
        pools: {
          default: {
            volumes: { 'g.qcow2': { capacity: '9GiB', backing_store: { path: '/srv/b.img', format: 'raw' } } },
          },
        },
      },
    });
  });
});

describe('--network', () => {
  test.each([
    ['default', { network: 'default' }],
    ['network=lan,model=e1000,mac=52:54:00:AA:00:01', { network: 'lan', model: 'e1000', mac: '52:54:00:aa:00:01' }],
    ['bridge=br0,mac=RANDOM', { bridge: 'br0' }],
    ['bridge:br1', { bridge: 'br1' }],
    ['type=bridge,source=br2,target.dev=tap0', { bridge: 'br2', target: 'tap0' }],
    ['type=direct,source=eth0', { direct: { dev: 'eth0', mode: 'vepa' } }],
    ['type=direct,source=eth0,source.mode=bridge', { direct: 'eth0' }],
    ['user', { user: true }],
    ['passt', undefined],
    [
      'default,link_state=off,driver_queues=4,mtu.size=9000,rom.bar=off',
      { network: 'default', link_state: 'down', queues: 4, mtu: 9000, rom: 'off' },
    ],
    ['bridge=br0,virtualport_type=openvswitch', { bridge: 'br0', virtualport: 'openvswitch' }],
    [
      'bridge=br0,filterref=clean-traffic,trustGuestRxFilters=yes',
      { bridge: 'br0', filter: 'clean-traffic', trust_guest_rx_filters: true },
    ],
  ])('%s', (options, expected) => {
    if (expected) expect(card(options)).toEqual(expected);
    else expect(guestOf(`--network ${options}`).xml).toEqual({ devices: `<interface type='${options}'/>` });
  });

  test('without one there is a card in the default network', () => {
    const { vms } = importedFrom('virt-install --name g --memory 512 --disk none --import');
    expect(vms.g).toMatchObject({ networks: [{ network: 'default' }], graphics: 'spice' });
  });
});

describe('the platform', () => {
  carried([
    ['--memory 512,maxmemory=1024', { max_memory: '1GiB' }],
    ['--memory memory=1024,currentMemory=512', { max_memory: '1GiB' }],
    ['--vcpus 2,maxvcpus=4,cpuset=0-3', { vcpus: 2, max_vcpus: 4, cpuset: '0-3' }],
    ['--vcpus 4,sockets=1,cores=2,threads=2', { vcpus: 4, cpu: { mode: 'default', topology: { threads: 2 } } }],
    ['--cpu host', { cpu: { mode: 'host-model' } }],
    ['--cpu host-passthrough,cache.mode=passthrough', { cpu: { cache: 'passthrough' } }],
    [
      '--cpu Westmere,+vmx,-hle,disable=svm,disable=rtm',
      {
        cpu: {
          mode: 'custom',
          model: 'Westmere',
          features: { svm: 'disable', rtm: 'disable', vmx: 'force', hle: 'disable' },
        },
      },
    ],
    [
      '--memorybacking hugepages=yes,size=1,unit=G,locked=yes',
      { memory_backing: { hugepages: { size: '1GiB' }, locked: true } },
    ],
    ['--numatune 0-1,mode=preferred', { numatune: { memory: { nodeset: '0-1', mode: 'preferred' } } }],
    [
      '--cputune vcpupin0.vcpu=0,vcpupin0.cpuset=4,emulatorpin.cpuset=0,1',
      { cputune: { vcpupin: { 0: 4 }, emulatorpin: '0,1' } },
    ],
    ['--iothreads 2', { iothreads: 2 }],
    [
      '--features kvm_hidden=on,smm.state=on,apic.eoi=on',
      { features: { kvm: { hidden: true }, smm: true, apic: { eoi: true } } },
    ],
    ['--clock offset=localtime', { clock: { offset: 'localtime' } }],
    ['--clock hpet_present=yes', { clock: { timers: { hpet: { present: true } } } }],
    ['--pm suspend_to_mem=yes', { pm: { suspend_to_mem: true } }],
    ['--events on_crash=preserve', { on_crash: 'preserve' }],
    ['--sysinfo host', { sysinfo: 'host' }],
    ['--sysinfo system.product="A B"', { sysinfo: { system: { product: 'A B' } } }],
    ['--boot uefi --tpm none', { boot: { firmware: 'uefi' } }],
    ['--boot uefi', { boot: { firmware: 'uefi' }, tpm: 'emulated' }],
    ['--boot network,hd,menu=on', { boot: { order: ['network', 'hd'], menu: true } }],
    ['--boot kernel=/k,initrd=/i,kernel_args="a b,c"', { boot: { kernel: '/k', initrd: '/i', kernel_args: 'a b,c' } }],
    ['--machine pc', { machine: 'pc' }],
    ['--virt-type qemu', { type: 'qemu' }],
    ['--autostart', { autostart: true }],
    ['--metadata title=A,description="b, c"', { title: 'A', description: 'b, c' }],
    ['--qemu-commandline="-fw_cfg \'name=a b\'"', { qemu_commandline: ['-fw_cfg', 'name=a b'] }],
    ['--memtune hard_limit=5', { xml: { domain: '<memtune><hard_limit>5</hard_limit></memtune>' } }],
    ['--xml ./memoryBacking/nosharepages=', {}],
    ['--xml ./cpu/@mode=host-model', { cpu: { mode: 'host-model' } }],
    ['--xml xpath.create=./features/pae', { features: { pae: true } }],
  ]);
});

describe('devices', () => {
  carried([
    ['--graphics vnc,listen=0.0.0.0,port=5901', { graphics: { type: 'vnc', listen: '0.0.0.0', port: 5901 } }],
    [
      '--graphics spice,gl.enable=yes,rendernode=/dev/dri/a',
      { graphics: { type: 'spice', gl: { rendernode: '/dev/dri/a' } } },
    ],
    ['--video qxl', { video: 'qxl' }],
    ['--sound none --rng none --channel none --console none', { rng: 'none', channel: 'none', console: 'none' }],
    ['--hostdev 01:00.0 --hostdev pci_0000_01_00_1', { hostdevs: ['0000:01:00.0', '0000:01:00.1'] }],
    ['--hostdev 0x10c4:0xea60,boot_order=1', { hostdevs: [{ usb: '10c4:ea60', boot_order: 1 }] }],
    [
      '--hostdev mdev_c2177883_f1bb_47f0_914d_32a22e3a8804_mtty_core',
      { hostdevs: [{ mdev: 'c2177883-f1bb-47f0-914d-32a22e3a8804' }] },
    ],
    [
      '--controller scsi,model=virtio-scsi,driver_queues=4',
      { controllers: [{ type: 'scsi', model: 'virtio-scsi', queues: 4 }] },
    ],
    ['--controller num_pcie_root_ports=3', { pcie_root_ports: 3 }],
    ['--filesystem /srv/a,tag', { filesystems: [{ source: '/srv/a', target: 'tag', driver: '9p' }] }],
    [
      '--filesystem source=/srv/a,target=tag,driver.type=virtiofs',
      { filesystems: [{ source: '/srv/a', target: 'tag' }] },
    ],
    ['--serial pty', { serial: 'pty' }],
    [
      '--serial tcp,host=:2222,mode=bind,protocol=telnet',
      { serial: { type: 'tcp', host: '127.0.0.1', port: 2222, protocol: 'telnet' } },
    ],
    ['--serial file,path=/var/log/a', { serial: { type: 'file', path: '/var/log/a' } }],
    ['--channel unix,target.type=virtio,name=org.qemu.guest_agent.0', {}],
    ['--channel spicevmc', { channel: 'spicevmc' }],
    ['--watchdog i6300esb,action=reset', { watchdog: 'i6300esb' }],
    ['--rng /dev/random', { rng: '/dev/random' }],
    ['--tpm /dev/tpm0', { tpm: { path: '/dev/tpm0' } }],
    ['--memballoon none', { memballoon: 'none' }],
    ['--vsock cid.auto=yes', { vsock: 'auto' }],
    ['--panic default', { panic: 'isa' }],
    ['--input keyboard,bus=virtio', { input: { type: 'keyboard', bus: 'virtio' } }],
    ['--redirdev usb,type=spicevmc', { redirdevs: 1 }],
    ['--smartcard mode=host', { xml: { devices: "<smartcard mode='host'/>" } }],
    ['--iommu intel', { xml: { devices: "<iommu model='intel'/>" } }],
  ]);
});

describe('firmware in a command', () => {
  const flash = 'loader.readonly=yes,loader.type=pflash';
  test.each([
    [`loader=/usr/share/OVMF/OVMF_CODE_4M.fd,${flash},nvram.template=/usr/share/OVMF/OVMF_VARS_4M.fd`, {}],
    [`loader=/usr/share/edk2/x64/OVMF_CODE.4m.fd,${flash}`, {}],
    [`loader=/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd,${flash},loader.secure=yes`, { secure_boot: true }],
    ['uefi,nvram=/var/db/system/vm/nvram/1_VARS.fd', {}],
    ['uefi,nvram=/var/lib/libvirt/qemu/nvram/a.fd', { nvram: '/var/lib/libvirt/qemu/nvram/a.fd' }],
  ])('%s is Alpine’s own', (options, more) => {
    expect(guestOf(`--tpm none --features smm=on --boot ${options}`).boot).toEqual({ firmware: 'uefi', ...more });
    if (!options.includes('qemu/nvram')) expect(leftOf(`--boot ${options}`)).not.toEqual([]);
  });

  test('a file that the user puts there stays', () => {
    const { boot } = guestOf(`--tpm none --boot loader=/srv/fw/CODE.fd,${flash},nvram.template=/srv/fw/VARS.fd`);
    expect(boot).toEqual({ firmware: 'uefi', loader: '/srv/fw/CODE.fd', nvram: { template: '/srv/fw/VARS.fd' } });
  });

  test('a BIOS of another distribution is QEMU’s own', () => {
    expect(guestOf('--boot loader=/usr/share/seabios/bios.bin')).not.toHaveProperty('boot');
  });
});
