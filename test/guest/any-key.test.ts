import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profileJsonSchema } from '../../src/host/json-schema.ts';
import { examine } from '../../src/pipeline/examine.ts';
import { textOf } from '../../src/tree/entry.ts';
import type { PlainProfile } from '../support/accepted-profiles.ts';
import { anyHost, besides, corrected, factsOf, kept, needsFacts, passed, wishes } from '../support/any-guest.ts';
import { Drawn, keysIn, keysOf, type Schema } from '../support/from-schema.ts';
import { faultsBySchema, type PrivateLibvirt, privateLibvirt } from '../support/libvirt.ts';
import { describeWith } from '../support/tools.ts';

const seed = 20240501;
/** How many guests for each key; one takes seconds, a hundred the time of a coffee. */
const rounds = Number(process.env.MKAPKOVL_ROUNDS ?? 1);
const tries = 16;
const schema = (profileJsonSchema() as Schema).properties!.vms!.additionalProperties as Schema;
const keys = keysOf(schema);

/** What libvirt refuses for a reason that check cannot know. */
const known: [RegExp, string][] = [
  [/virtiofs is not yet supported in session mode/, 'the daemon of this test is one of a session'],
  [/virtiofs does not yet support read-only mode/, 'what Alpine has is newer than that of Debian 12'],
  [/VNC password is \d+ characters long/, 'it is a mark, which the agent puts the password in place of'],
  [/non unique alias detected/, 'XML of the profile is as it is'],
  [/'vram' must be at least|copy_on_read is not|\(non-\)transitional models/, 'values of single devices'],
  [/a PCI slot is needed to connect a PCI controller/, 'how many slots are left is counted by libvirt alone'],
  [/booting from assigned devices is not|Missing source service/, 'of devices that are rare'],
  [/attribute 'type' in element 'backend': 'passt'/, 'Debian 12 builds libvirt without it'],
];

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
  if (corrected(guest, key, paths, '/vms/guest')) return accepts(libvirt, key, guest, draws);
  draws.refused.push(`${key}: ${errors.map(({ code, path: at, message }) => `${code} ${at}: ${message}`).join(', ')}`);
  return false;
}

describeWith(['virsh', 'libvirtd', 'xmllint'], 'any guest that passes check', () => {
  const libvirt = privateLibvirt();
  let drawn: Draws = { accepted: [], refused: [] };

  test(`is one that libvirt's schema holds, whatever key it has (seed ${seed})`, async () => {
    drawn = await draw(libvirt);
    const { accepted, refused } = drawn;
    const has = new Set(accepted.flatMap(({ guest }) => keysIn(guest, schema)));
    expect(
      keys.filter((key) => !has.has(key)),
      refused.join('\n'),
    ).toEqual([]);
    // At least half, or this would no longer be what people write.
    expect(accepted.length, refused.join('\n')).toBeGreaterThan(refused.length);

    const files = accepted.map(({ xml }, index) => libvirt.write(`${index}.xml`, xml));
    const reasons = faultsBySchema('domain', files);
    const faults = accepted.flatMap(({ key, guest }, index) =>
      reasons[index] === '' ? [] : [`${key}: ${JSON.stringify(guest)}\n${reasons[index]}`],
    );
    expect(faults).toEqual([]);
  }, 600_000);

  test('is one that libvirt defines', () => {
    const refused = refusals(
      libvirt,
      drawn.accepted.map(({ xml }) => xml),
    );
    const unknown = [...refused].filter(([, reason]) => !known.some(([pattern]) => pattern.test(reason)));
    expect(unknown.map(([index, reason]) => `${drawn.accepted[index]!.key}: ${reason}`)).toEqual([]);
  }, 300_000);
});

/** What libvirt says to each definition that it refuses, by number; one virsh for them all, as each takes a while to start. */
function refusals(libvirt: PrivateLibvirt, definitions: string[]): Map<number, string> {
  // Nobody, as whom the daemon runs, may not use KVM.
  const commands = definitions.map((xml, index) => {
    const file = libvirt.write(`define/${index}.xml`, xml.replace("<domain type='kvm'", "<domain type='qemu'"));
    return `define --validate ${file}; undefine --nvram guest`;
  });
  const { output } = libvirt.virsh(commands.join('; '));
  const said = output.matchAll(/^error: Failed to define domain from .*\/(\d+)\.xml\nerror: (.*)$/gm);
  return new Map([...said].map(([, index, reason]) => [Number(index), reason!]));
}
