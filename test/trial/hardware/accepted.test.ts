import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { findQemu, type Qemu } from '#src/trial/hardware/qemu.ts';
import { freeSlots } from '#src/trial/hardware/slots.ts';
import { type StandIn, standInsFor } from '#src/trial/hardware/stand-ins.ts';
import { virtualFunctions } from '#src/trial/substitution/virtual-functions.ts';
import { describeWith } from '../../support/tools.ts';

interface Function {
  bus: number;
  slot: number;
  function: number;
  id: { vendor: number; device: number };
  class_info: { class: number };
  pci_bridge?: { bus: { secondary: number }; devices?: Function[] };
}

const hexadecimal = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** What QEMU itself says is where, once its firmware has numbered the buses, which takes a moment and is not signalled. */
async function functionsOf(qemu: Qemu, words: string[], addresses: string[]): Promise<Map<string, string>> {
  const all = [
    '-machine',
    'q35',
    '-accel',
    'tcg',
    '-nodefaults',
    '-display',
    'none',
    '-m',
    '256',
    '-qmp',
    'stdio',
    ...words,
  ];
  const running = execa(qemu.program, all, { timeout: 60_000, reject: false, buffer: { stderr: true, stdout: false } });
  const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
  const say = async (execute: string): Promise<unknown> => {
    running.stdin.write(`${JSON.stringify({ execute })}\n`);
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error((await running).stderr);
      const answer = JSON.parse(value);
      if ('return' in answer) return answer.return;
      if ('error' in answer) throw new Error(answer.error.desc);
    }
  };
  await say('qmp_capabilities');
  const deadline = performance.now() + 30_000;
  for (;;) {
    const [root] = (await say('query-pci')) as { devices: Function[] }[];
    const bridges = root!.devices.filter((each) => each.pci_bridge);
    const found = [...root!.devices, ...bridges.flatMap(({ pci_bridge }) => pci_bridge!.devices ?? [])];
    const there = new Map(
      found.map((each) => [
        `0000:${hexadecimal(each.bus, 2)}:${hexadecimal(each.slot, 2)}.${each.function}`,
        `${hexadecimal(each.id.vendor, 4)}:${hexadecimal(each.id.device, 4)} ${hexadecimal(each.class_info.class, 4)}`,
      ]),
    );
    if (!addresses.every((address) => there.has(address)) && performance.now() < deadline) continue;
    await say('quit');
    await running;
    return there;
  }
}

const wanted = (address: string | null, kind: string, id: string | null = null, byId = false) =>
  ({ path: [], address, id, class: kind, known: 'facts', byId }) as StandIn['for'];

describeWith(['qemu-system-x86_64'], 'QEMU', () => {
  let qemu: Qemu;
  beforeAll(async () => {
    const found = await findQemu(process.env);
    if ('code' in found) throw new Error(found.message);
    qemu = found;
  });

  test('has every stand-in where the plan says, as what the plan says', async () => {
    const { all, words, fillers } = standInsFor(
      [
        ...['0000:00:1a.0', '0000:00:1a.1', '0000:00:1a.2'].map((address) => wanted(address, '0c0300')),
        wanted('0000:00:1a.7', '0c0320'),
        wanted('0000:00:1d.7', '0c0320'),
        wanted('0000:00:14.0', '0c0330'),
        wanted('0000:00:1f.3', '040300'),
        wanted('0000:00:02.0', '030000'),
        wanted('0000:01:00.0', '030000'),
        wanted('0000:01:00.1', '040300'),
        wanted('0000:0a:00.0', '020000'),
        wanted('0000:03:00.0', '010802', '144d:a808', true),
        wanted(null, '010802', '144d:a80a', true),
        wanted('0000:05:02.0', '010400'),
        wanted('0000:04:00.0', '108000'),
        wanted('0000:00:05.0', '010601'),
        wanted('0000:00:06.0', '010700'),
        wanted('0000:00:07.0', '070002'),
        wanted('0000:00:08.0', '080501'),
        wanted('0000:00:09.0', '0c0310'),
      ],
      qemu.devices,
      freeSlots(),
    );
    expect(all).toHaveLength(20);
    const expected = virtualFunctions([...all, ...fillers]).map((each): [string, string] => [
      each.address!,
      `${each.id} ${each.class.slice(0, 4)}`,
    ]);
    const there = await functionsOf(
      qemu,
      words,
      expected.map(([address]) => address),
    );
    for (const [address, what] of expected) expect(there.get(address), address).toBe(what);
  });
});
