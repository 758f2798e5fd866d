import { describe, expect, test } from 'vitest';
import { freeSlots } from '#src/trial/hardware/slots.ts';
import { standInsFor } from '#src/trial/hardware/stand-ins.ts';
import { guessedClass, type Wanted, wantedDevices } from '#src/trial/hardware/wanted.ts';
import { devicesOfQemu, hostOf } from '../hosts.ts';

const wanted = (address: string | null, kind: string, id: string | null = null, byId = false): Wanted => ({
  path: ['passthrough', 'devices', 0],
  address,
  id,
  class: kind,
  known: 'facts',
  byId,
});

const standIns = (devices: Wanted[], available: ReadonlySet<string> = devicesOfQemu) =>
  standInsFor(devices, available, freeSlots());

const placed = (devices: Wanted[]) => standIns(devices).all.map(({ address }) => address);

describe('a place', () => {
  test('on the first bus is kept, whatever the function', () => {
    expect(placed([wanted('0000:00:1a.0', '0c0300'), wanted('0000:00:1a.7', '0c0320')])).toEqual([
      '0000:00:1a.0',
      '0000:00:1a.7',
    ]);
  });

  test('that the chipset has is given up for a free one, and functions of one card stay together', () => {
    const [sound, other, next] = placed([
      wanted('0000:00:1f.3', '040300'),
      wanted('0000:00:1f.6', '020000'),
      wanted('0000:00:00.0', '118000'),
    ]);
    expect(sound).toBe('0000:00:01.0');
    expect(other).toBe('0000:00:01.1');
    expect(next).toBe('0000:00:02.0');
  });

  test('on another bus is kept behind a root port of that number; what is between gets ports, too', () => {
    const { all, words } = standIns([wanted('0000:03:00.0', '030000'), wanted('0000:03:00.1', '040300')]);
    expect(all.map(({ address }) => address)).toEqual(['0000:03:00.0', '0000:03:00.1']);
    expect(words.filter((word) => word.startsWith('pcie-root-port'))).toHaveLength(3);
    expect(words).toContain('secondary-vga,id=standin0,bus=port3,addr=00.0,multifunction=on');
  });

  test('that no root port can have is given up: another slot than the first, another domain, a bus too far', () => {
    expect(
      placed([
        wanted('0000:05:02.0', '020000'),
        wanted('0001:00:01.0', '010802'),
        wanted('0000:ff:00.0', '0c0330'),
        wanted('10000:e1:00.0', '010802'),
      ]),
    ).toEqual(['0000:00:01.0', '0000:00:02.0', '0000:00:03.0', '0000:00:04.0']);
  });

  test('of other functions than the first has something in the first, or the kernel would not look', () => {
    const { fillers, words } = standIns([wanted('0000:00:1d.7', '0c0320')]);
    expect(fillers).toEqual([{ address: '0000:00:1d.0', id: '1234:11e8', class: '00ff00' }]);
    expect(words).toContain('edu,id=filler0,bus=pcie.0,addr=1d.0,multifunction=on');
  });

  test('that was not requested is next to the last one, up to eight functions', () => {
    const nine = [...Array(9).keys()].map((each) => wanted(null, '0c0300', `aaaa:000${each}`, true));
    expect(new Set(placed(nine)).size).toBe(9);
  });
});

describe('the stand-in for a device', () => {
  test.each([
    ['0c0300', 'ich9-usb-uhci1'],
    ['0c0320', 'ich9-usb-ehci1'],
    ['0c0330', 'qemu-xhci'],
    ['010802', 'nvme'],
    ['010601', 'ich9-ahci'],
    ['020000', 'e1000e'],
    ['028000', 'e1000e'],
    ['040300', 'ich9-intel-hda'],
    ['030000', 'secondary-vga'],
  ])('of class %s is %s', (kind, model) => {
    expect(standIns([wanted('0000:00:05.0', kind)]).all[0]).toMatchObject({ model, alike: true });
  });

  test('is of no particular kind where QEMU has none like it', () => {
    expect(standIns([wanted('0000:00:05.0', '108000')]).all[0]).toMatchObject({ model: 'pci-testdev', alike: false });
  });

  test('is what this QEMU has: a build without one takes the next', () => {
    const few = new Set([...devicesOfQemu].filter((name) => !name.startsWith('qemu-xhci')));
    expect(standIns([wanted('0000:00:14.0', '0c0330')], few).all[0]?.model).toBe('nec-usb-xhci');
  });

  test('has an id that nothing else has, if the profile goes by the id', () => {
    const { all } = standIns([
      wanted('0000:00:14.0', '0c0330', '8086:a36d'),
      wanted('0000:00:15.0', '0c0330', '1b21:1242', true),
      wanted('0000:00:16.0', '0c0330', '1b73:1100', true),
      wanted('0000:00:17.0', '010601', '8086:a352', true),
    ]);
    const [byAddress, ...byId] = all.map(({ id }) => id);
    expect(new Set(byId).size).toBe(3);
    expect(byId).not.toContain(byAddress);
    // That is the machine's own AHCI, which the medium hangs on.
    expect(byId).not.toContain('8086:2922');
  });

  test('has the same id for each device of an id', () => {
    const { all } = standIns([
      wanted('0000:02:00.0', '020000', '8086:1533', true),
      wanted('0000:03:00.0', '020000', '8086:1533', true),
    ]);
    expect(all[0]?.id).toBe(all[1]?.id);
  });

  test('is missing for a bridge, and when there are no more ids', () => {
    expect(standIns([wanted('0000:00:1c.0', '060400')]).missing[0]?.why).toContain('bridge');
    const many = [...Array(4).keys()].map((each) =>
      wanted(`0000:00:0${each + 2}.0`, '040300', `aaaa:000${each}`, true),
    );
    const few = standIns(many, new Set(['ich9-intel-hda', 'pci-testdev']));
    expect(few.all).toHaveLength(2);
    expect(few.missing.map(({ why }) => why)).toEqual(
      Array(2).fill('QEMU has no device left to substitute it with an id of its own'),
    );
  });
});

describe('the devices of a profile', () => {
  test('are those of the host and of its guests, each once', async () => {
    const host = await hostOf(
      'passthrough: { devices: ["0000:00:14.0"] }\nvms: { one: { memory: 1GiB, hostdevs: ["0000:00:14.0", "0000:02:00.0"] } }\n',
    );
    expect(wantedDevices(host).map(({ address, path }) => `${address} ${path.join('/')}`)).toEqual([
      '0000:00:14.0 passthrough/devices/0',
      '0000:02:00.0 vms/one/hostdevs/1',
    ]);
  });

  test('that go by id to the host and by address to a guest are the same ones, as in the example', async () => {
    const host = await hostOf(
      'passthrough: { devices: [{ id: "8086:3a67" }, { id: "8086:3a6c" }] }\nvms: { one: { memory: 1GiB, hostdevs: ["0000:00:1a.0"] } }\n',
    );
    expect(wantedDevices(host).map(({ address, id, class: kind }) => [address, id, kind])).toEqual([
      ['0000:00:1a.0', '8086:3a67', '0c0300'],
      [null, '8086:3a6c', '0c0320'],
    ]);
  });

  test('without facts are guessed by the place that Intel has for them', () => {
    const guess = (address: string, ...others: string[]) => guessedClass(address, null, [address, ...others]);
    expect(guess('0000:00:02.0')).toBe('030000');
    expect(guess('0000:00:1b.0')).toBe('040300');
    expect(guess('0000:00:1d.0')).toBe('0c0320');
    expect(guess('0000:00:1d.0', '0000:00:1d.7')).toBe('0c0300');
    expect(guess('0000:01:00.0', '0000:01:00.1')).toBe('030000');
    expect(guess('0000:01:00.1', '0000:01:00.0')).toBe('040300');
    expect(guess('0000:01:00.0')).toBe('0c0330');
  });
});
