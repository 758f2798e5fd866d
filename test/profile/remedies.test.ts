import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';

async function remedyFor(keys: string): Promise<string> {
  const cwd = folderWith({ 'profile.yaml': leastProfile + keys });
  const { stdout } = await run(['check', '--format', 'json', 'profile.yaml'], { cwd });
  return JSON.parse(stdout)[0].remedy;
}

test.each([
  ['packages: vim htop\n', 'Write a list: packages: [vim, htop].'],
  ['packages: vim, htop\n', 'Write a list: packages: [vim, htop].'],
  ['vms: { a: { memory: 1GiB, disks: [/srv/a.qcow2] } }\n', 'Write a map: { path: /srv/a.qcow2 }.'],
  ['vms: { a: { memory: 1GiB, networks: br0 } }\n', 'Write a list: networks: [{ bridge: br0 }].'],
  [
    'network: { interfaces: { eth0: { ipv4: 192.168.1.2/24 } } }\n',
    'Write a map: ipv4: { address: "192.168.1.2/24" }.',
  ],
  [
    'vms: { a: { memory: 1GiB, networks: "bridge=br0,model=virtio" } }\n',
    'Write a list: networks: [{ bridge: br0, model: virtio }].',
  ],
  ['vms: { a: { memory: 1GiB, hostdevs: "01:00.1,rombar=0" } }\n', 'Write a list: hostdevs: ["0000:01:00.1"].'],
  ['vms: { a: { memory: 1GiB, hostdevs: "mapping=gpu,pcie=1" } }\n', 'Write a list: hostdevs: [pci_0000_00_1a_0].'],
  ['system: timezone UTC\n', 'Put a colon directly after "timezone": "timezone: …".'],
  ['system: { timezone:UTC }\n', 'Put a space after the colon: "timezone: …".'],
  ['vms: { a: { memory:1GiB } }\n', 'Put a space after the colon: "memory: …".'],
  ['packages: vim=9.1, htop\n', 'Write a list: packages: ["vim=9.1", htop].'],
  [
    'packages: [vim]#mine\n',
    'Put a space before the # of a comment; if it belongs to the value, put the value in quotes.',
  ],
  [
    'vms: { a: { memory: 1GiB vcpus: 2 } }\n',
    'If the colon belongs to the value, put the value in quotes. Write a map on lines of its own or in { }, with a comma between its keys.',
  ],
])('what to write instead of %s', async (keys, remedy) => {
  expect(await remedyFor(keys)).toBe(remedy);
});

test('a version of a release leads to the release', async () => {
  const cwd = folderWith({ 'profile.yaml': leastProfile.replace('"3.23"', '"3.23.2"') });
  const { stdout } = await run(['check', '--format', 'json', 'profile.yaml'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject([{ code: 'invalid-value', remedy: 'Did you mean "3.23"?' }]);
});
