import { expect, test } from 'vitest';
import { examine } from '#src/pipeline/examine.ts';
import { folderWith, leastProfile, run } from '../../support/run.ts';

const card = 'networks: [{ bridge: ovsbr0, virtualport: openvswitch, vlan: 42 }]';

test('a card on a bridge of Open vSwitch brings the package and its services', async () => {
  const cwd = folderWith({ 'profile.yaml': `${leastProfile}vms: { one: { memory: 1GiB, ${card} } }\n` });
  const { tree, findings } = await examine('profile.yaml', { cwd }, new Map());
  expect(findings).toMatchObject([{ code: 'bridge-not-made', severity: 'warning' }]);
  const names = [...tree!.keys()];
  for (const service of ['ovs-modules', 'ovsdb-server', 'ovs-vswitchd'])
    expect(names).toContain(`etc/runlevels/default/${service}`);
  const packages = [...tree!.values()].filter(({ path }) => /world|packages/.test(path));
  expect(JSON.stringify(packages)).toContain('openvswitch');
});

test('an imported command does not make that bridge one of Linux', async () => {
  const command =
    'virt-install -n r --memory 1024 --osinfo debian11 --disk size=8 --import --network bridge=ovsbr0,virtualport_type=openvswitch';
  const cwd = folderWith({ 'guest.cmd': command });
  const { stdout } = await run(['import', 'guest.cmd', '--as-profile'], { cwd });
  expect(stdout).toContain('{ bridge: ovsbr0, virtualport: openvswitch }');
  expect(stdout).not.toContain('ovsbr0: { bridge');
  const profile = folderWith({ 'profile.yaml': stdout });
  const { status, stdout: findings } = await run(['--format', 'json', 'check', 'profile.yaml'], { cwd: profile });
  expect({ status, codes: JSON.parse(findings).map(({ code }: { code: string }) => code) }).toMatchObject({
    status: 0,
    codes: expect.arrayContaining(['bridge-not-made']),
  });
});
