import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { signed, type TestKey, tarred } from './apk-repository.ts';

export interface InstallablePackage {
  name: string;
  version?: string;
  depends?: string;
  /** Files by path, without a slash in front. */
  files?: Record<string, string>;
}

/** apk makes no folder that the archive does not have. */
const foldersOf = (file: string) =>
  file.split('/').flatMap((_, at, parts) => (at === 0 ? [] : parts.slice(0, at).join('/')));

/** A file with its checksum in a pax header, which apk 3 no longer does without. */
function withChecksum(file: string, content: Buffer): Buffer {
  const record = ` APK-TOOLS.checksum.SHA1=${createHash('sha1').update(content).digest('hex')}\n`;
  const header = Buffer.from(`${record.length + 2}${record}`);
  return Buffer.concat([
    tarred(file, header, { type: 'x' }),
    tarred(file, content, { mode: file.includes('bin/') ? 0o755 : 0o644 }),
  ]);
}

/** A package that apk installs, not signed itself: its index is (apk-tools, doc/apk-package.5). */
function packed({ name, version = '1.0-r0', depends = '', files = {} }: InstallablePackage) {
  const names = Object.keys(files);
  const folders = [...new Set(names.flatMap(foldersOf))].sort().map((folder) => tarred(folder, null));
  const contents = names.map((file) => withChecksum(file, Buffer.from(files[file]!)));
  const data = gzipSync(Buffer.concat([...folders, ...contents, Buffer.alloc(1024)]));
  const words = depends.split(' ').filter((word) => word !== '');
  const about = [
    ...[`pkgname = ${name}`, `pkgver = ${version}`, `pkgdesc = ${name}`, 'url = https://example.org', 'size = 4096'],
    ...['arch = x86_64', 'license = MIT', ...words.map((word) => `depend = ${word}`)],
    `datahash = ${createHash('sha256').update(data).digest('hex')}`,
  ];
  const control = gzipSync(tarred('.PKGINFO', Buffer.from(`${about.join('\n')}\n`)));
  const file = Buffer.concat([control, data]);
  const record = [
    ...[`C:Q1${createHash('sha1').update(control).digest('base64')}`, `P:${name}`, `V:${version}`, 'A:x86_64'],
    ...[`S:${file.length}`, 'I:4096', `T:${name}`, 'U:https://example.org', 'L:MIT'],
    ...(depends === '' ? [] : [`D:${depends}`]),
  ].join('\n');
  return { file, record, name: `${name}-${version}.apk` };
}

/** Writes a repository as `media --bundle` lays it out: a folder for the architecture, with a signed index. */
export function writeRepository(folder: string, packages: readonly InstallablePackage[], key: TestKey): void {
  const within = path.join(folder, 'x86_64');
  mkdirSync(within, { recursive: true });
  const all = packages.map(packed);
  for (const { name, file } of all) writeFileSync(path.join(within, name), file);
  const text = `${all.map(({ record }) => record).join('\n\n')}\n\n`;
  const body = gzipSync(
    Buffer.concat([tarred('DESCRIPTION', Buffer.from('test')), tarred('APKINDEX', Buffer.from(text), { end: true })]),
  );
  writeFileSync(path.join(within, 'APKINDEX.tar.gz'), signed(body, key));
  writeFileSync(path.join(folder, '.boot_repository'), '');
}
