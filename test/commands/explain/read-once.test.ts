import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { rebuilder } from '#src/compare/explain/rebuild.ts';
import { examine } from '#src/pipeline/examine.ts';
import { folderWith, leastProfile } from '../../support/run.ts';

/** More than what is kept as text: such a file is read in pieces, and searched for secrets. */
const large = 'one '.repeat(2 ** 15);

test('the files of a user tree are read once, however often the profile is built again', async () => {
  const cwd = folderWith({
    'a.yaml': `${leastProfile}overlays: [tree]\nsystem: { timezone: Europe/Berlin, keymap: de de }\n`,
    'tree/srv/large': large,
  });
  const options = { cwd, contents: new Map() };
  const { data, host, tree } = await examine('a.yaml', options, new Map());
  const digests = [tree!.get('srv/large')].map((entry) => entry?.type === 'file' && entry.content);
  const trials = rebuilder({ profile: 'a.yaml', options, data, host: host! });
  for (const key of ['timezone', 'keymap']) {
    writeFileSync(path.join(cwd, 'tree/srv/large'), large.replaceAll('one', key.slice(0, 3)));
    const { entries } = (await trials.without(['system', key]))!.side;
    expect(digests).toEqual([expect.objectContaining({ sha256: entries.get('srv/large')!.sha256 })]);
  }
});
