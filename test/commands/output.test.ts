import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { otherNames } from '../../src/commands/guided-command.ts';
import { commitAll } from '../support/git.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';
import { program, spawned } from '../support/spawned.ts';

const hash = '$6$saltsalt$0123456789012345678901234567890123456789';
const files = {
  'least.yaml': leastProfile,
  'faulty.yaml': `${leastProfile}bad: 1\n`,
  'secret.yaml': leastProfile.replace('{ prompt: true }', '{ env: HASH }'),
  'warned.yaml': `${leastProfile}tuning: { isolate_cpus: 0-1 }\n`,
};

describe('--format json writes exactly one JSON value to standard output', () => {
  const artifact = 'out/least.apkovl.tar.gz';
  const keys = {
    build: ['findings', 'result'],
    probe: ['findings', 'result'],
    inspect: ['findings', 'result'],
    init: ['findings', 'result'],
    schema: ['findings', 'result'],
  };

  test.each<[string, number, string[]]>([
    ['of a good profile', 0, ['check', 'least.yaml']],
    ['of a faulty one', 1, ['check', 'faulty.yaml']],
    ['of one that cannot be read', 3, ['check', 'nowhere.yaml']],
    ['of a good profile', 0, ['build', 'least.yaml']],
    ['of a faulty one', 1, ['build', 'faulty.yaml', 'least.yaml']],
    ['of one whose secret is not set', 3, ['build', 'secret.yaml']],
    ['of a dry run', 0, ['build', 'least.yaml', '--dry-run']],
    ['of an encrypted one without a passphrase', 3, ['build', 'least.yaml', '--encrypt']],
    ['of an overlay', 0, ['inspect', artifact]],
    ['of an entry', 0, ['inspect', artifact, 'etc/hostname']],
    ['of a folder in it', 0, ['inspect', artifact, 'etc']],
    ['of a link in it', 0, ['inspect', artifact, 'etc/runlevels/default/sshd']],
    ['of no entry of it', 3, ['inspect', artifact, 'etc/nothing']],
    ['of an answer file', 0, ['inspect', 'out/least.answers']],
    ['of a manifest', 0, ['inspect', 'out/least.manifest.json']],
    ['of something else', 3, ['inspect', 'least.yaml']],
    ['of nothing', 3, ['inspect', 'nowhere']],
    ['of a script', 0, ['probe', '--script']],
    ['of a first profile', 0, ['init', '--facts', path.resolve('docs/examples/ich10.txt')]],
    ['of a first profile from nothing', 3, ['init', '--facts', 'nowhere.json']],
    ['of the schema', 0, ['schema']],
  ])('%s (exit %i): %j', async (_, expected, argv) => {
    const cwd = folderWith(files);
    if (argv[0] === 'inspect') await run(['build', 'least.yaml'], { cwd });
    const { status, stdout, stderr } = await run([...argv, '--format', 'json'], { cwd });
    expect({ status, stderr }).toEqual({ status: expected, stderr: '' });
    const value = JSON.parse(stdout);
    const findings = argv[0] === 'check' ? value : value.findings;
    if (argv[0] !== 'check') expect(Object.keys(value).sort()).toEqual(keys[argv[0] as 'build']);
    expect(Array.isArray(findings)).toBe(true);
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'error').length > 0).toBe(status !== 0);
    for (const finding of findings) {
      expect(finding).toMatchObject({
        code: expect.any(String),
        severity: expect.stringMatching(/^(error|warning)$/),
        message: expect.any(String),
        remedy: expect.stringMatching(/./),
        file: expect.any(String),
        path: expect.stringMatching(/^(\/.*)?$/),
      });
      expect(finding.line).toBeGreaterThanOrEqual(1);
      expect(finding.column).toBeGreaterThanOrEqual(1);
    }
  });

  test('of a build: what was written, and of each host what it is', async () => {
    const cwd = folderWith(files);
    const { stdout } = await run(['build', 'secret.yaml', '--format', 'json'], { cwd, env: { HASH: hash } });
    const overlay = 'out/least.apkovl.tar.gz';
    const [answers, manifest] = ['out/least.answers', 'out/least.manifest.json'];
    expect(JSON.parse(stdout).result).toEqual({
      files: [overlay, answers, manifest],
      hosts: [
        {
          hostname: 'least',
          build_id: expect.stringMatching(/^[0-9a-f]{64}$/),
          overlay,
          answers,
          manifest,
          holds_secrets: true,
        },
      ],
    });
  });

  test('nothing was written when something is wrong', async () => {
    const cwd = folderWith(files);
    const { stdout } = await run(['build', 'least.yaml', 'faulty.yaml', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout).result).toEqual({ files: [], hosts: [] });
  });

  test('before the verb as well as after it', async () => {
    const cwd = folderWith(files);
    const before = await run(['--format', 'json', 'check', 'faulty.yaml'], { cwd });
    const after = await run(['check', '--format', 'json', 'faulty.yaml'], { cwd });
    expect(before).toEqual(after);
    expect(JSON.parse(before.stdout)).toHaveLength(1);
  });
});

describe('--quiet', () => {
  test('leaves out warnings and counts, not errors', async () => {
    const cwd = folderWith(files);
    const loud = await run(['check', 'warned.yaml'], { cwd });
    expect(loud.status).toBe(0);
    expect(loud.stdout).toContain('0 errors, 1 warning');
    for (const profile of ['warned.yaml', 'least.yaml']) {
      const quiet = await run(['check', profile, '--quiet'], { cwd });
      expect(quiet).toEqual({ status: 0, stdout: '', stderr: '' });
    }
    const faulty = await run(['check', 'faulty.yaml', '--quiet'], { cwd });
    expect(faulty.stdout).toContain('unknown key "bad"');
  });

  test('keeps the results of a build', async () => {
    const cwd = folderWith(files);
    const { stdout, stderr } = await run(['--quiet', 'build', 'secret.yaml'], { cwd, env: { HASH: hash } });
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stderr).toBe('');
  });
});

describe('wrong usage ends with 2 and says what is right', () => {
  test.each([
    [['chekc', 'least.yaml'], '(Did you mean check?)'],
    [['check'], "missing required argument 'profile'\n"],
    [['validate', 'least.yaml'], "unknown command 'validate'\n(Did you mean check?)\n"],
    [['render', 'least.yaml'], "unknown command 'render'\n(Did you mean build?)\n"],
    [['iso', 'least.yaml'], "unknown command 'iso'\n(Did you mean media iso?)\n"],
    [['frobnicate'], "unknown command 'frobnicate'\n(mkapkovl --help lists the commands.)\n"],
    [['check', '--fact', 'least.yaml'], '(Did you mean --facts?)'],
    [
      ['check', '--facts', 'least.yaml'],
      '(--facts <file> took least.yaml. Write its own value after --facts, then least.yaml; or leave --facts out.)',
    ],
    [
      ['lock', '--update', 'a.iso', 'least.yaml'],
      '(--update [name...] took least.yaml. Write least.yaml before --update, or -- between them.)',
    ],
    [
      ['check', '--facts', 'facts.json', '--facts', 'least.yaml'],
      '(--facts <file> took least.yaml. Write its own value after --facts, then least.yaml; or leave --facts out.)',
    ],
    [['check', '--facts', 'facts.json'], "missing required argument 'profile'\n"],
    [['build', 'least.yaml', '--owt', 'x'], '(Did you mean --out?)'],
    [['inspect', 'a', 'b', 'c'], 'too many arguments'],
    [['check', 'least.yaml', '--format', 'xml'], 'Allowed choices are text, json, github, sarif, markdown.'],
    [[], 'Usage: mkapkovl'],
  ])('%j', async (argv, words) => {
    const { status, stdout, stderr } = await run(argv, { cwd: folderWith(files) });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});

test('no name of another program is also one of a command', async () => {
  const { stdout } = await run(['--help']);
  const verbs = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb!);
  const names = Object.values(otherNames).flat();
  expect(names.filter((name) => verbs.includes(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(otherNames).filter((name) => !verbs.includes(name.split(' ')[0]!))).toEqual([]);
});

test('--version prints the version of the package', async () => {
  expect(await run(['--version'])).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

describe('--help', () => {
  const verbs = async () => {
    const { stdout } = await run(['--help']);
    const list = /Commands:\n(.*)$/s.exec(stdout)?.[1] ?? '';
    return [...list.matchAll(/^ {2}(\w+)/gm)].map(([, verb = '']) => verb).filter((verb) => verb !== 'help');
  };

  test('lists the verbs that are there, and no other', async () => {
    expect((await verbs()).join(' ')).toBe(
      'check build lock media inspect diff explain report devices probe init try import schema completion manual',
    );
  });

  test('of every verb has an example, and the examples work one after the other', async () => {
    const cwd = folderWith();
    for (const folder of ['profiles', 'docs/examples']) cpSync(folder, path.join(cwd, folder), { recursive: true });
    commitAll(cwd);
    mkdirSync(path.join(cwd, 'bin'));
    const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`;
    writeFileSync(path.join(cwd, 'bin/mkapkovl'), script, { mode: 0o755 });
    for (const verb of await verbs()) {
      const { status, stdout } = await run([verb, '--help']);
      expect(status).toBe(0);
      const examples = [...stdout.matchAll(/^ {2}\$ (mkapkovl .*)$/gm)].map(([, line]) => line);
      expect(examples.length, verb).toBeGreaterThan(0);
      for (const example of examples) {
        const ran = spawnSync('sh', ['-ec', example ?? ''], {
          cwd,
          // A proxy that is not there: no example downloads anything.
          env: { PATH: `${path.join(cwd, 'bin')}:${process.env.PATH}`, HTTPS_PROXY: 'http://127.0.0.1:9', CI: 'true' },
          encoding: 'utf8',
        });
        const why = { try: '[medium-unreadable]', media: '[download-failed]', lock: '[download-failed]' }[verb];
        if (why) {
          expect(ran, example).toMatchObject({ status: 3, stderr: expect.stringContaining(why) });
          continue;
        }
        expect(ran.stderr, example).not.toContain(': error: ');
        expect(ran.status, example).toBe(verb === 'diff' ? 4 : 0);
      }
    }
  });
});

describe('the program as a process', () => {
  test('ends with the status of the verb', () => {
    const cwd = folderWith(files);
    const statuses = [['check', 'least.yaml'], ['check', 'faulty.yaml'], ['nothing'], ['check', 'nowhere']];
    expect(statuses.map((argv) => spawned(argv, { cwd }).status)).toEqual([0, 1, 2, 3]);
  });

  test('ends quietly with 141 when its reader has read enough', async () => {
    const cwd = folderWith({ 'large.yaml': `${leastProfile}overlays: [tree]\n`, 'tree/srv/large': 'x'.repeat(4e6) });
    await run(['build', 'large.yaml'], { cwd });
    const child = spawn(process.execPath, [program, 'inspect', 'out/least.apkovl.tar.gz', 'srv/large'], { cwd });
    let complaint = '';
    child.stderr.on('data', (piece) => {
      complaint += piece;
    });
    const ended = once(child, 'close');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).toEqual([141, null]);
    expect(complaint).toBe('');
  });

  test('shows no colours unless a terminal or FORCE_COLOR asks for them', () => {
    const cwd = folderWith(files);
    const colour = '\u001b[';
    expect(spawned(['check', 'faulty.yaml'], { cwd }).stdout).not.toContain(colour);
    expect(spawned(['check', 'faulty.yaml'], { cwd, env: { FORCE_COLOR: '1' } }).stdout).toContain(colour);
    const both = { FORCE_COLOR: '1', NO_COLOR: '1' };
    expect(spawned(['check', 'faulty.yaml'], { cwd, env: both }).stdout).not.toContain(colour);
  });
});
