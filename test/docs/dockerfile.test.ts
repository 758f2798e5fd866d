import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/run.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const [builder = '', image = ''] = dockerfile.split(/^FROM /m).slice(1);

/** The files of the checkout that a COPY source such as /src/dist/cli.*.cache means. */
function sources(pattern: string): string[] {
  const [folder, name] = [path.dirname(pattern), path.basename(pattern)].map((part) => part.replace(/^\/src\/?/, ''));
  const expression = new RegExp(`^${name!.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  const found = readdirSync(folder || '.').filter((file) => expression.test(file));
  return found.map((file) => path.join(folder || '.', file));
}

/** Lays out the image's files below a folder, as its COPY and RUN lines say. */
function imageRoot(): string {
  const root = folderWith();
  chmodSync(root, 0o755);
  for (const [, from, to] of image.matchAll(/^COPY --from=build (.+) (\S+)$/gm)) {
    const files = from!.split(' ').flatMap(sources);
    expect(files, `COPY ${from}`).not.toEqual([]);
    for (const file of files)
      cpSync(file, path.join(root, to!, to!.endsWith('/') ? path.basename(file) : ''), { recursive: true });
  }
  const [, target, link] = /^RUN ln -s (\S+) (\S+) && chmod 0755 \S+$/m.exec(image)!;
  mkdirSync(path.dirname(path.join(root, link!)), { recursive: true });
  symlinkSync(target!, path.join(root, link!));
  chmodSync(path.join(root, path.dirname(link!), target!), 0o755);
  return root;
}

test('the base is named by its digest: a tag is another image next month', () => {
  expect(dockerfile).toMatch(/^ARG BASE=node:\d+-alpine@sha256:[\da-f]{64}$/m);
});

test('the builder does what a checkout does', () => {
  expect(builder).toMatch(/^RUN npm ci --ignore-scripts$/m);
  expect(builder).toMatch(/^RUN npm run build$/m);
  // diff reads revisions with git; without the lists devices have no names (src/machine/names.ts looks where these
  // packages put them).
  expect(image).toMatch(/^RUN .*apk add --no-cache git hwdata-pci hwdata-usb; /m);
});

test('the image is small, runs without root, and has the program as its entry point', () => {
  expect(dockerfile).toMatch(/^ARG BASE=node:\d+-alpine(@sha256:[0-9a-f]{64})?$/m);
  expect([builder, image].map((stage) => stage.split('\n')[0])).toEqual(['${BASE} AS build', '${BASE}']);
  expect(image).toMatch(/^USER node$/m);
  expect(image).toMatch(/^ENTRYPOINT \["mkapkovl"\]$/m);
});

test("the image's files are all that the program needs, run by an ordinary user in a mounted folder", () => {
  const root = imageRoot();
  const work = folderWith({ 'minimal.yaml': readFileSync('profiles/minimal.yaml', 'utf8') });
  const asRoot = process.getuid?.() === 0;
  if (asRoot) chownSync(work, 65534, 65534);
  const written = execFileSync(path.join(root, 'usr/local/bin/mkapkovl'), ['build', 'minimal.yaml'], {
    cwd: work,
    encoding: 'utf8',
    env: { PATH: path.dirname(process.execPath) },
    ...(asRoot ? { uid: 65534, gid: 65534 } : {}),
  });
  expect(written.split('\n')[0]).toBe('out/minimal.apkovl.tar.gz');
  expect(existsSync(path.join(work, 'out/minimal.manifest.json'))).toBe(true);
  expect(existsSync(path.join(root, 'usr/local/share/mkapkovl/profiles/minimal.yaml'))).toBe(true);
});
