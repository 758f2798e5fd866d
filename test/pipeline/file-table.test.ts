import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { unpack } from '../support/unpack.ts';

const table = 'etc/mkapkovl/files';
/** Of the password x. */
const hash = '$6$abcdefgh$D7W7qyozKBT.t6FD3DVYHvADbIO0eSyI4.p20LaEUjro8PqTGYYo/EQcuNjhFbzo9Yg5ir1KIEqFY/yJpgFph0';
const buildId = 'etc/mkapkovl/build-id';

test('the table of files says of every entry of the archive what it is, and of a secret no digest', async () => {
  const folder = folderWith({ 'p.yaml': leastProfile.replace('{ prompt: true }', '{ env: HASH }') });
  const { status } = await run(['build', 'p.yaml'], { cwd: folder, env: { HASH: hash } });
  expect(status).toBe(0);
  const hostname = /hostname: (.*)/.exec(leastProfile)![1];
  const members = await unpack(readFileSync(path.join(folder, `out/${hostname}.apkovl.tar.gz`)));
  const rows = members.get(table)!.content.toString().trimEnd().split('\n');
  const expected = [...members]
    .filter(([name]) => name !== table && name !== buildId)
    .map(([name, { type, mode, owner, target, content }]) => {
      const secret = name.startsWith('etc/mkapkovl/secrets/');
      const digest = secret ? '-' : createHash('sha256').update(content).digest('hex');
      const substance = { directory: '-', symlink: target, file: digest }[type];
      const kind = type === 'symlink' ? 'link' : type;
      return [kind, mode.toString(8).padStart(4, '0'), owner, substance, name.replace(/\/$/, '')].join('\t');
    });
  expect(rows).toEqual(expected);
  expect(rows.filter((row) => row.includes('/secrets/password.root'))).toHaveLength(1);
});
