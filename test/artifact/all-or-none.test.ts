import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { program } from '../support/spawned.ts';

const named = (hostname: string) => leastProfile.replace('least', hostname);
const three = { 'a.yaml': named('a'), 'b.yaml': named('b'), 'c.yaml': named('c') };
const names = (hostname: string) => ['answers', 'apkovl.tar.gz', 'manifest.json'].map((end) => `${hostname}.${end}`);

/** Everything in the output folder: content by path below it. */
function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return Object.fromEntries(
    files.map(({ name, parentPath }) => {
      const file = path.join(parentPath, name);
      return [path.relative(folder, file), readFileSync(file, 'base64')];
    }),
  );
}

describe('building several profiles', () => {
  test('writes all of them', async () => {
    const cwd = folderWith(three);
    const { status, stdout } = await run(['build', 'a.yaml', 'b.yaml', 'c.yaml'], { cwd });
    expect(status).toBe(0);
    expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual(['a', 'b', 'c'].flatMap(names));
    expect(stdout.trimEnd().split('\n').sort()).toEqual(['a', 'b', 'c'].flatMap(names).map((name) => `out/${name}`));
  });

  test('writes none if one is faulty, and reports the faults of all in the order of the arguments', async () => {
    const cwd = folderWith({ ...three, 'b.yaml': `${named('b')}bad: 1\n`, 'c.yaml': `${named('c')}worse: 1\n` });
    const { status, stdout, stderr } = await run(['build', 'c.yaml', 'a.yaml', 'b.yaml'], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.indexOf('"worse"')).toBeLessThan(stderr.indexOf('"bad"'));
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(three));
  });

  test('writes none if the secret of the last one is missing', async () => {
    const secret = named('c').replace('{ prompt: true }', '{ env: C_HASH }');
    const cwd = folderWith({ ...three, 'c.yaml': secret });
    const { status } = await run(['build', 'a.yaml', 'b.yaml', 'c.yaml'], { cwd });
    expect(status).toBe(3);
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(three));
  });

  test('refuses two of the same name, at the later one', async () => {
    const cwd = folderWith({ ...three, 'c.yaml': named('a') });
    const { status, stdout, stderr } = await run(['build', 'a.yaml', 'b.yaml', 'c.yaml'], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^c\.yaml:1:11: error: a\.yaml has the hostname a too, and both would write the same files \[duplicate-hostname\]/m,
    );
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });
});

describe('a name that cannot be written', () => {
  test('takes everything back that was already in place', async () => {
    const cwd = folderWith(three);
    await run(['build', 'a.yaml', 'b.yaml'], { cwd });
    for (const name of ['a.yaml', 'b.yaml'] as const) {
      writeFileSync(path.join(cwd, name), `${three[name]}packages: [vim]\n`);
    }
    mkdirSync(path.join(cwd, 'out/c.answers/mine'), { recursive: true });
    writeFileSync(path.join(cwd, 'out/c.answers/mine/file'), 'not to be touched');
    const before = contentOf(path.join(cwd, 'out'));
    const { status, stdout, stderr } = await run(['build', 'a.yaml', 'b.yaml', 'c.yaml'], { cwd });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('out/c.answers cannot be written: it is a directory [out-unwritable]');
    expect(stderr).toContain('Nothing was changed');
    expect(contentOf(path.join(cwd, 'out'))).toEqual(before);
  });

  test('is one even if the folder in its place is empty', async () => {
    const cwd = folderWith(three);
    mkdirSync(path.join(cwd, 'out/a.manifest.json'), { recursive: true });
    expect((await run(['build', 'a.yaml'], { cwd })).status).toBe(3);
    expect(readdirSync(path.join(cwd, 'out'))).toEqual(['a.manifest.json']);
  });

  test('makes a build that had to make its folders take those back too', async () => {
    const cwd = folderWith({ ...three, deep: 'a file' });
    const { status, stderr } = await run(['build', 'a.yaml', '--out', 'deep/er'], { cwd });
    expect(status).toBe(3);
    expect(stderr).toContain('deep/er cannot be written');
    expect(readdirSync(cwd).sort()).toEqual([...Object.keys(three), 'deep']);
  });

  test('may be a full disk: nothing half-written stays', () => {
    const cwd = folderWith({ 'a.yaml': `${named('a')}overlays: [tree]\n`, 'tree/srv/x': '' });
    execFileSync('sh', ['-c', 'head -c 3000000 /dev/urandom > tree/srv/x'], { cwd });
    // A limit on the size of files fails like a disk that is full, in the middle of writing.
    const limited = 'ulimit -f 1000; "$@" 2>&1; echo "exit $?"';
    const printed = execFileSync('sh', ['-c', limited, 'sh', process.execPath, program, 'build', 'a.yaml'], {
      cwd,
      encoding: 'utf8',
    });
    expect(printed).toContain('out cannot be written: the file would exceed the size limit [out-unwritable]');
    expect(printed).toContain('exit 3\n');
    expect(readdirSync(cwd).sort()).toEqual(['a.yaml', 'tree']);
  });
});

describe('what is already there', () => {
  test('is replaced, not written into: a reader that has the old file open still reads that', async () => {
    const cwd = folderWith(three);
    await run(['build', 'a.yaml'], { cwd });
    const overlay = path.join(cwd, 'out/a.apkovl.tar.gz');
    const old = readFileSync(overlay);
    const descriptor = openSync(overlay, 'r');
    writeFileSync(path.join(cwd, 'a.yaml'), `${three['a.yaml']}packages: [vim]\n`);
    await run(['build', 'a.yaml'], { cwd });
    expect(readFileSync(descriptor)).toEqual(old);
    expect(fstatSync(descriptor).nlink).toBe(0);
    closeSync(descriptor);
    expect(readFileSync(overlay)).not.toEqual(old);
  });

  test('may be a link: the link is replaced, and what it leads to stays', async () => {
    const cwd = folderWith({ ...three, kept: 'kept', 'out/b': '' });
    for (const [name, target] of Object.entries({ 'a.answers': '../kept', 'a.manifest.json': 'nowhere' })) {
      symlinkSync(target, path.join(cwd, 'out', name));
    }
    expect((await run(['build', 'a.yaml'], { cwd })).status).toBe(0);
    expect(readFileSync(path.join(cwd, 'kept'), 'utf8')).toBe('kept');
    for (const name of names('a')) expect(lstatSync(path.join(cwd, 'out', name)).isFile()).toBe(true);
  });

  test('may be read-only: it is the folder that counts', async () => {
    const cwd = folderWith(three);
    await run(['build', 'a.yaml'], { cwd });
    chmodSync(path.join(cwd, 'out/a.answers'), 0o400);
    expect((await run(['build', 'a.yaml'], { cwd })).status).toBe(0);
    expect((lstatSync(path.join(cwd, 'out/a.answers')).mode & 0o777).toString(8)).toBe('644');
  });

  test('and not of this build stays', async () => {
    const cwd = folderWith({ ...three, 'out/mine': 'mine', 'out/.mkapkovl-of-another': '' });
    await run(['build', 'a.yaml'], { cwd });
    expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual(['.mkapkovl-of-another', ...names('a'), 'mine']);
  });
});

/** A build that is blocked, reading a secret from a pipe that nothing has written to yet. */
async function standingStill(out = 'out') {
  const pipe = named('b').replace('{ prompt: true }', '{ file: secret }');
  const cwd = folderWith({ ...three, 'b.yaml': pipe });
  execFileSync('mkfifo', [path.join(cwd, 'secret')]);
  const child = spawn(process.execPath, [program, 'build', 'a.yaml', 'b.yaml', '--out', out], { cwd });
  const ended = once(child, 'exit');
  // Opens when the program has opened its end.
  const secret = await open(path.join(cwd, 'secret'), 'w');
  const goOn = async () => {
    await secret.write('$6$saltsalt$0123456789012345678901234567890123456789');
    await secret.close();
  };
  return { cwd, child, ended, secret, goOn };
}

describe('a build in its middle', () => {
  test('has nothing that Alpine would take for an overlay, and has not touched what was there', async () => {
    const { cwd, ended, goOn } = await standingStill();
    const lying = readdirSync(path.join(cwd, 'out'), { recursive: true }).map(String);
    expect(lying.length).toBeGreaterThan(0);
    for (const name of lying) expect(name).not.toContain('.apkovl.tar.gz');
    await goOn();
    expect(await ended).toEqual([0, null]);
    expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual([...names('a'), ...names('b')]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('that gets %s dies of it and leaves no folder behind', async (signal) => {
    const { cwd, child, ended, secret } = await standingStill('x/y');
    expect(existsSync(path.join(cwd, 'x/y'))).toBe(true);
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(readdirSync(cwd).sort()).toEqual([...Object.keys(three), 'secret']);
    await secret.close();
  });

  test('whose reader goes away ends with 141, its files complete', async () => {
    const { cwd, child, ended, goOn } = await standingStill();
    child.stdout.destroy();
    await once(child.stdout, 'close');
    await goOn();
    expect(await ended).toEqual([141, null]);
    expect(readdirSync(path.join(cwd, 'out')).sort()).toEqual([...names('a'), ...names('b')]);
    for (const host of ['a', 'b']) gunzipSync(readFileSync(path.join(cwd, 'out', `${host}.apkovl.tar.gz`)));
  });
});

describe('build --dry-run', () => {
  test('reports what would be written and writes nothing', async () => {
    const cwd = folderWith(three);
    const { status, stdout } = await run(['build', 'a.yaml', 'b.yaml', '--dry-run', '--out', 'x'], { cwd });
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n').sort()).toEqual([...names('a'), ...names('b')].map((name) => `x/${name}`));
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(three));
  });

  test('finds what a build would find', async () => {
    const cwd = folderWith({ ...three, 'b.yaml': `${named('b')}bad: 1\n` });
    const { status, stdout, stderr } = await run(['build', 'a.yaml', 'b.yaml', '--dry-run'], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('unknown key "bad"');
  });
});

describe('build --shard', () => {
  const built = async (shard: string) => {
    const cwd = folderWith(three);
    const { status, stdout } = await run(['build', 'a.yaml', 'b.yaml', 'c.yaml', '--shard', shard], { cwd });
    expect(status).toBe(0);
    const overlays = stdout.split('\n').filter((line) => line.endsWith('.gz'));
    return overlays.map((line) => path.basename(line, '.apkovl.tar.gz'));
  };

  test('builds every profile in exactly one shard', async () => {
    expect([await built('1/2'), await built('2/2')]).toEqual([['a', 'c'], ['b']]);
    expect(await built('1/1')).toEqual(['a', 'b', 'c']);
    expect(await built('4/4')).toEqual([]);
  });

  test.each(['0/2', '3/2', '1', 'a/b', '1/0', '-1/2', '1/2/3'])('refuses %s', async (shard) => {
    const cwd = folderWith(three);
    const { status, stderr } = await run(['build', 'a.yaml', '--shard', shard], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('Write I/N, such as 1/4.');
    expect(readdirSync(cwd).sort()).toEqual(Object.keys(three));
  });
});
