import tar from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { filesOf } from '../../src/remote/files/answer.ts';
import { filesScript } from '../../src/remote/files/script.ts';
import { isMachine, isUserAtHost } from '../../src/remote/name.ts';

type Entry = { name: string; text?: string; type?: 'symlink' | 'link' | 'directory'; linkname?: string };

async function archiveOf(...entries: Entry[]): Promise<Buffer> {
  const archive = tar.pack();
  for (const { name, text = '', ...rest } of entries) archive.entry({ name, ...rest }, text);
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const there = (path: string, raw = '81a4') => `there\t${raw}\t0\t0\t4\t./${path}`;

async function answer(rows: string[], entries: Entry[] = [], change = (bytes: Buffer) => bytes) {
  const table = `mkapkovl host files 1\n${rows.join('\n')}\nend of table\n`;
  const archive = entries.length > 0 ? change(await archiveOf(...entries)) : Buffer.alloc(0);
  return filesOf(Buffer.concat([Buffer.from(table), archive, Buffer.from('\nmkapkovl end\n')]));
}

const own = [there('etc/own'), 'content\t./etc/own'];

describe('the answer of a host', () => {
  test('has attributes of all, contents of some, and what may not be known', async () => {
    const rows = [...own, there('etc/closed', '8180'), 'unread\t./etc/closed', 'hidden\t./root/x'];
    expect(await answer(rows, [{ name: './etc/own', text: 'one\n' }])).toEqual({
      files: [
        { path: 'etc/own', type: 'file', mode: '0644', owner: '0:0', content: Buffer.from('one\n') },
        { path: 'etc/closed', type: 'file', mode: '0600', owner: '0:0' },
        { path: 'root/x', mode: '', owner: '' },
      ],
    });
  });

  test('what the shell of the host prints before it does not count', async () => {
    const whole = Buffer.from('Welcome\nmkapkovl host files 1\n\nend of table\n\nmkapkovl end\n');
    expect(await filesOf(whole)).toEqual({ files: [] });
  });

  test('a file that is gone before it is read is not known', async () => {
    expect(await answer(own)).toMatchObject({ files: [{ path: 'etc/own', type: 'file' }] });
  });
});

describe('a hostile answer is refused', () => {
  test.each<[string, Entry]>([
    ['a path that leads out', { name: '../../etc/passwd', text: 'x' }],
    ['an absolute path', { name: '/etc/passwd', text: 'x' }],
    ['a file that is not listed', { name: './etc/other', text: 'x' }],
    ['a link', { name: './etc/own', type: 'symlink', linkname: '/etc/passwd' }],
    ['a hard link', { name: './etc/own', type: 'link', linkname: '/etc/passwd' }],
    ['a folder', { name: './etc/own', type: 'directory' }],
  ])('an archive with %s', async (_, entry) => {
    expect(await answer(own, [entry])).toMatchObject({ reason: expect.stringContaining('which it did not list') });
  });

  test.each([
    ['cut off inside of a file', (bytes: Buffer) => bytes.subarray(0, 514)],
    ['cut off inside of a header', (bytes: Buffer) => bytes.subarray(0, 100)],
    ['of other bytes', () => Buffer.alloc(2048, 'x')],
  ])('an archive %s', async (_, change) => {
    const entries = [{ name: './etc/own', text: 'four' }];
    expect(await answer(own, entries, change)).toEqual({ reason: 'its archive is damaged or truncated' });
  });

  test.each([
    there('../etc/passwd'),
    there('/etc/passwd'),
    there('etc//passwd'),
    there('etc/\u001b[2J'),
    'there\tzz\t0\t0\t4\t./etc/own',
    'there\t81a4\tx\t0\t4\t./etc/own',
    'there\t81a4\t0\t0\t./etc/own',
    'hidden\t../x',
    'run\t./etc/own',
  ])('the row %j', async (row) => {
    expect(await answer([row])).toMatchObject({ reason: expect.stringContaining('its table has the row') });
  });

  test('a digest that is none', async () => {
    expect(await answer([there('etc/own'), 'digest\t./etc/own\tabc'])).toHaveProperty('reason');
  });
});

describe('what is sent', () => {
  test('has paths as data: none can end the list or run', () => {
    const paths = ['// end of the list //', '$(id)', '`id`', 'a\nrm -rf x', '../x', 'etc/ok', "it's"];
    const script = filesScript(paths.map((path) => ({ path, secret: false })));
    const list = script.slice(script.indexOf("answer << '// end of the list //'"));
    expect(list.split('\n')).toEqual([
      "answer << '// end of the list //'",
      'content\t$(id)',
      'content\t`id`',
      'content\tetc/ok',
      "content\tit's",
      '// end of the list //',
      '',
    ]);
  });
});

describe('the name of a machine', () => {
  test.each(['box', 'root@box', 'root@192.168.1.5', 'root@fe80::1%eth0', 'ssh://root@box:2222', 'ssh://root@[::1]:22'])(
    '%s is one',
    (name) => {
      expect(isMachine(name)).toBe(true);
    },
  );

  test.each([
    '-oProxyCommand=x',
    'root@-oProxyCommand=x',
    'root@$(id)',
    '`id`@box',
    'root@box;id',
    'a b',
    '',
    'ssh://-x',
  ])('%j is none', (name) => {
    expect(isMachine(name)).toBe(false);
  });

  test('for diff it has a user, because a profile can be called like a machine', () => {
    expect([isUserAtHost('box'), isUserAtHost('root@box')]).toEqual([false, true]);
  });
});
