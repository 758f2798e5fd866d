import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debian } from '../../support/alpine/userland.ts';
import { describeWith } from '../../support/tools.ts';
import { fakeRoot } from '../support.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const images = mkdtempSync(path.join(tmpdir(), 'mkapkovl-images-'));

/** The step of a volume alone, from the table's first row. */
const step = `
. "$MKAPKOVL_ROOT/etc/mkapkovl/agent/common.sh"
agent=$MKAPKOVL_ROOT/etc/mkapkovl/agent
. "$agent/medium.sh"
for part in tools bundle libvirt mounts pools volumes; do . "$agent/converge/$part.sh"; done
mkdir -p "$state/steps" "\${log%/*}"
needs() { return 0; }
step volume Volume volume 1
`;

function table(port: string, file: string, digest: string, compression: string): string {
  const [format, address] = ['qcow2', `http://127.0.0.1:${port}/well/${file}`];
  return ['web', 'default', 'disk', '/srv/images/disk', format, '-', address, digest, compression].join('\t');
}

let web: ChildProcess;
let port = '';
let image: Buffer;
beforeAll(async () => {
  web = spawn(process.execPath, ['test/agent/converge/web.js', images]);
  [port] = String(await once(web.stdout!, 'data')).split('\n') as [string];
  // A compressed qcow2 of some MiB that does not compress again to nothing.
  const raw = path.join(images, 'raw');
  writeFileSync(raw, Buffer.from(Array.from({ length: 900_000 }, (_, index) => ((index * index) >> 7) % 251)));
  execFileSync('qemu-img', ['convert', '-c', '-O', 'qcow2', raw, path.join(images, 'disk')]);
  image = readFileSync(path.join(images, 'disk'));
  const half = image.length >> 1;
  const packed = (program: string, ...options: string[]) =>
    Buffer.concat(
      (options.includes('--format=lzma') ? [image] : [image.subarray(0, half), image.subarray(half)]).map((input) =>
        execFileSync(program, [...options, '-c'], { input, maxBuffer: 2 ** 26 }),
      ),
    );
  writeFileSync(path.join(images, 'disk.xz'), packed('xz', '--block-size=100KiB'));
  writeFileSync(path.join(images, 'disk.gz'), packed('gzip'));
  writeFileSync(path.join(images, 'disk.bz2'), packed('bzip2'));
  writeFileSync(path.join(images, 'disk.lzma'), packed('xz', '--format=lzma'));
  writeFileSync(path.join(images, 'disk.zst'), packed('zstd'));
});
afterAll(() => {
  web.kill();
  rmSync(images, { recursive: true });
});

describeWith(['applets', 'qemu-img', 'xz', 'zstd', 'bzip2'], 'a packed image', () => {
  /** A target with the programs of packages that are named; they are Debian's. */
  const volume = (suffix: string, packages: string[]) => {
    const bytes = readFileSync(path.join(images, `disk.${suffix}`));
    const root = fakeRoot({
      'etc/mkapkovl/libvirt/volumes.table': `${table(port, `disk.${suffix}`, sha256(bytes), suffix)}\n`,
      'srv/images/README': '',
      'fake/step': step,
    });
    for (const name of ['qemu-img', ...packages]) root.stub(name, `exec ${debian(name)} "$@"`);
    root.stub('virsh', 'exit 0');
    const { stderr } = root.run('fake/step');
    return { said: stderr, file: path.join(root.folder, 'srv/images/disk') };
  };

  test.each(['xz', 'gz', 'bz2', 'lzma'])('becomes a volume by what busybox has (%s)', (suffix) => {
    const { said, file } = volume(suffix, []);
    expect(said).toContain('Volume: done');
    expect(sha256(readFileSync(file))).toBe(sha256(image));
  });

  test('becomes a volume by the program of a package (zst)', () => {
    const { said, file } = volume('zst', ['zstd']);
    expect(said).toContain('Volume: done');
    expect(sha256(readFileSync(file))).toBe(sha256(image));
  });

  test('waits for the program of a package that is not there, and keeps the download', () => {
    const { said, file } = volume('zst', []);
    expect(said).toMatch(/FAILED: zstd, which unpacks the download from .*, is not installed; the download is kept/);
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}.mkapkovl-part`)).toEqual(readFileSync(path.join(images, 'disk.zst')));
  });
});
