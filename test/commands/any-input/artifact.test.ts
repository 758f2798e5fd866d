import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../../support/run.ts';
import { complaintsAbout, timeout } from './amount.ts';
import { mutated } from './bytes.ts';
import { outcome } from './outcome.ts';

/** A folder with the artifacts of a small host: plain, and encrypted. */
async function built() {
  const cwd = folderWith({ 'profile.yaml': leastProfile, passphrase: 'correct horse\n' });
  const encrypt = ['--encrypt', '--passphrase-file', 'passphrase', '--out', 'encrypted'];
  for (const more of [[], encrypt]) expect((await run(['build', 'profile.yaml', ...more], { cwd })).status).toBe(0);
  const content = (name: string) => readFileSync(path.join(cwd, name));
  return {
    cwd,
    overlay: content('out/least.apkovl.tar.gz'),
    encrypted: content('encrypted/least.apkovl.tar.gz.aes-256-cbc'),
    manifest: content('out/least.manifest.json'),
  };
}

/** A number of a tar header: name, mode, owner, size, type and the like begin at these places. */
const fields = [0, 100, 108, 116, 124, 136, 148, 156, 157, 257, 265, 345];
const header = fc.record({
  block: fc.nat(),
  field: fc.constantFrom(...fields),
  value: fc.constantFrom(
    '',
    '\0',
    '77777777777',
    '-1',
    '00000000000\0',
    '../../etc',
    'x',
    '5',
    'L',
    'K',
    'g',
    'S',
    '\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    '30 path=/a\n',
    '9 size=-1\n',
  ),
  /** As tar counts the bytes of a header, so that the damage is not noticed at once. */
  summed: fc.boolean(),
});
type Header = typeof header extends fc.Arbitrary<infer H> ? H : never;

function damaged(tar: Buffer, { block, field, value, summed }: Header): Buffer {
  const starts = Array.from({ length: tar.length / 512 }, (_, index) => index * 512).filter(
    (start) => tar.toString('latin1', start + 257, start + 262) === 'ustar',
  );
  const start = starts[block % starts.length] ?? 0;
  tar.write(value, start + field, 'latin1');
  if (!summed) return tar;
  tar.write('        ', start + 148);
  const sum = tar.subarray(start, start + 512).reduce((all, byte) => all + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, start + 148);
  return tar;
}

test('a file to inspect may be anything', { timeout }, async () => {
  const { cwd, overlay, encrypted, manifest } = await built();
  const tar = gunzipSync(overlay);
  const files = fc.oneof(
    mutated([overlay]).map((content) => ({ name: 'a.apkovl.tar.gz', content })),
    mutated([encrypted]).map((content) => ({ name: 'a.apkovl.tar.gz.aes-256-cbc', content })),
    mutated([manifest]).map((content) => ({ name: 'a.manifest.json', content })),
    mutated([tar]).map((content) => ({ name: 'a.apkovl.tar.gz', content: gzipSync(content) })),
    fc.array(header, { minLength: 1, maxLength: 3 }).map((headers) => ({
      name: 'a.apkovl.tar.gz',
      content: gzipSync(headers.reduce(damaged, Buffer.from(tar))),
    })),
  );
  expect(
    await complaintsAbout(files, 40, async ({ name, content }) => {
      writeFileSync(path.join(cwd, name), content);
      const options = ['--passphrase-file', 'passphrase'];
      return [
        ...(await outcome(['inspect', name, ...options], cwd)).complaints,
        ...(await outcome(['inspect', name, 'etc/hostname', ...options], cwd)).complaints,
      ];
    }),
  ).toEqual([]);
});

const digest = 'a'.repeat(64);
const image = 'https://images.example/a.qcow2';
const withImage = `${leastProfile}libvirt: { pools: { default: { type: dir, path: /srv/images } } }
vms: { guest: { memory: 1GiB, disks: [{ volume: default/a.qcow2, size: 5GiB, image: { url: "${image}" } }] } }
`;

test('a lock file may be any text', { timeout }, async () => {
  const cwd = folderWith({ 'profile.yaml': withImage });
  const lock = JSON.stringify({ schema: 1, images: { [image]: digest, 'https://images.example/b': digest } }, null, 1);
  writeFileSync(path.join(cwd, 'lock.json'), lock);
  const { status } = await run(['check', '--lock', 'lock.json', 'profile.yaml'], { cwd });
  expect(status).toBe(0);
  expect(
    await complaintsAbout(mutated([lock]), 40, async (text) => {
      writeFileSync(path.join(cwd, 'lock.json'), text);
      return (await outcome(['check', '--lock', 'lock.json', 'profile.yaml'], cwd, { 'profile.yaml': withImage }))
        .complaints;
    }),
  ).toEqual([]);
});
