import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { measured } from './measured.js';

/**
 * Making a medium of an ISO of 1 GiB against copying it, with and without waiting for the disk, which mkapkovl does: a
 * medium that was renamed is one that a power failure cannot take the content of. Each round runs all of them, so that a
 * machine whose speed drifts slows all. `one_digest_ms` is what one sha256 of the ISO takes, which a medium of an ISO
 * that is new to the cache needs; `media_iso_small` has next to nothing to copy. Needs xorriso, and for the stick mtools and syslinux. Prints one JSON value.
 */
const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const folder = mkdtempSync(path.join(tmpdir(), 'mkapkovl-bench-'));
const at = (name) => path.join(folder, name);

const menu =
  'DEFAULT lts\n\nLABEL lts\nKERNEL /boot/vmlinuz-lts\nINITRD /boot/initramfs-lts\nAPPEND modules=loop,squashfs quiet\n';

/** A file of a tar archive. */
function tarred(name, text) {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
  const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
  content.write(text);
  return Buffer.concat([header, content]);
}

/** An ISO that is laid out like Alpine's, with 1 GiB of noise in the place of packages, and one without any. */
function makeBase() {
  const files = {
    '.alpine-release': 'alpine-standard-3.23.2 251217\n',
    'boot/vmlinuz-lts': 'kernel',
    'boot/initramfs-lts': 'initramfs',
    'boot/syslinux/syslinux.cfg': menu,
    'apks/.boot_repository': '',
    'apks/x86_64/APKINDEX.tar.gz': gzipSync(tarred('APKINDEX', 'P:openssh\nV:1-r0\n\n')),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(at(`iso/${name}`)), { recursive: true });
    writeFileSync(at(`iso/${name}`), content);
  }
  const pack = (name) =>
    execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', '-output', at(name), '-joliet', '-rational-rock', at('iso')], {
      stdio: 'ignore',
    });
  pack('small.iso');
  for (let number = 0; number < 16; number++) {
    const piece = randomBytes(2 ** 20);
    for (let times = 0; times < 64; times++) appendFileSync(at(`iso/apks/x86_64/package-${number}.apk`), piece);
  }
  pack('alpine.iso');
  rmSync(at('iso'), { recursive: true });
}

function run(program, words, cache = 'cache') {
  const env = { ...process.env, XDG_CACHE_HOME: at(cache) };
  return measured(program, words, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function digest() {
  const bytes = readFileSync(at('alpine.iso'));
  const start = performance.now();
  createHash('sha256').update(bytes).digest();
  return performance.now() - start;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rounded = (value) => Math.round(value * 100) / 100;

try {
  makeBase();
  writeFileSync(
    at('host.yaml'),
    'hostname: host\nalpine: { release: "3.23" }\naccess: { root: { password: { prompt: true } } }\ninstall: { disk: { serial: SERIAL } }\n',
  );
  const media = (kind, iso = 'alpine.iso') => [
    cli,
    'media',
    kind,
    'host.yaml',
    '--media',
    iso,
    '--out',
    'made',
    '--quiet',
  ];
  const runs = {
    cp: () => run('cp', ['alpine.iso', 'made']),
    cp_and_sync: () => run('sh', ['-c', 'cp alpine.iso made && sync -d made']),
    media_iso_first: () => {
      rmSync(at('new-cache'), { recursive: true, force: true });
      return run(process.execPath, media('iso'), 'new-cache');
    },
    media_iso: () => run(process.execPath, media('iso')),
    media_iso_small: () => run(process.execPath, media('iso', 'small.iso')),
    media_usb: () => run(process.execPath, media('usb')),
  };
  // A digest is not kept of what was written to just now.
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  await runs.media_iso();
  const found = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  const digests = [];
  for (let round = 0; round < rounds; round++) {
    for (const [name, each] of Object.entries(runs)) {
      // What the round before left for the disk to write.
      execFileSync('sync');
      found[name].push(await each());
      rmSync(at('made'));
    }
    digests.push(digest());
  }
  const ms = (name) => median(found[name].map(({ milliseconds }) => milliseconds));
  const result = {
    node: process.version,
    bytes: statSync(at('alpine.iso')).size,
    rounds,
    ms: Object.fromEntries(Object.keys(runs).map((name) => [name, rounded(ms(name))])),
    one_digest_ms: rounded(median(digests)),
    adding_by_cp: { ratio: rounded((ms('media_iso') - ms('media_iso_small')) / ms('cp')), goal: 2 },
    media_iso_by_cp: rounded(ms('media_iso') / ms('cp')),
    media_iso_by_cp_and_sync: rounded(ms('media_iso') / ms('cp_and_sync')),
    peak_mib: Object.fromEntries(
      ['media_iso', 'media_usb'].map((name) => [name, rounded(Math.max(...found[name].map(({ peak }) => peak)))]),
    ),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
