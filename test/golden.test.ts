import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { kept, updating } from './support/kept.ts';
import { folderWith, run } from './support/run.ts';
import { type Member, unpack } from './support/unpack.ts';

const golden = fileURLToPath(new URL('golden', import.meta.url));
const verbatim = new Set(filesBelow('overlays').filter((name) => !name.endsWith('.hbs')));
/** Printed with every difference. */
const meant = 'if the change is meant, npm run golden keeps it; then read the diff';
/** They change whenever anything else does, and show nothing more. */
const derived = ['etc/mkapkovl/build-id', 'etc/mkapkovl/files'];

/** What a built overlay holds: the list of its tree, and the texts that were rendered. */
interface Held {
  tree: string;
  files: Record<string, string>;
}

async function build(profile: string): Promise<Held & { answers: string }> {
  const out = folderWith();
  const { status } = await run(['build', `profiles/${profile}.yaml`, '--out', out]);
  expect(status).toBe(0);
  const members = await unpack(readFileSync(path.join(out, `${profile}.apkovl.tar.gz`)));
  const manifest = JSON.parse(readFileSync(path.join(out, `${profile}.manifest.json`), 'utf8'));
  const templates = new Map<string, string | undefined>(
    manifest.files.map((file: { path: string; origin: { template?: string } }) => [file.path, file.origin.template]),
  );
  const files: Record<string, string> = {};
  const lines = [...members].map(([name, member]) => {
    const template = templates.get(name) ?? '';
    if (verbatim.has(template)) {
      expect(member.content.toString(), name).toBe(copyOf(template));
      return `${line(name, member)} = overlays/${template}`;
    }
    if (member.type === 'file' && !derived.includes(name)) files[name] = member.content.toString();
    return line(name, member);
  });
  const answers = readFileSync(path.join(out, `${profile}.answers`), 'utf8');
  return { tree: `${lines.join('\n')}\n`, files, answers };
}

/** A file of overlays/ as it is, but for the parts of the agent that it says are built in. */
function copyOf(template: string): string {
  const lines = readFileSync(path.join('overlays', template), 'utf8').split('\n');
  const whole = lines.map((line) => {
    const part = /^\. "\$agent\/(.*)" # built in$/.exec(line)?.[1];
    return part ? readFileSync(path.join('overlays/agent/etc/mkapkovl/agent', part), 'utf8').trimEnd() : line;
  });
  return whole.join('\n');
}

function line(name: string, { type, mode, owner, target }: Member): string {
  const letter = { directory: 'd', symlink: 'l', file: '-' }[type];
  return `${letter}${mode.toString(8).padStart(4, '0')} ${owner} ${name}${target ? ` -> ${target}` : ''}`;
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  } catch {
    return [];
  }
}

const profiles = readdirSync('profiles').flatMap((file) => /^(.*)\.yaml$/.exec(file)?.[1] ?? []);

test('every example is held, and nothing else', () => {
  expect(
    readdirSync(golden)
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual([...profiles].sort());
});

describe.each(profiles)('profiles/%s.yaml', (profile) => {
  const folder = path.join(golden, profile);

  test('makes the tree that is kept: types, modes, owners, names, link targets', async () => {
    const { tree } = await build(profile);
    expect(tree, meant).toBe(kept(path.join(folder, 'tree.txt'), tree));
  });

  test('renders the files that are kept', async () => {
    const { files } = await build(profile);
    const rendered = path.join(folder, 'files');
    if (updating) rmSync(rendered, { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      expect.soft(text, `${name}: ${meant}`).toBe(kept(path.join(rendered, name), text));
    }
    expect(Object.keys(files).sort()).toEqual(filesBelow(rendered));
  });

  test('has the same answer file in the output folder and inside it', async () => {
    const { files, answers } = await build(profile);
    expect(files['etc/mkapkovl/answers']).toBe(answers);
  });
});
