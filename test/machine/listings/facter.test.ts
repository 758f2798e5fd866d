import { describe, expect, test } from 'vitest';
import { read } from './support.ts';

const hex = (value: string, name?: string) => ({ hex: value, ...(name ? { name } : {}) });

const pci = (address: string, above: string, alias: string, ids: string, more: object = {}) => ({
  vendor: hex(ids.slice(0, 4), 'Intel Corporation'),
  device: hex(ids.slice(5)),
  model: 'Intel Controller',
  sysfs_id: `/devices/pci0000:00/${above}${address}`,
  sysfs_bus_id: address,
  module_alias: `pci:v00008086d0000125Csv00008086sd00000000${alias}`,
  ...more,
});

const port = (name: string, number: number, ids: string, kind: string, model: string) => ({
  vendor: hex(ids.slice(0, 4)),
  device: hex(ids.slice(5)),
  model,
  sysfs_id: `/devices/pci0000:00/0000:00:14.0/usb3/${name}/${name}:1.${number}`,
  sysfs_bus_id: `${name}:1.${number}`,
  detail: { device_class: hex('0000'), interface_class: hex(kind) },
  driver: 'btusb',
});

const report = (groups: boolean) => ({
  version: 1,
  hardware: {
    cpu: [{ vendor_name: 'GenuineIntel' }],
    bluetooth: [
      port('3-8', 0, '0bda:b85b', '00e0', 'Bluetooth Radio'),
      port('3-8', 1, '0bda:b85b', '00e0', 'Bluetooth Radio'),
    ],
    hub: [
      {
        ...port('3-0', 0, '1d6b:0002', '0009', 'xHCI Host Controller'),
        sysfs_id: '/devices/pci0000:00/0000:00:14.0/usb3/3-0:1.0',
      },
    ],
    usb_controller: [
      pci('0000:00:14.0', '', 'bc0Csc03i30', '8086:54ed', {
        driver: 'xhci_hcd',
        driver_modules: ['xhci_pci'],
        ...(groups ? { sysfs_iommu_group_id: 4 } : {}),
      }),
    ],
    network_controller: [
      pci('0000:02:00.0', '0000:00:1c.6/', 'bc02sc00i00', '8086:125c', {
        driver: 'igc',
        device: hex('125c', 'I226-V'),
      }),
    ],
    pci: [pci('0000:02:00.0', '0000:00:1c.6/', 'bc02sc00i00', '8086:125c', { driver: 'igc' })],
    disk: [
      {
        model: 'SK hynix 1TB',
        sysfs_id: '/class/block/nvme0n1',
        sysfs_device_link: '/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/nvme/nvme0',
        unix_device_names: ['/dev/disk/by-path/pci-0000:01:00.0-nvme-1', '/dev/nvme0n1'],
      },
    ],
    network_interface: [
      {
        unix_device_names: ['enp2s0'],
        driver: 'igc',
        sysfs_device_link: '/devices/pci0000:00/0000:00:1c.6/0000:02:00.0',
      },
      { unix_device_names: ['lo'], sysfs_id: '/class/net/lo' },
    ],
    keyboard: [{ model: 'Model M', sysfs_id: '/devices/pci0000:00/0000:00:14.0/usb3/3-2/3-2:1.0' }],
  },
});

describe('a report of nixos-facter', () => {
  const { facts, problems } = read(JSON.stringify(report(false)));

  test('is read without a word', () => {
    expect(problems).toEqual([]);
    expect(facts?.source).toBe('nixos-facter');
    expect(facts?.cpu.vendor).toBe('intel');
  });

  test('lists each function once, with all six digits of the class, driver and the bridges above', () => {
    expect(facts?.pci).toMatchObject([
      {
        address: '0000:00:14.0',
        id: '8086:54ed',
        class: '0c0330',
        driver: 'xhci_hcd',
        modules: ['xhci_pci'],
        bridges: [],
        name: null,
      },
      {
        address: '0000:02:00.0',
        id: '8086:125c',
        class: '020000',
        driver: 'igc',
        bridges: ['0000:00:1c.6'],
        name: 'Intel Corporation I226-V',
      },
    ]);
  });

  test('lists each USB device once, with controller and port; root hubs have no port', () => {
    expect(facts?.usb).toMatchObject([
      { id: '0bda:b85b', controller: '0000:00:14.0', bus: 3, port: '3-8', class: 'e0', driver: 'btusb' },
      { id: '1d6b:0002', controller: '0000:00:14.0', bus: 3, port: null, class: '09' },
    ]);
  });

  test('shows which devices are connected to which function', () => {
    expect(facts?.disks).toMatchObject([
      { name: 'nvme0n1', transport: 'nvme', controllers: ['0000:01:00.0'], mounts: null },
    ]);
    expect(facts?.nics).toMatchObject([{ name: 'enp2s0', controller: '0000:02:00.0', default_route: null }]);
    expect(facts?.keyboards).toEqual([{ name: 'Model M', controllers: ['0000:00:14.0'] }]);
  });

  test('in which no function has a group is of a machine without, except where Linux needs an option for them', () => {
    const cpu = (vendor_name: string) => {
      const given = report(false);
      return read(JSON.stringify({ ...given, hardware: { ...given.hardware, cpu: [{ vendor_name }] } })).facts;
    };
    expect(cpu('AuthenticAMD')?.iommu.enabled).toBe(false);
    expect(cpu('GenuineIntel')?.iommu.enabled).toBeNull();
    expect(facts?.iommu.enabled).toBeNull();
    const grouped = read(JSON.stringify(report(true))).facts;
    expect(grouped?.iommu.enabled).toBe(true);
    expect(grouped?.pci?.map(({ iommu_group }) => iommu_group)).toEqual([4, null]);
  });
});
