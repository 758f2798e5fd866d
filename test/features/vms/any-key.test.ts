import fc from 'fast-check';
import { expect, test } from 'vitest';
import { examine } from '../../../src/pipeline/examine.ts';
import { textOf } from '../../../src/pipeline/render.ts';
import { profileJsonSchema } from '../../../src/profile/json-schema.ts';
import type { PlainProfile } from '../../support/accepted-profiles.ts';
import { anyHost, besides, corrected, factsOf, kept, needsFacts, passed, wishes } from '../../support/any-guest.ts';
import { Drawn, keysIn, keysOf, type Schema } from '../../support/from-schema.ts';
import { type PrivateLibvirt, privateLibvirt, program } from '../../support/libvirt.ts';
import { describeWith } from '../../support/tools.ts';

const seed = 20240501;
/** How many guests for each key; one takes seconds, a hundred the time of a coffee. */
const rounds = Number(process.env.MKAPKOVL_ROUNDS ?? 1);
const tries = 8;
const schema = (profileJsonSchema() as Schema).properties!.vms!.additionalProperties as Schema;
const keys = keysOf(schema);

interface Accepted {
  /** The key that it was drawn for, and what it says. */
  key: string;
  guest: PlainProfile;
  xml: string;
}

interface Draws {
  accepted: Accepted[];
  /** Why others were not, and for which keys. */
  refused: string[];
}

/** For each key of the schema a guest that has it and that `check` accepts, of some tries. */
async function draw(libvirt: PrivateLibvirt): Promise<Draws> {
  for (const [name, text] of Object.entries(besides)) libvirt.write(name, text);
  const drawn = new Drawn(schema, wishes);
  const draws: Draws = { accepted: [], refused: [] };
  for (let round = 0; round < rounds; round++)
    for (const [index, key] of keys.entries()) {
      const values = fc.sample(drawn.with(key), { seed: seed + 1000 * round + index, numRuns: tries });
      for (const value of values) if (await accepts(libvirt, key, kept(value, key), draws)) break;
    }
  return draws;
}

/** Whether `check` accepts it, perhaps without what it objects to. */
async function accepts(libvirt: PrivateLibvirt, key: string, guest: PlainProfile, draws: Draws): Promise<boolean> {
  const facts = needsFacts(guest) ? factsOf : undefined;
  libvirt.write('profile.yaml', `${anyHost}${facts ? passed : ''}vms: ${JSON.stringify({ guest })}\n`);
  const { tree, findings } = await examine('profile.yaml', { cwd: libvirt.folder, facts }, new Map());
  const entry = tree?.get('etc/mkapkovl/libvirt/domains/guest.xml');
  if (entry?.type === 'file') {
    const said = keysIn(guest, schema).includes(key);
    if (said) draws.accepted.push({ key, guest, xml: textOf(entry) });
    return said;
  }
  const errors = findings.filter(({ severity }) => severity === 'error');
  const paths = errors.map((error) => error.path);
  if (corrected(guest, key, paths)) return accepts(libvirt, key, guest, draws);
  draws.refused.push(`${key}: ${errors.map(({ code, path: at, message }) => `${code} ${at}: ${message}`).join(', ')}`);
  return false;
}

describeWith(['virsh', 'libvirtd', 'xmllint'], 'any guest that passes check', () => {
  const libvirt = privateLibvirt();

  test(`is one that libvirt's schema holds, whatever key it has (seed ${seed})`, async () => {
    const { accepted, refused } = await draw(libvirt);
    const has = new Set(accepted.flatMap(({ guest }) => keysIn(guest, schema)));
    expect(
      keys.filter((key) => !has.has(key)),
      refused.join('\n'),
    ).toEqual([]);
    // At least half, or this would no longer be what people write.
    expect(accepted.length, refused.join('\n')).toBeGreaterThan(refused.length);

    const files = accepted.map(({ xml }, index) => libvirt.write(`${index}.xml`, xml));
    const rules = '/usr/share/libvirt/schemas/domain.rng';
    const { output } = program('xmllint', ['--noout', '--relaxng', rules, ...files]);
    const valid = new Set(output.split('\n').flatMap((line) => /^(.*) validates$/.exec(line)?.[1] ?? []));
    const faults = accepted.flatMap(({ key, guest }, index) =>
      valid.has(files[index]!) ? [] : [`${key}: ${JSON.stringify(guest)}`],
    );
    expect(faults, output.replaceAll(/.* validates\n/g, '')).toEqual([]);
  }, 600_000);
});
