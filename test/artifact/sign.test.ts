import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { build as buildProfiles } from '#src/pipeline/build.ts';
import { folderWith, leastProfile, type Ran, run } from '../support/run.ts';
import { type SigningKey, signingKey } from '../support/signing-keys.ts';
import { describeWith } from '../support/tools.ts';
import { unpack } from '../support/unpack.ts';

const profileOf = (...signers: SigningKey[]) =>
  `${leastProfile}signing: { allowed_signers: [${signers.map(({ line }) => JSON.stringify(line)).join(', ')}] }\n`;

/** Builds the profile in that folder. */
const build = (cwd: string, ...words: string[]): Promise<Ran> => run(['build', 'least.yaml', ...words], { cwd });

/** The codes of what was found, and the exit status. */
async function findings(cwd: string, words: string[], env: Record<string, string> = {}) {
  const { status, stdout } = await run(['build', 'least.yaml', '--format', 'json', ...words], { cwd, env });
  const found: { code: string; message: string; remedy: string }[] = JSON.parse(stdout).findings;
  return { status, codes: found.map(({ code }) => code), found };
}

/** What ssh-keygen says about a signature for a host, in the words of its manual: no code of ours takes part. */
function verified(cwd: string, signers: string, archive = 'out/least.apkovl.tar.gz'): number | null {
  writeFileSync(path.join(cwd, 'signers'), signers);
  const words = ['-Y', 'verify', '-f', 'signers', '-I', 'least', '-n', 'mkapkovl-overlay', '-s', 'out/least.sig'];
  return spawnSync('ssh-keygen', words, { cwd, input: readFileSync(path.join(cwd, archive)) }).status;
}

const named = ['least.answers', 'least.apkovl.tar.gz', 'least.manifest.json'];
const inOut = (cwd: string) => readdirSync(path.join(cwd, 'out')).sort();

describeWith(['ssh-keygen'], 'build --sign', () => {
  test('writes a signature of the bytes of the archive, which the manifest names', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    const { status, stdout, stderr } = await build(cwd, '--sign', key.file, '--serial', '7');
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: 'out/least.apkovl.tar.gz\nout/least.sig\nout/least.answers\nout/least.manifest.json\n',
      stderr: '',
    });
    expect(inOut(cwd)).toEqual([...named, 'least.sig']);
    const members = await unpack(readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz')));
    const signers = members.get('etc/mkapkovl/allowed_signers')!.content.toString();
    expect(signers).toBe(`* namespaces="mkapkovl-overlay" ${key.line}\n`);
    expect(members.get('etc/mkapkovl/serial')!.content.toString()).toBe('7\n');
    expect(verified(cwd, signers)).toBe(0);
    expect(verified(cwd, signers, 'out/least.answers')).not.toBe(0);
    const manifest = JSON.parse(readFileSync(path.join(cwd, 'out/least.manifest.json'), 'utf8'));
    const sha256 = execFileSync('sha256sum', ['out/least.sig'], { cwd, encoding: 'utf8' }).split(' ')[0];
    expect(manifest.signature).toEqual({ file: 'least.sig', sha256, serial: 7 });
  });

  test('takes the serial number of the profile, and that of the option before it', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key).replace('] }\n', '], serial: 3 }\n') });
    const serial = async (...words: string[]) => {
      const { status } = await build(cwd, '--sign', key.file, ...words);
      expect(status).toBe(0);
      const members = await unpack(readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz')));
      return members.get('etc/mkapkovl/serial')!.content.toString();
    };
    expect(await serial()).toBe('3\n');
    expect(await serial('--serial', '20261129')).toBe('20261129\n');
  });

  test('changes no byte of the archive beyond its serial number', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key).replace('] }\n', '], serial: 3 }\n') });
    const archive = () => readFileSync(path.join(cwd, 'out/least.apkovl.tar.gz'));
    await build(cwd);
    const before = archive();
    await build(cwd, '--sign', key.file);
    expect(archive()).toEqual(before);
  });

  test('signs an encrypted overlay as it is', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key), passphrase: 'correct horse battery staple\n' });
    const words = ['--sign', key.file, '--serial', '7', '--encrypt', '--passphrase-file', 'passphrase'];
    expect((await build(cwd, ...words)).status).toBe(0);
    expect(verified(cwd, `* ${key.line}\n`, 'out/least.apkovl.tar.gz.aes-256-cbc')).toBe(0);
  });

  test.each(['ecdsa', 'rsa'])('takes a key of type %s', async (type) => {
    const key = signingKey('', type);
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    expect(await findings(cwd, ['--sign', key.file, '--serial', '7'])).toMatchObject({ status: 0, codes: [] });
    expect(verified(cwd, `* ${key.line}\n`)).toBe(0);
  });

  test('takes the public key of a private one that an agent holds', async () => {
    const key = signingKey('secret');
    const cwd = folderWith({ 'least.yaml': profileOf(key), 'ask.sh': '#!/bin/sh\necho secret\n' });
    const socket = path.join(cwd, 'agent');
    const started = execFileSync('ssh-agent', ['-a', socket], { encoding: 'utf8' });
    const agent = Number(/SSH_AGENT_PID=(\d+)/.exec(started)![1]);
    onTestFinished(() => void process.kill(agent));
    const askpass = { SSH_ASKPASS: path.join(cwd, 'ask.sh'), SSH_ASKPASS_REQUIRE: 'force' };
    execFileSync('chmod', ['755', askpass.SSH_ASKPASS]);
    const env = { PATH: process.env.PATH ?? '', SSH_AUTH_SOCK: socket };
    execFileSync('ssh-add', ['-q', key.file], { env: { ...env, ...askpass }, stdio: 'ignore' });
    rmSync(key.file);
    const words = ['--sign', `${key.file}.pub`, '--serial', '7'];
    expect(await findings(cwd, words, env)).toMatchObject({ status: 0, codes: [] });
    expect(verified(cwd, `* ${key.line}\n`)).toBe(0);
    execFileSync('ssh-add', ['-q', '-D'], { env, stdio: 'ignore' });
    expect(await findings(cwd, words, env)).toMatchObject({ status: 3, codes: ['sign-failed'] });
  });

  test('lists the signature in a dry run, and signs nothing', async () => {
    const cwd = folderWith({ 'least.yaml': profileOf(signingKey()) });
    const { status, stdout } = await build(cwd, '--sign', 'none', '--serial', '7', '--dry-run');
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('out/least.sig\n') });
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('leaves no name with .apkovl.tar.gz in it but the overlay’s, complete or not', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    const names = path.join(cwd, 'names');
    const bin = folderWith({
      'ssh-keygen': `#!/bin/sh\n(cd '${cwd}' && find out) >> '${names}'\nPATH=/usr/bin:/bin exec ssh-keygen "$@"\n`,
    });
    execFileSync('chmod', ['755', path.join(bin, 'ssh-keygen')]);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    expect(await findings(cwd, ['--sign', key.file, '--serial', '7'], env)).toMatchObject({ status: 0 });
    const seen = [...readFileSync(names, 'utf8').trim().split('\n'), ...inOut(cwd)];
    expect(seen.length).toBeGreaterThan(6);
    expect(seen.filter((name) => name.includes('.apkovl.tar.gz'))).toEqual(['least.apkovl.tar.gz']);
  });
});

describeWith(['ssh-keygen'], 'build --sign writes nothing', () => {
  test('without a serial number', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    expect(await findings(cwd, ['--sign', key.file])).toMatchObject({ status: 1, codes: ['serial-missing'] });
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test.each([
    ['is not there', (cwd: string) => path.join(cwd, 'nowhere')],
    ['is not a key', (cwd: string) => path.join(cwd, 'least.yaml')],
    ['is a public one alone', (cwd: string) => path.join(cwd, 'alone.pub')],
    ['has a passphrase, without a terminal', () => signingKey('secret').file],
  ])('with a key that %s, and says why', async (_, keyIn) => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    copyFileSync(`${key.file}.pub`, path.join(cwd, 'alone.pub'));
    const { status, codes, found } = await findings(cwd, ['--sign', keyIn(cwd), '--serial', '7']);
    expect({ status, codes }).toEqual({ status: 3, codes: ['sign-failed'] });
    expect(found[0]!.message).toMatch(/could not be signed with .*: .+/);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('without ssh-keygen', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    const answer = await findings(cwd, ['--sign', key.file, '--serial', '7'], { PATH: cwd });
    expect(answer).toMatchObject({ status: 3, codes: ['sign-no-program'] });
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test('when it is asked to stop while the key is waited for, and ends ssh-keygen', async () => {
    const cwd = folderWith({ 'least.yaml': profileOf(signingKey()), 'bin/ssh-keygen': '#!/bin/sh\nexec sleep 600\n' });
    execFileSync('chmod', ['755', path.join(cwd, 'bin/ssh-keygen')]);
    const { findings } = await buildProfiles(['least.yaml'], {
      ...{ cwd, out: 'out', version: '0', serial: 7 },
      environment: { PATH: `${cwd}/bin:${process.env.PATH}` },
      sign: { key: 'key', started: (stop) => stop?.() },
    });
    expect(findings).toMatchObject([{ code: 'sign-failed', message: expect.stringContaining('ended by SIGTERM') }]);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  });

  test.each([
    ['--serial', '7'],
    ['--sign', 'key', '--serial', '0'],
    ['--sign', 'key', '--serial', '1234567890123'],
    ['--sign', 'key', '--serial', '7a'],
  ])('for words that it does not know: %s %s %s %s', async (...words) => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    expect((await build(cwd, ...words.filter(Boolean))).status).toBe(2);
  });
});

describeWith(['ssh-keygen'], 'build warns', () => {
  test('of an overlay that its host would refuse, unsigned or by a key that it does not know', async () => {
    const cwd = folderWith({ 'least.yaml': profileOf(signingKey()) });
    expect(await findings(cwd, [])).toMatchObject({ status: 0, codes: ['overlay-unsigned'] });
    const words = ['--sign', signingKey().file, '--serial', '7'];
    expect(await findings(cwd, words)).toMatchObject({ status: 0, codes: ['signer-not-allowed'] });
  });

  test('of a signature that no host checks', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile });
    const words = ['--sign', signingKey().file, '--serial', '7'];
    expect(await findings(cwd, words)).toMatchObject({ status: 0, codes: ['signers-missing'] });
  });
});

describeWith(['ssh-keygen'], 'the signature of an earlier build', () => {
  test('is removed with the overlay that it belongs to', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    await build(cwd, '--sign', key.file, '--serial', '7');
    expect(await findings(cwd, [])).toMatchObject({ status: 0, codes: ['overlay-unsigned', 'signature-removed'] });
    expect(inOut(cwd)).toEqual(named);
  });

  test('stays if the build is not completed', async () => {
    const key = signingKey();
    const cwd = folderWith({ 'least.yaml': profileOf(key) });
    await build(cwd, '--sign', key.file, '--serial', '7');
    const before = readFileSync(path.join(cwd, 'out/least.sig'), 'utf8');
    rmSync(path.join(cwd, 'out/least.manifest.json'));
    execFileSync('mkdir', [path.join(cwd, 'out/least.manifest.json')]);
    expect(await findings(cwd, [])).toMatchObject({ status: 3, codes: expect.arrayContaining(['out-unwritable']) });
    expect(readFileSync(path.join(cwd, 'out/least.sig'), 'utf8')).toBe(before);
  });

  test('is not taken for what somebody else calls so', async () => {
    const cwd = folderWith({ 'least.yaml': leastProfile, 'out/least.sig': 'notes\n' });
    expect(await findings(cwd, [])).toMatchObject({ status: 0, codes: [] });
    expect(readFileSync(path.join(cwd, 'out/least.sig'), 'utf8')).toBe('notes\n');
  });
});
