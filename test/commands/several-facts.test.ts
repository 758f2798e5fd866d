import { describe, expect, test } from 'vitest';
import { check, devices } from '../../src/index.ts';
import { folderWith, leastProfile, run } from '../support/run.ts';

const functions = `00:1a.0 USB controller [0c03]: Intel A [8086:3a67]
00:1f.2 SATA controller [0106]: Intel B [8086:3a22]
`;
const disks = 'NAME TYPE SIZE SERIAL\nsda  disk 931.5G OTHER1\n';
const profile = `${leastProfile}passthrough: { devices: ["0000:00:1b.0"] }\n`;
const machine = { 'functions.txt': functions, 'disks.txt': disks, 'profile.yaml': profile };
const both = ['--facts', 'functions.txt', '--facts', 'disks.txt'];

const codesOf = (text: string): string[] => JSON.parse(text).map(({ code }: { code: string }) => code);

describe('--facts, once for each listing', () => {
  test('joins them: what each of them alone shows is found', async () => {
    const cwd = folderWith(machine);
    const found = codesOf((await run(['check', '--format', 'json', ...both, 'profile.yaml'], { cwd })).stdout);
    expect(found).toContain('device-not-in-facts');
    expect(found).toContain('install-disk-not-in-facts');
  });

  test('joins them for init, which names no single file as the facts and says how to join them', async () => {
    const { status, stdout } = await run(['init', ...both], { cwd: folderWith(machine) });
    expect(status).toBe(0);
    expect(stdout).toContain('serial: "OTHER1"');
    expect(stdout).not.toMatch(/^facts:/m);
    expect(stdout.replace(/\n# +/g, ' ')).toContain(
      'cat functions.txt disks.txt > facts.txt, and add facts: facts.txt',
    );
  });

  test('names the file and its own line where one of them is wrong', async () => {
    const cwd = folderWith({ ...machine, 'functions.txt': `${functions}00:1b.0 Audio device [04\n` });
    const named = ['--facts', 'disks.txt', '--facts', 'functions.txt'];
    const { stdout } = await run(['check', '--format', 'json', ...named, 'profile.yaml'], { cwd });
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ code: 'listing-without-ids', file: 'functions.txt', line: 3 }),
    );
  });

  test('replaces the facts of the profile, as one file does', async () => {
    const cwd = folderWith({ ...machine, 'profile.yaml': `${profile}facts: there-is-none.txt\n` });
    const { stdout } = await run(['check', '--format', 'json', ...both, 'profile.yaml'], { cwd });
    expect(codesOf(stdout)).not.toContain('file-not-found');
  });

  test('is the same for programs, as a list', async () => {
    const cwd = folderWith(machine);
    const facts = ['functions.txt', 'disks.txt'];
    const { findings } = await check('profile.yaml', { cwd, facts });
    const found = findings.map(({ code }) => code);
    expect(found).toContain('device-not-in-facts');
    expect(found).toContain('install-disk-not-in-facts');
    expect((await devices(facts, { cwd })).machine?.groups.flatMap((group) => group.functions)).toHaveLength(2);
  });
});

describe('facts that describe a machine alone', () => {
  const facts = JSON.stringify({ schema: 1, pci: [] });
  const report = JSON.stringify({ version: 1, hardware: {} });

  test.each([
    ['facts', facts],
    ['facts that are cut off', '{\n "schema": 1,\n "pci": ['],
    ['a report of nixos-facter', report],
  ])('%s cannot be joined with a listing, in any order', async (_, text) => {
    const cwd = folderWith({ ...machine, 'facts.json': text });
    for (const files of [
      ['facts.json', 'disks.txt'],
      ['disks.txt', 'facts.json'],
    ]) {
      const named = files.flatMap((file) => ['--facts', file]);
      const { status, stdout } = await run(['check', '--format', 'json', ...named, 'profile.yaml'], { cwd });
      expect({ status, found: JSON.parse(stdout) }).toEqual({
        status: 3,
        found: [expect.objectContaining({ code: 'facts-not-joined', file: 'facts.json' })],
      });
      const listed = await run(['devices', ...files], { cwd });
      expect({ status: listed.status, stdout: listed.stdout }).toEqual({ status: 3, stdout: '' });
      expect(listed.stderr).toContain('[facts-not-joined]');
    }
  });

  test('lsblk and ip as JSON are listings, and are joined', async () => {
    const json = JSON.stringify({ blockdevices: [{ name: 'sda', type: 'disk', serial: 'OTHER1' }] });
    const cwd = folderWith({ ...machine, 'disks.txt': json });
    const { stdout } = await run(['check', '--format', 'json', ...both, 'profile.yaml'], { cwd });
    expect(codesOf(stdout)).toContain('install-disk-not-in-facts');
  });
});
