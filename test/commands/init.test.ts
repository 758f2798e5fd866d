import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { run as runProgram } from '../../src/commands/program.ts';
import { folderWith, run } from '../support/run.ts';

const machines = readdirSync('test/machines', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`test/machines/${entry.name}/facts.json`))
  .map(({ name }) => name);
const env = { MKAPKOVL_NAMES: '' };

/** The profile that init writes for facts, in a separate folder next to them. */
async function written(facts: string) {
  const cwd = folderWith({ 'facts.json': facts });
  const made = await run(['init', '--facts', 'facts.json', '--out', 'profile.yaml'], { cwd, env });
  expect({ status: made.status, stdout: made.stdout }).toEqual({ status: 0, stdout: 'profile.yaml\n' });
  return { cwd, profile: readFileSync(path.join(cwd, 'profile.yaml'), 'utf8') };
}

const factsOf = (machine: string) => readFileSync(`test/machines/${machine}/facts.json`, 'utf8');

/** The profile with one of the proposed groups taken out of the comments, and nothing given to a guest yet. */
function withGroup(profile: string, group: string): string {
  const [before = '', proposed = ''] = profile.split('# passthrough:\n');
  const lines = proposed.split('\n').map((line) => line.replace(/^# /, ''));
  const settings = lines.filter((line) => line.startsWith('  allow_unsafe_interrupts'));
  const start = lines.indexOf(`    # group ${group}`);
  const items = lines.slice(
    start + 1,
    lines.findIndex((line, at) => at > start && !line.startsWith('    - ')),
  );
  expect(items.length).toBeGreaterThan(0);
  return [before, 'passthrough:', ...settings, '  devices:', ...items, ''].join('\n');
}

describe.each(machines)('for %s', (machine) => {
  test('the profile passes check without a word, and so does each group that it proposes without an error', async () => {
    const { cwd, profile } = await written(factsOf(machine));
    const checked = await run(['check', 'profile.yaml', '--facts', 'facts.json'], { cwd });
    expect(checked).toEqual({ status: 0, stdout: '0 errors, 0 warnings\n', stderr: '' });
    for (const [, group = ''] of profile.matchAll(/^# {5}# group (\d+)$/gm)) {
      writeFileSync(path.join(cwd, 'group.yaml'), withGroup(profile, group));
      const { status, stdout } = await run(['check', 'group.yaml'], { cwd });
      expect({ group, status, stdout: status === 0 ? '' : stdout }).toEqual({ group, status: 0, stdout: '' });
    }
  });
});

test('there are at least eight machines', () => expect(machines.length).toBeGreaterThanOrEqual(8));

test("the post's machine: disk by serial, bridge by address, and the group of the Zigbee stick, whole", async () => {
  const { profile } = await written(factsOf('ich10'));
  expect(profile).toContain('serial: "S1ATNSADA00001A"');
  expect(profile).toContain('- { mac: "02:1b:21:00:00:10" } # eth0: it has the default route');
  expect(profile).toMatch(/# group 4\n(#.*00:1a\.[0127]".*\n){4}/);
  expect(profile).toMatch(/^#.*allow_unsafe_interrupts: true$/m);
});

test('the disk that the system runs from is proposed, with the others as alternatives', async () => {
  const { profile } = await written(factsOf('two-xeons-sriov'));
  expect(profile).toMatch(/# sda,.*: the current system runs from it\.\n.*# Other disks:\n.*BTLJ000000012P0B/);
  expect(profile).toContain('serial: "PHYF000000AB240A"');
});

describe('cards of a listing that shows devices, and not what they are called', () => {
  const host = '00:00.0 Host bridge [0600]: Intel Corporation Device [8086:3e0f]\n';
  const card = (at: string) => `${at} Ethernet controller [0200]: Intel Corporation I210 [8086:1533]\n`;

  test.each([
    [host, 'the facts list no network card; check the name: ip link'],
    [host + card('02:00.0'), 'the facts show 02:00.0 without its name; check which it is: ip link'],
    [
      host + card('02:00.0') + card('03:00.0'),
      'the facts show 02:00.0 and 03:00.0 without their names; check which it is: ip link',
    ],
  ])('%j', async (listing, remark) => {
    expect((await written(listing)).profile).toContain(`- eth0 # ${remark}\n`);
  });
});

describe('how a medium for several hosts recognizes the machine', () => {
  const withSystem = (system: object) => {
    const facts = JSON.parse(factsOf('mini-pc'));
    return JSON.stringify({ ...facts, system: { ...facts.system, ...system } });
  };
  const uuid = '4C4C4544-0042-4A10-8052-B4C04F4E4D32';

  test.each([
    [{ serial: 'CZ3123ABCD', uuid }, '# match: { serial: "CZ3123ABCD" }'],
    [{ serial: 'To be filled by O.E.M.', uuid }, `# match: { uuid: "${uuid.toLowerCase()}" }`],
    [{ serial: null, uuid }, `# match: { uuid: "${uuid.toLowerCase()}" }`],
    [{ serial: '"}\u00e9', uuid }, `# match: { uuid: "${uuid.toLowerCase()}" }`],
  ])('%j', async (system, line) => {
    const { cwd, profile } = await written(withSystem(system));
    expect(profile).toContain(`\n${line}\n`);
    writeFileSync(path.join(cwd, 'profile.yaml'), profile.replace(line, line.slice(2)));
    const { stderr } = await run(['check', 'profile.yaml', '--facts', 'facts.json'], { cwd });
    expect(stderr).not.toMatch(/match/);
  });

  test.each([
    { serial: null, uuid: null },
    { serial: '', uuid: '' },
    { serial: 'Default string', uuid: '03000200-0400-0500-0006-000700080009' },
  ])('is not proposed from %j', async (system) => {
    expect((await written(withSystem(system))).profile).not.toContain('match:');
  });
});

test('without an IOMMU nothing is proposed, and the profile says why', async () => {
  const { profile } = await written(factsOf('no-iommu'));
  expect(profile).toContain('# The IOMMU is off: the firmware offers none');
  expect(profile).not.toContain('passthrough:');
});

test('a disk without a serial number is not named by anything else: a comment and a finding say so', async () => {
  const disks = [{ name: 'sda', size: 64e9, serial: null, wwn: null }];
  const { cwd, profile } = await written(JSON.stringify({ schema: 1, disks }));
  expect(profile).toMatch(/# sda reports neither a serial number nor a world wide name, so it cannot be identified/);
  const { status, stdout } = await run(['check', 'profile.yaml'], { cwd });
  expect(status).toBe(0);
  expect(stdout).toContain('[install-disk-unverified]');
});

test('two disks with the same serial number are distinguished by their world wide names', async () => {
  const disks = ['naa.5000c500a1b2c3d4', 'naa.5000c500a1b2c3d5'].map((wwn, index) => ({
    name: `sd${'ab'[index]}`,
    serial: 'SAME1',
    wwn,
  }));
  const { cwd, profile } = await written(JSON.stringify({ schema: 1, disks }));
  expect(profile).toContain('wwn: "naa.5000c500a1b2c3d4"');
  expect((await run(['check', 'profile.yaml'], { cwd })).status).toBe(0);
});

describe('two equal disks', () => {
  const equal = (used: object, others: object = used) =>
    ['a', 'b'].map((letter, index) => ({
      name: `sd${letter}`,
      serial: `SERIAL-${letter}`,
      size: 64e9,
      model: 'MODEL',
      ...(index === 0 ? used : others),
    }));
  const profileFor = async (disks: object[]) => (await written(JSON.stringify({ schema: 1, disks }))).profile;
  const free = { mounts: [], held_by: [] };

  test.each([
    ['where it is not known whether something uses them', equal({ mounts: null, held_by: null })],
    ['where an array has both', equal({ mounts: [], held_by: ['md0'] })],
  ])('may be a mirror %s', async (_, disks) => {
    expect(await profileFor(disks)).toContain('sda and sdb are of one model and size, and may be a mirror');
  });

  test.each([
    ['nothing uses either', equal(free)],
    ['something else uses one of them', equal(free, { mounts: ['/srv'], held_by: [] })],
  ])('are not said to be one where %s: the serial number tells them apart', async (_, disks) => {
    expect(await profileFor(disks)).not.toContain('mirror');
  });
});

test('the example gives away the USB controller with something plugged in, not an empty one', async () => {
  const pci = ['00:1f.0 0601', '03:00.0 0c03', '04:00.0 0c03'].map((text, index) => ({
    address: `0000:${text.slice(0, 7)}`,
    class: `${text.slice(8)}00`,
    id: `8086:000${index}`,
    iommu_group: index,
    driver: '',
    physical_function: '',
  }));
  const usb = [
    { id: '1d6b:0003', controller: '0000:03:00.0', bus: 1 },
    { id: '1d6b:0003', controller: '0000:04:00.0', bus: 2 },
    { id: '10c4:ea60', controller: '0000:04:00.0', bus: 2, port: '2-1', class: 'ff' },
  ];
  const facts = { schema: 1, source: 'probe', pci, usb, disks: [], nics: [], keyboards: [] };
  const { profile } = await written(JSON.stringify(facts));
  expect(profile).toContain('hostdevs: ["0000:04:00.0"]');
});

test('what somebody pasted leads to a profile as well', async () => {
  const facts = path.resolve('docs/examples/ich10.txt');
  const { status, stdout } = await run(['init', '--facts', facts], { env });
  expect(status).toBe(0);
  const cwd = folderWith({ 'profile.yaml': stdout });
  expect((await run(['check', 'profile.yaml', '--facts', facts], { cwd })).status).toBe(0);
});

test('odd names in facts stay in their comments and quotes', async () => {
  const odd = 'x"\n}: [#\u0007 & *a';
  const facts = {
    schema: 1,
    system: { hostname: odd, board: `B "1" \\ #`, product: odd },
    disks: [{ name: 'sda', model: odd, serial: 'S-1_2.3' }],
  };
  const { cwd } = await written(JSON.stringify(facts));
  expect((await run(['check', 'profile.yaml'], { cwd })).stdout).toBe('0 errors, 0 warnings\n');
});

test('a file that is there is never written over', async () => {
  const cwd = folderWith({ 'facts.json': factsOf('ich10'), 'mine.yaml': 'hostname: mine\n' });
  const { status, stdout, stderr } = await run(['init', '--facts', 'facts.json', '--out', 'mine.yaml'], { cwd, env });
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toContain('[init-file-exists]');
  expect(readFileSync(path.join(cwd, 'mine.yaml'), 'utf8')).toBe('hostname: mine\n');
});

test('facts that cannot be read lead to no profile', async () => {
  const cwd = folderWith({ 'facts.json': '{"schema": 1, "pci": [' });
  const { status, stdout } = await run(['init', '--facts', 'facts.json', '--format', 'json'], { cwd, env });
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ result: null, findings: [{ severity: 'error' }] });
});

test('--format json prints the profile and its path', async () => {
  const cwd = folderWith({ 'facts.json': factsOf('ich10') });
  const { stdout } = await run(['init', '--facts', 'facts.json', '--format', 'json'], { cwd, env });
  expect(JSON.parse(stdout)).toEqual({
    result: { file: null, profile: expect.stringContaining('hostname: kvm1') },
    findings: [],
  });
});

test('without facts and without a terminal it says how to go on', async () => {
  const { status, stdout, stderr } = await run(['init']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/there is no terminal to ask questions on; .*mkapkovl init --facts FILE/);
});

test.each([
  [{ CI: 'true' }, 'CI is set, so no one would answer questions'],
  [{ TERM: 'dumb' }, 'TERM is dumb, and questions need a terminal that can move its cursor'],
])('with %j no question is asked, even on a terminal', async (environment, reason) => {
  const { status, stdout, stderr } = await answered({}, [], environment);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(`error: ${reason}; provide facts: mkapkovl init --facts FILE (mkapkovl probe collects them)\n`);
});

const enter = '\r';
const enterAll = { Name: enter, Network: enter, Serial: enter, SSH: enter };

/** Types each text as soon as the terminal shows what it belongs to, in this order; then the terminal is closed. */
async function answered(typed: Record<string, string>, flags: string[] = [], environment = {}, cwd = folderWith()) {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true });
  const stdin = Object.assign(terminal(), { setRawMode: () => undefined });
  const [stdout, stderr] = [terminal(), terminal()];
  const texts = { stdout: '', stderr: '' };
  const waiting = Object.entries(typed);
  let unseen = '';
  stdout.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    texts.stderr += chunk;
    unseen += chunk;
    const [shown, text] = waiting[0] ?? ['└', undefined];
    if (!unseen.includes(shown)) return;
    unseen = '';
    waiting.shift();
    setImmediate(() => (text === undefined ? stdin.end() : stdin.write(text)));
  });
  const status = await runProgram(['init', ...flags], { stdin, stdout, stderr }, environment, cwd);
  return { status, ...texts };
}

describe('on a terminal', () => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC you@home';

  test('it asks, and the answers make a profile that passes check', async () => {
    const typed = { Name: 'box\r', Network: 'eth1\r', Serial: 'S3Z9NB0K123456\r', SSH: `${key}\r` };
    const { status, stdout } = await answered(typed);
    expect(status).toBe(0);
    const cwd = folderWith({ 'profile.yaml': stdout });
    expect(stdout).toContain('serial: "S3Z9NB0K123456"');
    expect(stdout).toContain(`authorized_keys: ["${key}"]`);
    expect((await run(['check', 'profile.yaml'], { cwd })).stdout).toBe('0 errors, 0 warnings\n');
  });

  test('it takes what it proposes for an empty line', async () => {
    const { stdout } = await answered(enterAll);
    expect(stdout).toContain('hostname: kvm1\n');
    expect(stdout).toContain('- eth0\n');
    expect(stdout).toContain('serial: "CHANGE-ME-SERIAL"');
    expect(stdout).toContain('password: { prompt: true }');
  });

  test.each([
    ['Name', 'no_name', 'That is not a host name.'],
    ['Network', 'eth0;x', 'That is not an interface name.'],
    ['Serial', 'one two', 'That is not a serial number or world wide name'],
    ['SSH', 'ssh-ed25519 AAAB', 'That is not a public SSH key'],
  ])('it says at once what no profile could hold: %s %s', async (question, wrong, reason) => {
    const before = Object.entries(enterAll);
    const at = before.findIndex(([name]) => name === question);
    const typed = [
      ...before.slice(0, at),
      [question, `${wrong}\r`],
      ['That is not', '\u0015\r'],
      ...before.slice(at + 1),
    ];
    const { status, stdout, stderr } = await answered(Object.fromEntries(typed));
    expect(stderr).toContain(reason);
    expect(status).toBe(0);
    expect(stdout).not.toContain(wrong);
  });

  test('a file that is there is not asked for answers that could not be kept', async () => {
    const cwd = folderWith({ 'mine.yaml': 'hostname: mine\n' });
    const { status, stderr } = await answered({}, ['--out', 'mine.yaml'], {}, cwd);
    expect(status).toBe(3);
    expect(stderr).toContain('[init-file-exists]');
    expect(stderr).not.toContain('Name of the machine');
  });

  test('NO_COLOR takes the colours out, not the questions', async () => {
    const coloured = /\u001b\[[\d;]*m/;
    expect((await answered(enterAll, [], { FORCE_COLOR: '1' })).stderr).toMatch(coloured);
    const { status, stderr } = await answered(enterAll, [], { NO_COLOR: '1' });
    expect(status).toBe(0);
    expect(stderr).toContain('Name of the machine');
    expect(stderr).not.toMatch(coloured);
  });

  describe.each(Object.keys(enterAll))('at the question %s', (question) => {
    const before = Object.entries(enterAll).slice(0, Object.keys(enterAll).indexOf(question));

    test.each([
      ['Ctrl-C', '\u0003', 130, ''],
      ['Ctrl-C in the middle of a word', 'x\u0003', 130, ''],
      ['Ctrl-D', '\u0004', 3, '[init-not-answered]'],
    ])('%s writes no profile', async (_, typed, status, said) => {
      const cwd = folderWith();
      const ended = await answered(Object.fromEntries([...before, [question, typed]]), ['--out', 'new.yaml'], {}, cwd);
      expect(ended).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(said) });
      expect(existsSync(path.join(cwd, 'new.yaml'))).toBe(false);
    });
  });

  test('a terminal that is closed writes no profile', async () => {
    expect(await answered({ Name: 'box\r' })).toMatchObject({
      status: 3,
      stdout: '',
      stderr: expect.stringContaining('[init-not-answered]'),
    });
  });
});
