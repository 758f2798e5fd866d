import { describe, expect, test } from 'vitest';
import { read } from './support.ts';

const uhci = '00:1a.0 USB controller [0c03]: Intel Corporation UHCI #4 [8086:3a67]\n\tKernel driver in use: uhci_hcd\n';
const ehci = '00:1a.7 USB controller [0c03]: Intel Corporation EHCI #2 [8086:3a6c]\n\tKernel driver in use: ehci-pci\n';
const xhci = '00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a12f]\n\tKernel driver in use: xhci_hcd\n';

const devices = (text: string) =>
  read(text).facts?.usb?.map(({ id, bus, port, controller, product }) => [
    id,
    bus,
    port,
    controller?.slice(5) ?? null,
    product,
  ]);

describe('the loop over USB buses', () => {
  const loop = `
Bus 3 --> 0000:00:1a.0 (IOMMU group 4)
Bus 003 Device 001: ID 1d6b:0001 Linux Foundation 1.1 root hub
Bus 003 Device 002: ID 10c4:ea60 Silicon Labs CP210x UART Bridge

Bus 4 --> 0000:00:1a.1 (IOMMU group 4)
Bus 004 Device 002: ID 08bb:2902 Texas Instruments PCM2902 Audio Codec
`;

  test('shows controller and group of each bus', () => {
    const { facts } = read(loop);
    expect(facts?.pci).toMatchObject([
      { address: '0000:00:1a.0', class: '0c0300', iommu_group: 4 },
      { address: '0000:00:1a.1', class: '0c0300', iommu_group: 4 },
    ]);
    expect(devices(loop)).toEqual([
      ['1d6b:0001', 3, null, '00:1a.0', 'Linux Foundation 1.1 root hub'],
      ['10c4:ea60', 3, null, '00:1a.0', 'Silicon Labs CP210x UART Bridge'],
      ['08bb:2902', 4, null, '00:1a.1', 'Texas Instruments PCM2902 Audio Codec'],
    ]);
  });

  test('has no ids of the controllers, which is said; with lspci -nn they are there', () => {
    const without = read(loop).problems;
    expect(without).toEqual(['[listing-without-ids] 2:1 2 devices have no vendor:device id: 00:1a.0 and 00:1a.1']);
    const both = read(`${loop}\n${uhci}00:1a.1 USB controller [0c03]: Intel Corporation UHCI #5 [8086:3a68]\n`);
    expect(both.problems).toEqual([]);
    expect(both.facts?.pci?.map(({ id }) => id)).toEqual(['8086:3a67', '8086:3a68']);
  });

  test('of a machine without IOMMU it prints the name of a link', () => {
    const { facts } = read(`${xhci}Bus 1 --> 0000:00:14.0 (IOMMU group iommu_group)\n`);
    expect(facts?.iommu.enabled).toBe(false);
    expect(facts?.pci).toMatchObject([{ iommu_group: null }]);
  });
});

describe('lsusb', () => {
  const list = 'Bus 001 Device 001: ID 1d6b:0002 Linux Foundation 2.0 root hub\nBus 001 Device 002: ID 10c4:ea60\n';

  test('with one controller in the machine, everything hangs on that', () => {
    expect(devices(xhci + list)?.[1]).toEqual(['10c4:ea60', 1, null, '00:14.0', null]);
  });

  test('one that is kept for guests has no bus, so that another is the only one', () => {
    const kept = '06:00.0 USB controller [0c03]: VIA xHCI [1106:3483]\n\tKernel driver in use: vfio-pci\n';
    expect(devices(xhci + kept + list)?.[1]?.[3]).toBe('00:14.0');
  });

  test('with several none is guessed, and that is reported', () => {
    const { facts, problems } = read(`${uhci}${ehci}${list}`);
    expect(facts?.usb?.map(({ controller }) => controller)).toEqual([null, null]);
    expect(problems).toEqual([
      '[listing-usb-without-controller] 5:1 the listing does not show which controller the USB device of bus 1 is attached to',
    ]);
  });

  test("the driver of lsusb -t's bus finds the only controller that has it, under whichever of its names", () => {
    const tree = '/:  Bus 01.Port 1: Dev 1, Class=root_hub, Driver=ehci_hcd/6p, 480M\n';
    expect(devices(`${uhci}${ehci}${list}${tree}`)?.[1]?.[3]).toBe('00:1a.7');
  });

  test("the kernel's log shows which bus belongs to which controller", () => {
    const log = '[    2.1] ehci-pci 0000:00:1a.7: new USB bus registered, assigned bus number 1\n';
    expect(devices(`${list}${uhci}${ehci}${log}`)?.[1]?.[3]).toBe('00:1a.7');
    const link = 'lrwxrwxrwx 1 root root 0 usb1 -> ../../../devices/pci0000:00/0000:00:1a.0/usb1\n';
    expect(devices(`${list}${uhci}${ehci}${link}`)?.[1]?.[3]).toBe('00:1a.0');
  });

  test('alone it is a list of devices that hang nowhere yet', () => {
    const { facts, problems } = read(list);
    expect(facts?.pci).toBeNull();
    expect(facts?.usb).toHaveLength(2);
    expect(problems).toHaveLength(1);
  });

  test('the log has ports, ids and names', () => {
    const log = `
[    2.1] usb 3-2: new full-speed USB device number 2 using uhci_hcd
[    2.2] usb 3-2: New USB device found, idVendor=10c4, idProduct=ea60, bcdDevice= 1.00
[    2.3] usb 3-2: Product: Sonoff Zigbee 3.0 USB Dongle Plus
Bus 003 Device 002: ID 10c4:ea60 Silicon Labs CP210x UART Bridge
`;
    expect(devices(`${uhci}${log}`)).toEqual([['10c4:ea60', 3, '3-2', '00:1a.0', 'Sonoff Zigbee 3.0 USB Dongle Plus']]);
  });
});

describe('lsusb -t', () => {
  const list = `
Bus 001 Device 001: ID 1d6b:0002 Linux Foundation 2.0 root hub
Bus 001 Device 002: ID 0bda:5409 Realtek USB2.1 Hub
Bus 001 Device 004: ID c0f4:08f5 Usb KeyBoard
Bus 001 Device 008: ID 05ac:024f Apple Keyboard
`;
  const newer = `
/:  Bus 001.Port 001: Dev 001, Class=root_hub, Driver=xhci_hcd/16p, 480M
    |__ Port 004: Dev 008, If 0, Class=Human Interface Device, Driver=usbhid, 12M
    |__ Port 004: Dev 008, If 1, Class=Human Interface Device, Driver=usbhid, 12M
    |__ Port 008: Dev 002, If 0, Class=Hub, Driver=hub/5p, 480M
        |__ Port 001: Dev 004, If 0, Class=Human Interface Device, Driver=usbhid, 1.5M
`;
  const older = newer.replace(/(Port|Dev|Bus) 0+(?=\d)/g, '$1 ').replace('Bus 1.', 'Bus 01.');

  test.each([
    ['newer', newer],
    ['older', older],
  ])('of %s usbutils tells ports, kinds and drivers', (_, tree) => {
    for (const text of [xhci + list + tree, tree + list + xhci]) {
      const { facts, problems } = read(text);
      expect(problems).toEqual([]);
      const told = facts?.usb?.map(({ id, port, class: kind, driver }) => [id, port, kind, driver]);
      expect(told).toHaveLength(4);
      expect(told).toContainEqual(['05ac:024f', '1-4', '03', 'usbhid']);
      expect(told).toContainEqual(['0bda:5409', '1-8', '09', 'hub']);
      expect(told).toContainEqual(['c0f4:08f5', '1-8.1', '03', 'usbhid']);
    }
  });

  test('alone it has no ids, which is said', () => {
    const { facts, problems } = read(xhci + newer);
    expect(facts?.usb).toMatchObject([
      { id: '1d6b:0002', controller: '0000:00:14.0' },
      { id: null, port: '1-4' },
      { id: null, port: '1-8' },
      { id: null, port: '1-8.1' },
    ]);
    expect(problems).toEqual([
      '[listing-without-ids] 5:5 3 devices have no vendor:device id: USB 1-4, USB 1-8 and USB 1-8.1',
    ]);
  });

  test('-tv has them below each line', () => {
    const { facts, problems } = read(`${xhci}
/:  Bus 02.Port 1: Dev 1, Class=root_hub, Driver=xhci_hcd/10p, 5000M
    ID 1d6b:0003 Linux Foundation 3.0 root hub
    |__ Port 6: Dev 3, If 0, Class=Video, Driver=uvcvideo, 5000M
        ID 328f:009b EMEET SmartCam
`);
    expect(problems).toEqual([]);
    expect(facts?.usb).toMatchObject([
      { id: '1d6b:0003' },
      { id: '328f:009b', port: '2-6', product: 'EMEET SmartCam' },
    ]);
  });
});

test('the serial number of a root hub in lsusb -v is its controller', () => {
  const { facts, problems } = read(`
00:14.0 USB controller [0c03]: Intel Corporation xHCI [8086:a36d] (rev 10)
03:00.4 USB controller [0c03]: Intel Corporation xHCI [8086:15ec] (rev 10)
Bus 004 Device 002: ID 10c4:ea60 Silicon Labs CP210x UART Bridge
  iSerial                 3 0001
Bus 004 Device 001: ID 1d6b:0003 Linux Foundation 3.0 root hub
Device Descriptor:
  iProduct                2 xHCI Host Controller
  iSerial                 1 0000:03:00.4
`);
  expect(problems).toEqual([]);
  expect(facts?.usb?.map(({ id, controller }) => [id, controller])).toEqual([
    ['10c4:ea60', '0000:03:00.4'],
    ['1d6b:0003', '0000:03:00.4'],
  ]);
});
