import { expect, test } from 'vitest';
import { domainsOf } from '../support/domains.ts';

test.each([
  ['cputune', "<vcpusched vcpus='0' scheduler='batch'/>"],
  ['memoryBacking', '<nosharepages/>'],
])('XML given for %s is in the domain, also where no key sets anything in it', async (place, xml) => {
  const { guest } = await domainsOf(`guest: { memory: 1GiB, xml: { ${place}: "${xml}" } }`);
  expect(guest).toMatch(new RegExp(`<${place}>\\s*${xml}\\s*</${place}>`));
});
