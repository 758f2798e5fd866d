import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const host = `${leastProfile}libvirt: { networks: { lab: { address: 10.9.0.1/24 } } }
passthrough:
  devices: ["0000:03:00.0", { id: "8086:3a67" }]
  virtual_functions: { "0000:04:00.0": { count: 3 } }
vms:
  web: { memory: 2GiB, vcpus: 3, autostart: true, hostdevs: ["0000:03:00.0"] }
`;

const expected = `Host least: what its overlay was made for, in short. mkapkovl wrote this file.

Alpine         3.23
Installation   to the disk with serial number SERIAL1, which is only written to if it is blank

Network of the host
  eth0, IPv4 dhcp, IPv6 auto

Devices for guests
  0000:03:00.0 for web
  id 8086:3a67
  3 virtual functions of 0000:04:00.0

Networks of libvirt
  lab, nat, 10.9.0.1/24

Guests
  web, 3 CPUs, 2GiB of memory, starts with the host

On the machine
  mkapkovl-host status   what has been done, and what failed
  mkapkovl-host verify   whether the machine is as described here
`;

async function summaryOf(profile: string): Promise<string> {
  const cwd = folderWith({ 'profile.yaml': profile });
  const built = await run(['build', 'profile.yaml', '--out', 'out'], { cwd });
  expect(built.status, built.stderr).toBe(0);
  return (await run(['inspect', 'out/least.apkovl.tar.gz'], { cwd })).stdout;
}

describe('an overlay says of itself, before its files are listed,', () => {
  test('what it was made for', async () => {
    expect(await summaryOf(host)).toContain(expected);
  });

  test('which disk may be erased', async () => {
    const disk = 'install: { disk: { serial: S3Z9NB0K, wipe: S3Z9NB0K, generation: 2 } }';
    const text = await summaryOf(leastProfile.replace(/^install:.*(\n .*)*$/m, disk));
    expect(text).toContain('to the disk with serial number S3Z9NB0K, which may be erased (generation 2)');
  });

  test('the same each time, with no clock', async () => {
    expect(await summaryOf(host)).toBe(await summaryOf(host));
  });
});
