import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isoImage } from '../../src/artifact/iso9660/image.ts';
import { describeWith } from '../support/tools.ts';

const contents: Record<string, string> = {
  'user-data': `#cloud-config\n${'# padding\n'.repeat(500)}`,
  'meta-data': 'instance-id: one\n',
  'network-config': 'x'.repeat(2048),
  'vendor-data': '',
};
const files = Object.entries(contents).map(([name, content]) => ({ name, content: Buffer.from(content) }));
const made = () => isoImage('cidata', files, new Date(Date.UTC(2001, 1, 3, 4, 5, 6)));
const names = Object.keys(contents).sort();

describe('an ISO 9660 image', () => {
  test('has the same bytes wherever it is made', () => {
    const zone = process.env.TZ;
    process.env.TZ = 'Pacific/Auckland';
    try {
      const digest = createHash('sha256').update(made().image).digest('hex');
      expect(digest).toBe('4906df780a949b1cebc6b3add4696b627358f7cfacbe9755510103b6cba54687');
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test('reports the offset of each file', () => {
    const { image, offsets } = made();
    for (const [name, content] of Object.entries(contents)) {
      const at = offsets.get(name)!;
      expect(image.subarray(at, at + content.length).toString(), name).toBe(content);
    }
  });

  test('has whole sectors, and does not hold two files whose short names are one', () => {
    expect(made().image.length % 2048).toBe(0);
    const alike = ['user-data', 'user-date'].map((name) => ({ name, content: Buffer.from('') }));
    expect(() => isoImage('cidata', alike, new Date(0))).toThrow('two files of one name');
  });
});

describeWith(['xorriso', 'isoinfo', 'bsdtar', 'blkid'], 'an ISO 9660 image and its readers', () => {
  let folder: string;
  let image: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-iso-'));
    image = path.join(folder, 'made.iso');
    writeFileSync(image, made().image);
  });
  // What bsdtar takes out cannot be written to.
  afterEach(() => {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  });
  const tool = (name: string, ...args: string[]) =>
    execFileSync(name, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TZ: 'UTC' },
    });
  const listed = (text: string) =>
    text
      .split('\n')
      .flatMap((line) => /^-.*\s(\S+)\s*$/.exec(line)?.[1] ?? [])
      .sort();

  test('blkid finds the label that cloud-init looks for', () => {
    expect(tool('/usr/sbin/blkid', '-p', '-o', 'value', '-s', 'LABEL', image)).toBe('cidata\n');
    expect(tool('/usr/sbin/blkid', '-p', '-o', 'value', '-s', 'TYPE', image)).toBe('iso9660\n');
  });

  test.each([
    ['Rock Ridge', '-R', names],
    ['Joliet', '-J', names],
    ['bare ISO 9660', '-f', ['META_DAT.;1', 'NETWORK_.;1', 'USER_DAT.;1', 'VENDOR_D.;1']],
  ])('isoinfo reads the names by %s', (_, way, expected) => {
    const lines = tool('isoinfo', '-i', image, ...(way === '-f' ? ['-f'] : ['-l', way]));
    const found =
      way === '-f'
        ? lines
            .trim()
            .split('\n')
            .map((line) => line.slice(1))
            .sort()
        : listed(lines);
    expect(found).toEqual(expected);
  });

  test('isoinfo finds nothing missing that mkisofs writes', () => {
    const lines = tool('isoinfo', '-d', '-i', image);
    expect(lines).toContain('Joliet with UCS level 3 found');
    expect(lines).toContain('Rock Ridge signatures version 1 found');
    expect(lines).toContain(`Volume size is: ${made().image.length / 2048}\n`);
  });

  test('bsdtar and xorriso take the files out as they were put in', () => {
    const ways = {
      bsdtar: (into: string) => tool('bsdtar', '-xf', image, '-C', into),
      xorriso: (into: string) => tool('xorriso', '-osirrox', 'on', '-indev', image, '-extract', '/', `${into}/all`),
    };
    for (const [name, extract] of Object.entries(ways)) {
      const into = path.join(folder, name);
      mkdirSync(into);
      extract(into);
      const from = name === 'xorriso' ? `${into}/all` : into;
      expect(readdirSync(from).sort(), name).toEqual(names);
      for (const each of names) expect(readFileSync(path.join(from, each), 'utf8'), name).toBe(contents[each]);
    }
  });

  test('every file is readable by all, belongs to root, and has the time that was given', () => {
    const lines = tool('bsdtar', '--numeric-owner', '-tvf', image).trim().split('\n').slice(1);
    for (const line of lines) expect(line).toMatch(/^-r--r--r-- +1 0 +0 +.* Feb +3 +2001 /);
    expect(lines).toHaveLength(names.length);
  });
});
