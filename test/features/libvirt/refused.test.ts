import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';

/** The code and place of everything that a host with this network is accused of. */
async function findings(network: string): Promise<string[]> {
  const profile = `${leastProfile}libvirt: { networks: { lan: ${network} } }\n`;
  const { stdout } = await run(['check', '--format', 'json', 'profile.yaml'], {
    cwd: folderWith({ 'profile.yaml': profile }),
  });
  return JSON.parse(stdout).map(({ code, path }: { code: string; path: string }) => `${code} ${path}`);
}

test.each(['nat', 'route', 'open'])('forward: %s needs an address', async (forward) => {
  expect(await findings(`{ forward: ${forward} }`)).toEqual(['network-without-address /libvirt/networks/lan']);
  expect(await findings(`{ forward: ${forward}, address: 10.0.0.1/24 }`)).toEqual([]);
});

test('a network that forwards nothing needs no address', async () => {
  expect(await findings('{ forward: none }')).toEqual([]);
});

test.each(['10.0.0.0/24', '10.0.0.255/24', '10.0.0.3/30'])('the host cannot have %s', async (address) => {
  expect(await findings(`{ address: ${address} }`)).toEqual(['network-address-reserved /libvirt/networks/lan/address']);
});

test.each(['10.0.0.1/24', '10.0.0.254/24', '10.0.0.0/31', '10.0.0.0/32'])('the host can have %s', async (address) => {
  expect(await findings(`{ address: ${address} }`)).toEqual([]);
});
