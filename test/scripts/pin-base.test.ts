import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/run.ts';

const manifest = '{"schemaVersion":2,\n "mediaType":"application/vnd.oci.image.index.v1+json"}\n';
const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;

/** Pins the base of a Dockerfile, where skopeo is a script; says what it was asked. */
function pinned(dockerfile: string, skopeo: string) {
  const cwd = folderWith({ Dockerfile: dockerfile, manifest });
  const fake = path.join(cwd, 'skopeo');
  writeFileSync(fake, `#!/bin/sh\necho "$@" > asked\n${skopeo}\n`);
  chmodSync(fake, 0o755);
  const { status, stdout, stderr } = spawnSync('sh', [path.resolve('scripts/pin-base.sh')], {
    cwd,
    encoding: 'utf8',
    env: { PATH: `${cwd}:${process.env.PATH}` },
  });
  return { status, stdout, stderr, dockerfile: readFileSync(path.join(cwd, 'Dockerfile'), 'utf8'), cwd };
}

const before = 'ARG BASE=node:22-alpine\nFROM ${BASE} AS build\nARG BASES=x\n';
const after = `ARG BASE=node:22-alpine@${digest}\nFROM \${BASE} AS build\nARG BASES=x\n`;

test('the base gets the digest of the bytes that the registry has for its tag', () => {
  const { status, stdout, dockerfile, cwd } = pinned(before, 'cat manifest');
  expect({ status, stdout, dockerfile }).toEqual({
    status: 0,
    stdout: `node:22-alpine@${digest}\n`,
    dockerfile: after,
  });
  expect(readFileSync(path.join(cwd, 'asked'), 'utf8')).toBe('inspect --raw docker://node:22-alpine\n');
});

test('a base that has a digest gets that of today', () => {
  const old = before.replace('alpine', `alpine@sha256:${'0'.repeat(64)}`);
  expect(pinned(old, 'cat manifest')).toMatchObject({ status: 0, dockerfile: after });
});

test.each([
  ['the registry does not answer', before, 'echo unreachable >&2; exit 1', 'unreachable'],
  ['it answers nothing', before, 'true', 'no manifest of node:22-alpine'],
  ['the file names no base', 'FROM scratch\n', 'cat manifest', 'has no line ARG BASE'],
])('nothing is written where %s', (_, text, skopeo, reason) => {
  const { status, stdout, stderr, dockerfile } = pinned(text, skopeo);
  expect(status).not.toBe(0);
  expect({ stdout, dockerfile }).toEqual({ stdout: '', dockerfile: text });
  expect(stderr).toContain(reason);
});
