import { expect, test } from 'vitest';
import { findingsFor, reported } from '../support/reported.ts';

test.each([
  ['qemu-kvm', 'qemu-system-x86_64'],
  ['build-essential', 'build-base'],
  ['docker.io', 'docker'],
  ['vim-enhanced', 'vim'],
  ['libvirt-daemon-system~10', 'libvirt-daemon'],
  ['NetworkManager', 'networkmanager'],
])('a package of another distribution: %s is %s', async (name, here) => {
  const found = await findingsFor(`packages: [vim, ${name}]`);
  expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(['package-of-another-distribution /packages/1']);
  expect(found[0]!.remedy).toContain(here);
});

test.each(['openssh-server', 'bridge-utils', 'man-db', 'constructor', 'a-package-of-tomorrow'])(
  'a name that Alpine has or may have: %s',
  async (name) => {
    expect(await reported(`packages: [${name}]`)).toEqual([]);
  },
);

test('a repository of the user may have any name', async () => {
  const alpine = 'alpine: { release: "3.23", repositories: [main, community, "https://example.org/own"] }\n';
  expect(await reported(`${alpine}packages: [qemu-kvm]`)).toEqual([]);
});
