import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Addition, type Plan, planAdditions } from '#src/artifact/iso9660/add/plan.ts';
import { writeImage } from '#src/artifact/iso9660/add/write.ts';
import { openIso } from '#src/artifact/iso9660/read-iso.ts';
import { openSource } from '#src/artifact/opened-source.ts';
import { SourceChanged } from '#src/artifact/source-changed.ts';
import { alpineIso, isoTools } from '../../support/iso/alpine-iso.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';
import { mediumFolder } from '../../trial/media.ts';

const time = new Date(Date.UTC(2001, 1, 3, 4, 5, 6));

const added = (path: string, content: string | Buffer, mode = 0o444): Addition => {
  const bytes = Buffer.from(content);
  return {
    path,
    mode,
    size: bytes.length,
    stream: async function* () {
      yield bytes;
    },
  };
};

const readerOf = (bytes: Buffer) => (offset: number, length: number) => {
  if (offset + length > bytes.length) throw new Error('behind the end');
  return bytes.subarray(offset, offset + length);
};

/** Writes the new image; returns its path. What it is to be is put together here in the simplest way. */
async function written(image: string, plan: Plan, changed = () => {}): Promise<string> {
  const made = path.join(folderWith({ 'made.iso': 'what was there before' }), 'made.iso');
  const expected = Buffer.concat([readFileSync(image)], plan.after);
  for (const { at, stream } of plan.contents) for await (const piece of stream()) piece.copy(expected, at);
  for (const { at, bytes } of plan.patches) bytes.copy(expected, at);
  const base = openSource(image);
  try {
    changed();
    const digest = await writeImage(base, plan, { file: made, mode: 0o600 });
    expect(readFileSync(made).equals(expected)).toBe(true);
    expect(digest).toBe(digestOf(readFileSync(image)));
    expect(statSync(made).mode & 0o777).toBe(0o600);
  } finally {
    base.close();
  }
  return made;
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The image with the additions; its path. */
async function withAdditions(image: string, ...additions: Addition[]): Promise<string> {
  return written(image, planAdditions(readerOf(readFileSync(image)), statSync(image).size, additions, time));
}

const tool = (name: string, ...args: string[]) =>
  execFileSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin; exec "$0" "$@" 2>&1', name, ...args], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
    maxBuffer: 64 * 2 ** 20,
  });

/** Every file and folder by Rock Ridge (-R) or Joliet (-J), as isoinfo sees it. */
const listed = (image: string, way: '-R' | '-J') =>
  tool('isoinfo', '-f', way, '-i', image)
    .split('\n')
    .map((line) => line.replace(/;1$/, ''))
    .filter((line) => line.startsWith('/'))
    .sort();

function extracted(image: string): string {
  const into = path.join(folderWith({}), 'out');
  tool('xorriso', '-osirrox', 'on', '-indev', image, '-extract', '/', into);
  tool('chmod', '-R', 'u+rw', into);
  return into;
}

describe('an image that is refused', () => {
  const refused = (bytes: Buffer) => () => planAdditions(readerOf(bytes), bytes.length, [added('a', 'b')], time);

  test('is none', () => {
    expect(refused(Buffer.alloc(2 ** 17))).toThrow('it is not an ISO 9660 image');
  });
});

describeWith([...isoTools, 'isoinfo', 'sgdisk'], 'files added to an ISO as Alpine makes it', () => {
  const base = () => alpineIso(mediumFolder());

  test('are refused if the list of files has another form than Joliet', () => {
    const bytes = readFileSync(base());
    const at = [17, 18, 19].find((sector) => bytes[sector * 2048] === 2)! * 2048;
    bytes.write('%/Z', at + 88, 'latin1');
    expect(() => planAdditions(readerOf(bytes), bytes.length, [added('a', 'b')], time)).toThrow('other than Joliet');
  });

  test('are refused if folders contain each other', () => {
    const bytes = readFileSync(base());
    const root = bytes.readUInt32LE(16 * 2048 + 158);
    const boot = bytes.indexOf(Buffer.from('\x04BOOT'), root * 2048) - 32;
    bytes.writeUInt32LE(root, boot + 2);
    expect(() => planAdditions(readerOf(bytes), bytes.length, [added('new/a', 'b')], time)).toThrow(
      'its folders contain each other',
    );
  });

  test.each(['bc', 'bcde'])(
    'are not written if the content of one is %j meanwhile, and not as long as before',
    async (now) => {
      const image = base();
      const bytes = readFileSync(image);
      const plan = planAdditions(readerOf(bytes), bytes.length, [{ ...added('a', now), size: 3 }], time);
      await expect(written(image, plan)).rejects.toThrow(SourceChanged);
    },
  );

  test.each<[string, (image: string) => void]>([
    ['is written to', (image) => writeAt(image, Buffer.alloc(512), 64 * 512)],
    ['is longer', (image) => appendFileSync(image, 'x')],
    ['is shorter', (image) => truncateSync(image, 2 ** 18)],
    ['is replaced', (image) => renameSync(path.join(folderWith({ other: 'another' }), 'other'), image)],
    ['is gone', (image) => rmSync(image)],
  ])('are not written if the image %s meanwhile', async (_, change) => {
    const image = base();
    const bytes = readFileSync(image);
    const plan = planAdditions(readerOf(bytes), bytes.length, [added('a', 'bcd')], time);
    await expect(written(image, plan, () => change(image))).rejects.toThrow(SourceChanged);
  });

  test('are refused if a damaged image has two things in one place', async () => {
    const image = base();
    const bytes = readFileSync(image);
    const plan = planAdditions(readerOf(bytes), bytes.length, [added('a', 'bcd')], time);
    const [first] = plan.patches;
    const twice = { ...plan, patches: [first!, ...plan.patches] };
    await expect(written(image, twice)).rejects.toThrow('its parts overlap');
  });

  test('are there by Rock Ridge and Joliet, beside all that were there', async () => {
    const image = base();
    const made = await withAdditions(image, added('boot/mkapkovl.gz', 'new'), added('boot/grub/grub.cfg', 'menu'));
    for (const way of ['-R', '-J'] as const) {
      expect(listed(made, way)).toEqual([...listed(image, way), '/boot/mkapkovl.gz', '/boot/grub/grub.cfg'].sort());
    }
    const out = extracted(made);
    expect(readFileSync(path.join(out, 'boot/mkapkovl.gz'), 'utf8')).toBe('new');
    expect(readFileSync(path.join(out, 'boot/grub/grub.cfg'), 'utf8')).toBe('menu');
    expect(tool('isoinfo', '-J', '-i', made, '-x', '/boot/mkapkovl.gz')).toBe('new');
    expect(tool('isoinfo', '-i', made, '-x', '/BOOT/MKAPKOVL.GZ;1')).toBe('new');
    expect(readFileSync(path.join(out, 'boot/vmlinuz-lts'), 'utf8')).toBe('kernel');
  });

  test('replace a file under its own names', async () => {
    const image = base();
    const made = await withAdditions(image, added('boot/syslinux/syslinux.cfg', 'x'.repeat(9000)));
    for (const way of ['-R', '-J'] as const) expect(listed(made, way)).toEqual(listed(image, way));
    expect(readFileSync(path.join(extracted(made), 'boot/syslinux/syslinux.cfg'), 'utf8')).toBe('x'.repeat(9000));
  });

  test('have the mode and time that were given, and belong to root', async () => {
    const made = await withAdditions(base(), added('boot/secret.gz', 'new', 0o400));
    const line = tool('isoinfo', '-l', '-R', '-i', made)
      .split('\n')
      .find((each) => each.includes('secret.gz'));
    expect(line).toMatch(/^-r-------- +1 +0 +0 +3 Feb +3 2001 /);
  });

  test('can be in new folders, and in a folder whose sector is full, which then moves', async () => {
    const folder = mediumFolder();
    for (let number = 0; number < 40; number++)
      writeFileSync(path.join(folder, `boot/file-number-${number}`), `${number}`);
    mkdirSync(path.join(folder, 'boot/dtbs'));
    writeFileSync(path.join(folder, 'boot/dtbs/one'), 'dtb');
    const image = alpineIso(folder);
    const many = Array.from({ length: 100 }, (_, number) => added(`boot/added-${number}`, `content ${number}`));
    const made = await withAdditions(
      image,
      ...many,
      added('bundle/x86_64/one.apk', 'apk'),
      added('boot/deep/er/two', '2'),
    );
    const expected = [
      ...many.map((each) => `/${each.path}`),
      ...['/boot/deep', '/boot/deep/er', '/boot/deep/er/two', '/bundle', '/bundle/x86_64', '/bundle/x86_64/one.apk'],
    ];
    for (const way of ['-R', '-J'] as const)
      expect(listed(made, way)).toEqual([...listed(image, way), ...expected].sort());
    const out = extracted(made);
    for (const { path: name } of many)
      expect(readFileSync(path.join(out, name), 'utf8')).toBe(`content ${name.replace(/\D/g, '')}`);
    expect(readFileSync(path.join(out, 'boot/dtbs/one'), 'utf8')).toBe('dtb');
    expect(readFileSync(path.join(out, 'bundle/x86_64/one.apk'), 'utf8')).toBe('apk');
    expect(pathTableProblems(made)).toEqual([]);
    const medium = openIso(made, made);
    expect(medium.list('boot/deep/er')).toEqual(['two']);
    medium.close();
  });

  test('leave the boot records, and every byte but those that point to them', async () => {
    const image = base();
    const made = await withAdditions(image, added('boot/mkapkovl.gz', 'new'));
    const report = (file: string) =>
      tool('xorriso', '-indev', file, '-report_el_torito', 'plain')
        .split('\n')
        .filter((line) => line.startsWith('El Torito'));
    expect(report(made).length).toBeGreaterThan(5);
    expect(report(made)).toEqual(report(image));
    const [before, after] = [readFileSync(image), readFileSync(made)];
    let different = 0;
    for (let at = 0; at < before.length; at++) if (before[at] !== after[at]) different++;
    expect(different).toBeLessThan(1200);
  });

  test('are inside the partitions of a stick, and both GPTs are right', async () => {
    const image = base();
    const made = await withAdditions(image, added('boot/mkapkovl.gz', Buffer.alloc(3_000_000)));
    const { size } = statSync(made);
    const sectors = size / 512;
    expect(size % (64 * 32 * 512)).toBe(0);
    const area = tool('xorriso', '-indev', made, '-report_system_area', 'plain');
    expect(area).toMatch(new RegExp(`MBR partition +: +1 +0x80 +0x00 +0 +${sectors}\n`));
    expect(area).toMatch(/GPT partition path : +2 +\/boot\/grub\/efi\.img/);
    expect(area).not.toMatch(/CRC|damaged|backup/i);
    // What it says of the partitions that contain each other it says of Alpine's own image, too.
    const problems = (file: string) => partitionProblems(file).replace(/\d+/g, 'N');
    expect(problems(made)).toBe(problems(image));
    expect(tool('isoinfo', '-d', '-i', made)).toContain(`Volume size is: ${size / 2048}\n`);
  });

  test('give the same bytes again', async () => {
    const image = base();
    const all = [added('boot/mkapkovl.gz', 'new'), added('bundle/a', 'a')];
    const [one, two] = [await withAdditions(image, ...all), await withAdditions(image, ...all)];
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });

  test('can be added once more', async () => {
    const once = await withAdditions(base(), added('boot/mkapkovl.gz', 'new'));
    const twice = await withAdditions(once, added('boot/mkapkovl.gz', 'newer'), added('boot/another', 'a'));
    const out = extracted(twice);
    expect(readFileSync(path.join(out, 'boot/mkapkovl.gz'), 'utf8')).toBe('newer');
    expect(partitionProblems(twice)).not.toMatch(/CRC|corrupt/i);
  });

  test('are in several extents from 4 GiB on, which xorriso reads as one file', () => {
    const bytes = readFileSync(base());
    const size = 2 ** 32 + 5;
    const plan = planAdditions(readerOf(bytes), bytes.length, [{ ...added('big', ''), size }], time);
    // The image, with nothing in the place of the large file.
    const made = path.join(folderWith({}), 'made.iso');
    writeFileSync(made, bytes);
    execFileSync('truncate', ['-s', String(plan.after), made]);
    for (const { at, bytes: patch } of plan.patches) writeAt(made, patch, at);
    expect(tool('xorriso', '-indev', made, '-lsl', '/big')).toMatch(new RegExp(` ${size} .* '/big'`));
    const medium = openIso(made, made);
    expect(medium.file('big')?.size).toBe(size);
    medium.close();
  });
});

/** What sgdisk says; its status is not 0 for Alpine's own image either. */
const partitionProblems = (file: string) => tool('sh', '-c', 'sgdisk -v "$0" || true', file);

function writeAt(file: string, bytes: Buffer, at: number): void {
  execFileSync('dd', [`of=${file}`, 'conv=notrunc', 'bs=512', `seek=${at / 512}`], {
    input: bytes,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** Folders that the path table of the image has elsewhere than the folders above them say, by isoinfo. */
function pathTableProblems(image: string): string[] {
  const table = new Set(
    [...tool('isoinfo', '-p', '-i', image).matchAll(/^ *\d+: *\d+ +([0-9a-f]+) /gim)].map(([, at]) =>
      Number.parseInt(at!, 16),
    ),
  );
  const folders = [...tool('isoinfo', '-l', '-i', image).matchAll(/^d.*\[ *(\d+) 02\] +(?!\.)/gm)].map(([, at]) =>
    Number(at),
  );
  return folders.filter((at) => !table.has(at)).map(String);
}
