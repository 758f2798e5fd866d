import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Downloads } from '../../src/download/downloads.ts';
import type { DownloadOptions, Limits } from '../../src/download/options.ts';
import {
  cutAfter,
  type FaultyServer,
  faultyServer,
  listening,
  plain,
  redirect,
  silence,
  status,
  trickle,
  webPage,
} from '../support/faulty-server.ts';
import { folderWith } from '../support/run.ts';

const content = Buffer.alloc(300_000, 'mkapkovl');
const sha256 = createHash('sha256').update(content).digest('hex');
const impatient: Partial<Limits> = { connect: 500, silence: 300, pause: 1, attempts: 2 };

interface Setting {
  downloads: Downloads;
  cache: string;
  server: FaultyServer;
  url: string;
}

async function setting(options: Partial<DownloadOptions> = {}, cache = folderWith()): Promise<Setting> {
  const server = await faultyServer({ '/disk.img': content });
  const environment = { XDG_CACHE_HOME: cache };
  const downloads = new Downloads({ cwd: cache, limits: impatient, environment, ...options });
  return { downloads, cache, server, url: `${server.address}/disk.img` };
}

/** What is in the cache: whole files, and parts. */
function left(cache: string) {
  const names = (folder: string) => {
    const below = path.join(cache, 'mkapkovl', folder);
    return existsSync(below) ? readdirSync(below) : [];
  };
  return { whole: names('sha256'), parts: names('partial') };
}

/** The only part. */
function partOf(cache: string) {
  const [part = ''] = left(cache).parts.filter((name) => name.endsWith('.part'));
  const file = path.join(cache, 'mkapkovl/partial', part);
  return { file, size: statSync(file).size };
}

const code = (result: object) => ('code' in result ? result.code : 'none');
const message = (result: object) => ('message' in result ? String(result.message) : '');

describe('what is refused', () => {
  test('a file with another digest, of which nothing is kept', async () => {
    const { downloads, url, cache } = await setting();
    const result = await downloads.file({ url, sha256: '0'.repeat(64) });
    expect(code(result)).toBe('download-not-the-file');
    expect(message(result)).toContain(`a file of 300000 bytes, sha256 ${sha256}, not 0000`);
    expect(left(cache)).toEqual({ whole: [], parts: [] });
  });

  test.each([
    ['with its digest known', sha256],
    ['with no digest known', undefined],
  ])('a web page with status 200 in place of the file, %s', async (_, known) => {
    const { downloads, url, server, cache } = await setting();
    server.faults['/disk.img'] = [webPage];
    const result = await downloads.file({ url, sha256: known });
    expect([code(result), message(result)]).toEqual(['download-not-the-file', expect.stringContaining('a web page')]);
    expect(left(cache)).toEqual({ whole: [], parts: [] });
  });

  test('a file of another size than the lock says, before it is downloaded', async () => {
    const { downloads, url } = await setting();
    const result = await downloads.file({ url, sha256, size: 5_000_000_000 });
    expect(message(result)).toContain('it has 300000 bytes, not 5000000000');
  });

  test('more than there may be, from a server that does not stop', async () => {
    const { downloads, url, server, cache } = await setting({ limits: { ...impatient, most: 100_000 } });
    server.faults['/disk.img'] = [
      (_, response) => {
        response.writeHead(200);
        const more = () => response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more));
        more();
      },
    ];
    expect(message(await downloads.file({ url }))).toContain('it has more than 100000 bytes');
    expect(left(cache).parts).toEqual([]);
    expect(message(await downloads.bytes(url, 1000))).toContain('it has more than 1000 bytes');
  });

  test('redirections without end', async () => {
    const { downloads, url, server } = await setting();
    server.faults['/disk.img'] = [redirect('/disk.img')];
    const result = await downloads.file({ url, sha256 });
    expect([code(result), message(result)]).toEqual(['download-failed', expect.stringContaining('more than 5 times')]);
    expect(server.requests).toHaveLength(6);
  });

  test.each(['file:///etc/passwd', 'ftp://x.example/y', 'gopher:x'])('a redirection to %s', async (to) => {
    const { downloads, url, server } = await setting();
    server.faults['/disk.img'] = [redirect(to)];
    expect(message(await downloads.file({ url, sha256 }))).toContain('is no web address');
  });

  test('an address that is not http or https', async () => {
    const { downloads } = await setting();
    expect(message(await downloads.file({ url: 'ftp://x.example/y' }))).toContain('only http and https');
  });

  test.each(['', 'ftp://x.example/y', 'http:/x.example/y', 'https:y', '/etc/passwd', '../y', '\0'])(
    'an address %j, in every way to ask for it',
    async (url) => {
      const { downloads } = await setting();
      const unexpected = async () => {
        throw new Error('there is nothing to compare');
      };
      const refused = [
        await downloads.file({ url }),
        await downloads.bytes(url, 100),
        await downloads.checked({ url }, 'id', unexpected),
      ];
      for (const each of refused) expect(message(each)).toContain('only http and https');
      expect(await downloads.size(url)).toBeUndefined();
    },
  );

  test('an image that is not as large as it should be, also from a folder and from the cache', async () => {
    const { downloads, url, cache } = await setting();
    const wanted = { url, sha256, size: content.length + 1 };
    await downloads.file({ url });
    expect(message(await downloads.file(wanted))).toContain(`it has ${content.length} bytes, not`);
    writeFileSync(path.join(cache, 'disk.img'), content);
    const mirror = { from: ['http://mirror.example'], to: cache };
    const local = new Downloads({ cwd: cache, environment: { XDG_CACHE_HOME: cache }, mirror });
    const address = 'http://mirror.example/disk.img';
    expect(message(await local.file({ ...wanted, url: address }))).toContain(`it has ${content.length} bytes, not`);
    expect(code(await local.file({ url: address, sha256, size: content.length }))).toBe('none');
  });

  test('a file that is not there, at once', async () => {
    const { downloads, server } = await setting();
    const result = await downloads.file({ url: `${server.address}/other`, sha256 });
    expect(message(result)).toContain('status 404');
    expect(server.requests).toHaveLength(1);
  });

  test('a proxy that is none', async () => {
    const { downloads, url } = await setting({ environment: { HTTP_PROXY: 'no proxy', XDG_CACHE_HOME: folderWith() } });
    expect(code(await downloads.file({ url, sha256 }))).toBe('proxy-invalid');
  });
});

describe('servers that fail', () => {
  test('a connection that is cut is continued, as long as something comes', async () => {
    const { downloads, url, server, cache } = await setting();
    server.faults['/disk.img'] = [cutAfter(60_000), cutAfter(60_000), cutAfter(60_000), undefined];
    const result = await downloads.file({ url, sha256 });
    expect(result).toMatchObject({ sha256, size: content.length });
    expect(server.requests.slice(1).every((line) => /bytes=[1-9]\d*-$/.test(line))).toBe(true);
    expect(left(cache)).toEqual({ whole: [sha256], parts: [] });
  });

  test('what one run got, the next one continues, and the whole is verified', async () => {
    const { downloads, url, server, cache } = await setting();
    server.faults['/disk.img'] = [cutAfter(100_000), cutAfter(0)];
    const failed = await downloads.file({ url, sha256 });
    expect([code(failed), message(failed)]).toEqual(['download-failed', expect.stringContaining('was cut')]);
    expect(left(cache).whole).toEqual([]);
    const { size } = partOf(cache);
    expect(size).toBeGreaterThan(10_000);
    server.faults['/disk.img'] = [];
    server.requests.length = 0;
    expect(await downloads.file({ url, sha256 })).toMatchObject({ sha256 });
    expect(server.requests).toEqual([`GET /disk.img bytes=${size}-`]);
  });

  test('a file that was replaced meanwhile begins again', async () => {
    const { downloads, url, server } = await setting();
    server.faults['/disk.img'] = [cutAfter(100_000), cutAfter(0)];
    await downloads.file({ url });
    const replaced = Buffer.alloc(200_000, 'other');
    server.files['/disk.img'] = replaced;
    server.faults['/disk.img'] = [];
    const digest = createHash('sha256').update(replaced).digest('hex');
    expect(await downloads.file({ url })).toMatchObject({ sha256: digest, size: 200_000 });
  });

  test('a damaged part is found out by the digest, and the file downloaded in one piece', async () => {
    const { downloads, url, server, cache } = await setting();
    server.faults['/disk.img'] = [cutAfter(100_000), cutAfter(0)];
    await downloads.file({ url, sha256 });
    const { file, size } = partOf(cache);
    writeFileSync(file, Buffer.alloc(size, 'damaged!'));
    server.faults['/disk.img'] = [];
    expect(await downloads.file({ url, sha256 })).toMatchObject({ sha256 });
    expect(server.requests.at(-1)).toBe('GET /disk.img');
  });

  test('a server without Range sends the whole file again', async () => {
    const { downloads, url, server } = await setting();
    server.faults['/disk.img'] = [cutAfter(100_000), plain];
    expect(await downloads.file({ url, sha256 })).toMatchObject({ sha256 });
  });

  test.each([500, 503, 429])('status %i is tried again, and not for ever', async (number) => {
    const { downloads, url, server } = await setting();
    server.faults['/disk.img'] = [status(number), undefined];
    expect(await downloads.file({ url, sha256 })).toMatchObject({ sha256 });
    server.faults['/x'] = [status(number)];
    expect(message(await downloads.bytes(`${server.address}/x`, 10))).toContain(`status ${number}`);
    expect(server.requests.filter((line) => line === 'GET /x')).toHaveLength(2);
  });

  test('one that never answers', async () => {
    const { downloads, url, server } = await setting();
    server.faults['/disk.img'] = [silence];
    expect(message(await downloads.file({ url, sha256 }))).toContain('does not answer');
  });

  test('one that stops sending', async () => {
    const { downloads, url, server } = await setting();
    server.faults['/disk.img'] = [
      (_, response, whole) => void response.writeHead(200, { 'content-length': whole.length }).write('x'),
    ];
    expect(message(await downloads.file({ url, sha256 }))).toContain('stopped sending');
  });

  test('one that sends almost nothing, and so is never silent', async () => {
    const { downloads, url, server } = await setting({ limits: { ...impatient, slow: { bytes: 1000, within: 100 } } });
    server.faults['/disk.img'] = [trickle];
    expect(message(await downloads.file({ url, sha256 }))).toMatch(/sent only \d+ bytes in 100 ms/);
  });

  test('none at all', async () => {
    const { downloads } = await setting();
    expect(message(await downloads.file({ url: 'http://127.0.0.1:9/x' }))).toContain('refuses the connection');
  });
});

describe('the cache', () => {
  test('on a full disk keeps no incomplete file, and says so', async () => {
    // The kernel's own ENOSPC.
    const full = () => appendFile('/dev/full', 'x');
    const { downloads, url, cache } = await setting({ write: full });
    const result = await downloads.file({ url, sha256 });
    expect(code(result)).toBe('download-no-space');
    expect(message(result)).toContain(path.join(cache, 'mkapkovl'));
    expect(left(cache)).toEqual({ whole: [], parts: [] });
  });

  test('that cannot be written is no bug of the program', async () => {
    const cache = folderWith({ mkapkovl: 'a file' });
    const { downloads, url } = await setting({}, cache);
    expect(code(await downloads.file({ url, sha256 }))).toBe('cache-unwritable');
  });

  test('gives a file with a known digest without asking anyone', async () => {
    const { downloads, url, server } = await setting();
    await downloads.file({ url, sha256 });
    server.requests.length = 0;
    const { file } = (await downloads.file({ url: 'http://127.0.0.1:9/gone', sha256 })) as { file: string };
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(server.requests).toEqual([]);
  });

  test('never gives a file that was damaged there', async () => {
    const { downloads, url } = await setting();
    const { file } = (await downloads.file({ url, sha256 })) as { file: string };
    writeFileSync(file, 'damaged');
    await downloads.file({ url, sha256 });
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  test('is for its user only', async () => {
    const { downloads, url, cache } = await setting();
    await downloads.file({ url, sha256 });
    expect(statSync(path.join(cache, 'mkapkovl')).mode & 0o077).toBe(0);
  });

  test('two downloads of one file at a time do not disturb each other', async () => {
    const { downloads, url, cache } = await setting();
    const results = await Promise.all([downloads.file({ url, sha256 }), downloads.file({ url, sha256 })]);
    expect(results).toMatchObject([{ sha256 }, { sha256 }]);
    expect(left(cache)).toEqual({ whole: [sha256], parts: [] });
  });
});

describe('other ways', () => {
  test('a folder in place of a mirror, whose files are verified, too, and stay where they are', async () => {
    const cache = folderWith();
    mkdirSync(path.join(cache, 'copy/v3.23'), { recursive: true });
    writeFileSync(path.join(cache, 'copy/v3.23/x.iso'), content);
    const mirror = { from: ['https://x.example', 'https://mirror.example/alpine/'], to: 'copy' };
    const { downloads } = await setting({ mirror }, cache);
    const url = 'https://mirror.example/alpine/v3.23/x.iso';
    expect(await downloads.file({ url, sha256 })).toMatchObject({ file: path.join(cache, 'copy/v3.23/x.iso') });
    expect(code(await downloads.file({ url, sha256: '0'.repeat(64) }))).toBe('download-not-the-file');
    expect(message(await downloads.bytes(`${url}.sha256`, 10))).toContain('no such file');
    expect(await downloads.size(url)).toBe(content.length);
  });

  test('another mirror', async () => {
    const cache = folderWith();
    const server = await faultyServer({ '/a/disk.img': content });
    const mirror = { from: ['https://mirror.example/alpine'], to: `${server.address}/a` };
    const { downloads } = await setting({ mirror }, cache);
    expect(await downloads.file({ url: 'https://mirror.example/alpine/disk.img' })).toMatchObject({ sha256 });
  });

  test('the proxy of the environment, and NO_PROXY', async () => {
    const asked: string[] = [];
    const proxy = await listening(
      createServer((request, response) => {
        asked.push(request.url ?? '');
        response.end('by proxy');
      }).on('connect', (request, socket) => {
        asked.push(request.url ?? '');
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      }),
    );
    const environment = { HTTP_PROXY: proxy, NO_PROXY: '127.0.0.1', XDG_CACHE_HOME: folderWith() };
    const { downloads, url } = await setting({ environment });
    expect(await downloads.file({ url, sha256 })).toMatchObject({ sha256 });
    expect(asked).toEqual([]);
    await downloads.file({ url: 'http://images.example/x' });
    expect(asked.join()).toContain('images.example');
  });

  test('HEAD says the size, but not that of a web page in its place', async () => {
    const { downloads, url, server } = await setting();
    expect(await downloads.size(url)).toBe(content.length);
    server.faults['/disk.img'] = [webPage];
    expect(await downloads.size(url)).toBeUndefined();
  });
});
