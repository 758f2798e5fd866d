import { readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSource } from '#src/artifact/opened-source.ts';
import { rememberedDigest } from '#src/medium/make/remembered-digest.ts';
import { folderWith } from '../../support/run.ts';

const digest = 'ab'.repeat(32);
const later = Date.now() + 60_000;

/** What is remembered of a file in a minute, and how to look again. */
function remembering(options: { media?: string } = { media: 'alpine.iso' }) {
  const cwd = folderWith({ 'alpine.iso': 'an ISO' });
  const environment = { XDG_CACHE_HOME: path.join(cwd, 'cache') };
  const file = path.join(cwd, 'alpine.iso');
  const look = (now = later) => {
    const source = openSource(file);
    source.close();
    return rememberedDigest(source, { ...options, environment }, now);
  };
  return { cwd, file, look };
}

describe('the digest of an ISO', () => {
  test('is remembered as long as nobody writes to it', () => {
    const { look } = remembering();
    expect(look().digest).toBeUndefined();
    look().keep(digest);
    expect(look().digest).toBe(digest);
  });

  test.each<[string, (file: string) => void]>([
    ['was written to', (file) => writeFileSync(file, 'ONE ISO')],
    ['was written to, and its time set back', setBack],
    ['was replaced', (file) => renameSync(path.join(folderWith({ other: 'an ISO' }), 'other'), file)],
  ])('is forgotten when it %s', (_, change) => {
    const { file, look } = remembering();
    look().keep(digest);
    change(file);
    expect(look().digest).toBeUndefined();
  });

  test('is not remembered of one that was written to just now: another write could have the same time', () => {
    const { cwd, look } = remembering();
    look(Date.now()).keep(digest);
    expect(readdirSync(cwd)).toEqual(['alpine.iso']);
    look().keep(digest);
    expect(look(Date.now()).digest).toBeUndefined();
  });

  test('is not remembered of one that was downloaded, which the digest decides about', () => {
    const { cwd, look } = remembering({});
    look().keep(digest);
    expect(look().digest).toBeUndefined();
    expect(readdirSync(cwd)).toEqual(['alpine.iso']);
  });

  test('is taken again where the cache cannot be written, or has something else', () => {
    const { cwd, look } = remembering();
    writeFileSync(path.join(cwd, 'cache'), 'no folder');
    look().keep(digest);
    expect(look().digest).toBeUndefined();
  });
});

function setBack(file: string): void {
  writeFileSync(file, 'AN ISO');
  utimesSync(file, 1_000_000_000, 1_000_000_000);
}
