import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fileDisplay, progressDisplay, type Step } from '#src/commands/progress.ts';
import type { Context, Format } from '#src/commands/streams.ts';

interface Where {
  terminal?: boolean;
  format?: Format;
  quiet?: boolean;
}

/** What is written while steps happen at the given seconds. */
function shown(steps: [seconds: number, step: Step][], { terminal = false, format = 'text', quiet = false }: Where) {
  const stderr = Object.assign(new PassThrough(), { isTTY: terminal });
  let at = 0;
  const display = progressDisplay({ streams: { stderr }, format, quiet } as unknown as Context, () => at);
  for (const [seconds, step] of steps) {
    at = seconds * 1000;
    display.update(step);
  }
  display.clear();
  return stderr.read()?.toString() ?? '';
}

const download = (done: number): Step => ({
  ...{ what: 'alpine.iso', unit: 'bytes', done: done * 2 ** 20 },
  total: 400 * 2 ** 20,
});
const hosts = (done: number): Step => ({ what: 'building', done, total: 12, unit: 'hosts' });

describe('what takes long', () => {
  test('is one line of a terminal: what, how far, how much longer; and nothing stays of it', () => {
    const text = shown(
      [
        [0, download(0)],
        [1, download(40)],
        [2, download(100)],
      ],
      { terminal: true },
    );
    expect(text).toBe(
      '\r\u001b[Kalpine.iso: 10 % of 400 MiB, 9 s left\r\u001b[Kalpine.iso: 25 % of 400 MiB, 6 s left\r\u001b[K',
    );
  });

  test('is a line now and then in a log', () => {
    const steps = Array.from({ length: 60 }, (_, second): [number, Step] => [second, download(second * 2)]);
    expect(shown(steps, {})).toBe('alpine.iso: 5 % of 400 MiB, 4 min left\nalpine.iso: 20 % of 400 MiB, 3 min left\n');
  });

  test('says how much there is where nobody knows how much there will be', () => {
    expect(
      shown(
        [
          [0, { ...download(0), total: undefined }],
          [12, { ...download(7), total: undefined }],
        ],
        {},
      ),
    ).toBe('alpine.iso: 7 MiB, 12 s\n');
  });

  test('counts hosts', () => {
    expect(
      shown(
        [
          [0, hosts(0)],
          [1, hosts(3)],
          [2, hosts(12)],
        ],
        { terminal: true },
      ),
    ).toContain('building: 3 of 12 hosts, 3 s left\r\u001b[Kbuilding: 12 of 12 hosts\r');
  });

  test('begins again with what comes next', () => {
    const other = { ...download(1), what: 'other.iso' };
    expect(
      shown(
        [
          [0, download(0)],
          [9, download(9)],
          [11, other],
          [12, other],
        ],
        {},
      ),
    ).toBe('');
  });
});

describe('nothing is shown', () => {
  const long: [number, Step][] = [
    [0, download(0)],
    [60, download(100)],
  ];
  test.each<[string, Where]>([
    ['with --quiet', { quiet: true }],
    ['with --format json', { format: 'json' }],
    ['with --format sarif', { format: 'sarif' }],
  ])('%s', (_, where) => {
    expect(shown(long, { ...where, terminal: true })).toBe('');
    expect(shown(long, where)).toBe('');
  });

  test('of what is done soon', () => {
    expect(
      shown(
        [
          [0, download(0)],
          [0.4, download(400)],
        ],
        { terminal: true },
      ),
    ).toBe('');
    expect(
      shown(
        [
          [0, download(0)],
          [9, download(400)],
        ],
        {},
      ),
    ).toBe('');
  });
});

test('what is shown of a file is its name, and never on standard output', () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const later = vi.spyOn(performance, 'now');
  onTestFinished(() => later.mockRestore());
  const display = fileDisplay({ streams: { stdout, stderr }, format: 'text', quiet: false } as unknown as Context);
  for (const [minute, of] of [display.download, display.writing].entries()) {
    later.mockReturnValue(minute * 600_000);
    of('http://mirror.example/a/disk.qcow2', 0, 2 ** 21);
    later.mockReturnValue(minute * 600_000 + 60_000);
    of('http://mirror.example/a/disk.qcow2', 2 ** 20, 2 ** 21);
  }
  display.building(1, 2);
  later.mockReturnValue(1_260_000);
  display.building(2, 2);
  expect(stderr.read()?.toString().split('\n')).toEqual([
    'disk.qcow2: 50 % of 2 MiB, 60 s left',
    'writing disk.qcow2: 50 % of 2 MiB, 60 s left',
    'building: 2 of 2 hosts',
    '',
  ]);
  expect(stdout.read()).toBeNull();
});
