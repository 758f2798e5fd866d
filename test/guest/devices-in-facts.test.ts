import { expect, test } from 'vitest';
import { told } from '../support/reported.ts';

const disks = [{ name: 'sda', serial: 'SERIAL1' }];
const usb = [{ id: '0951:1666', bus: 1, controller: null, port: '1-1' }];

async function guest(keys: string): Promise<string[]> {
  const profile = `facts: facts.json\nlibvirt: {}\nvms: { one: { memory: 1GiB, ${keys} } }\n`;
  const findings = await told(profile, { disks, usb });
  return findings.filter(({ path }) => path.startsWith('/vms')).map(({ code }) => code);
}

const hostdev = (more: string) => guest(`hostdevs: [{ usb: "10c4:ea60"${more} }]`);

test('a USB device that is not plugged in is an error, unless the guest starts without it', async () => {
  expect(await hostdev('')).toEqual(['device-not-in-facts']);
  expect(await hostdev(', replug: true')).toEqual(['device-not-in-facts']);
  expect(await hostdev(', startup_policy: mandatory')).toEqual(['device-not-in-facts']);
  expect(await hostdev(', startup_policy: requisite')).toEqual(['device-not-in-facts']);
  expect(await hostdev(', startup_policy: optional')).toEqual([]);
  expect(await hostdev(', replug: true, startup_policy: optional')).toEqual([]);
});

test('a disk by a name in by-id that the facts lack is reported, also in verbatim text', async () => {
  const lacking = '/dev/disk/by-id/ata-Data_SERIAL9';
  expect(await guest(`disks: [{ block: ${lacking} }]`)).toEqual(['disk-not-in-facts']);
  expect(await guest(`disks: [{ path: ${lacking} }]`)).toContain('disk-not-in-facts');
  expect(await guest('disks: [{ block: /dev/disk/by-id/dm-name-data }]')).toEqual([]);
});
