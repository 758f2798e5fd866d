import { beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../support/tools.ts';
import { type Boot, boot, type Facts } from './boot.ts';
import { kernelImage } from './kernel.ts';

const tools = ['busybox', 'cpio', 'kmod', 'mountpoint', 'qemu-system-x86_64', kernelImage];

/** Debian's kernel switches an Intel IOMMU on by itself, Alpine's does not; the last of several words counts. */
const likeAlpine = ['intel_iommu=off'];

/** One boot, and what the tests below it may ask. */
function booted(machine: Boot): Facts {
  let facts: Facts | undefined;
  beforeAll(async () => {
    facts = await boot(machine);
  }, 200_000);
  return (keyword) => facts!(keyword);
}

function isUnpackedAsBuilt(facts: Facts): void {
  test('busybox tar unpacks it, under names that apk can follow', () => {
    expect(facts('unpacked')).toEqual(['0']);
    // apk stops at a name without a slash and does not know names with ./ (mkinitfs, --overlay-from-stdin).
    expect(facts('name').length).toBeGreaterThan(20);
    expect(facts('name').filter((name) => !/^[a-z]+\//.test(name))).toEqual([]);
  });

  test('every mode, owner, link and content is what was built', () => {
    const lines = facts('file');
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual(['0 failed']);
    expect(lines.length).toBeGreaterThan(facts('name').length);
  });
}

describeWith(tools, 'overlays on a real kernel', () => {
  describe('minimal', () => {
    const facts = booted({
      name: 'minimal',
      profile: 'profiles/minimal.yaml',
      steps: ['files', 'modules', 'kernel'],
      options: likeAlpine,
    });
    isUnpackedAsBuilt(facts);

    test('without passthrough no IOMMU is asked for', () => {
      expect(facts('iommu-group')).toEqual([]);
    });
  });

  describe('unattended', () => {
    const facts = booted({
      name: 'unattended',
      profile: 'profiles/unattended.yaml',
      steps: ['files', 'modules'],
    });
    isUnpackedAsBuilt(facts);

    test('/etc/modules is loaded, and the kernel has all of it', () => {
      expect(facts('refused')).toEqual([]);
      expect(facts('loaded')).toContain('tun');
    });
  });

  describe('home-assistant', () => {
    const facts = booted({
      name: 'home-assistant',
      profile: 'profiles/home-assistant.yaml',
      steps: ['files', 'initramfs', 'target', 'modprobe.d', 'modules', 'kernel'],
      options: likeAlpine,
    });
    const ids = 'ids=8086:3a67,8086:3a68,8086:3a69,8086:3a6c';
    isUnpackedAsBuilt(facts);

    test('kmod reads modprobe.d as it was meant', () => {
      const config = facts('config');
      expect(config).toContain(`options vfio_pci ${ids}`);
      expect(config).toContain('options vfio_iommu_type1 allow_unsafe_interrupts=1');
      expect(config).toContain('softdep igb pre: vfio-pci');
    });

    test('the ids reach vfio-pci', () => {
      expect(facts('vfio-pci').at(-1)).toBe(`vfio-pci ${ids}`);
    });

    test('when igb is requested, kmod first runs the install command of vfio-pci', () => {
      const plan = facts('igb').filter((step) => /bind\.sh|^igb\b/.test(step));
      expect(plan).toEqual([expect.stringMatching(/^install .*bind\.sh modprobe/), 'igb']);
    });

    test('/etc/modules is loaded in its order, with the options of modprobe.d', () => {
      expect(facts('refused')).toEqual([]);
      const named = ['tun', 'vfio', 'vfio_iommu_type1', 'vfio_pci', 'vhost_net'];
      expect(facts('loaded').filter((module) => named.includes(module))).toEqual(named);
      expect(facts('parameter')).toContain('allow_unsafe_interrupts Y');
    });

    test('its options reach the kernel and switch the IOMMU on', () => {
      expect(facts('cmdline')[0]).toMatch(/ quiet intel_iommu=on iommu=pt$/);
      expect(facts('iommu-group')).not.toEqual([]);
    });
  });

  describe('the same with devices that are there', () => {
    const facts = booted({
      name: 'emulated',
      profile: 'test/boot/profiles/emulated.yaml',
      steps: ['initramfs', 'target', 'native-driver', 'drivers'],
      options: likeAlpine,
      devices: [
        'ich9-usb-ehci2,id=usb,addr=1a.7,multifunction=on',
        ...[0, 1, 2].map((port) => `ich9-usb-uhci${port + 4},masterbus=usb.0,firstport=${2 * port},${uhciPlace(port)}`),
        'e1000e,addr=3',
        'e1000,addr=4',
        'ich9-intel-hda,addr=1b.0',
      ],
    });
    const driverOf = (id: string) => facts('driver').flatMap((line) => line.split(` ${id} `)[1] ?? []);

    test('a driver that has to wait brings vfio-pci in before itself', () => {
      const order = facts('early').filter((module) => ['vfio_pci', 'e1000e'].includes(module));
      expect(order).toEqual(['vfio_pci', 'e1000e']);
    });

    test.each(['8086:10d3', '8086:2937', '8086:2938', '8086:2939', '8086:293c'])('%s is bound by its id', (id) => {
      expect(driverOf(id)).toEqual(['vfio-pci']);
    });

    test('devices of the same kinds that are not passed through keep their drivers', () => {
      expect(driverOf('8086:100e')).toEqual(['e1000']);
      expect(driverOf('8086:293e')).toEqual(['snd_hda_intel']);
    });
  });

  describe('memory, processors and cards', () => {
    const facts = booted({
      name: 'tuned',
      profile: 'test/boot/profiles/tuned.yaml',
      steps: ['kernel', 'hugepages', 'cards'],
      devices: [1, 2, 3].map((card) => `e1000,addr=${card + 3},mac=52:54:00:00:00:0${card}`),
    });

    test('huge pages are reserved and mounted, also when it is done twice', () => {
      expect(facts('hugepages')).toContain('2048kB 8');
      expect(facts('hugepages-service')).toEqual(['0']);
      expect(facts('mount')).toEqual([expect.stringMatching(/^hugetlbfs \/dev\/hugepages hugetlbfs .*pagesize=2M/)]);
    });

    test('the processor is isolated', () => {
      expect(facts('isolated')).toEqual(['1']);
    });

    test('three cards that hold one another’s names get their own', () => {
      expect(facts('met')).toEqual(['eth0 52:54:00:00:00:01', 'eth1 52:54:00:00:00:02', 'eth2 52:54:00:00:00:03']);
      expect(facts('cards')).toEqual(['0']);
      expect(facts('card')).toEqual(['eth0 52:54:00:00:00:03', 'eth1 52:54:00:00:00:01', 'eth2 52:54:00:00:00:02']);
    });
  });
});

function uhciPlace(port: number): string {
  return `addr=1a.${port},multifunction=on`;
}
