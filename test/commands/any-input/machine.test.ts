import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { factsOf } from '#src/commands/probe/answer.ts';
import { folderWith } from '../../support/run.ts';
import { complaintsAbout, timeout } from './amount.ts';
import { mutated } from './bytes.ts';
import { outcome } from './outcome.ts';

const machines = readdirSync('test/machines', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(txt|json)$/.test(name) && !name.includes('expected'))
  .map((name) => readFileSync(path.join('test/machines', name), 'utf8'));
const facts = readdirSync('test/facts').map((name) => readFileSync(path.join('test/facts', name), 'utf8'));

const profile = `hostname: any
alpine: { release: "3.23" }
access: { root: { password: { prompt: true } } }
install: { disk: { serial: SERIAL1 } }
libvirt: {}
passthrough: { devices: [{ slot: "0000:01:00" }, { usb: "046d:c31c" }, { usb_port: "1-7" }, { id: "10de:1b80" }, "0000:03:00.0"] }
vms: { guest: { memory: 1GiB, hostdevs: ["0000:01:00.0", { usb: "10c4:ea60" }] } }
`;

test('what describes a machine may be any text: it is used, or refused at a line of it', { timeout }, async () => {
  const cwd = folderWith({ 'profile.yaml': profile });
  const given = [...machines, ...facts, ...facts];
  expect(
    await complaintsAbout(mutated(given), 25, async (text) => {
      writeFileSync(path.join(cwd, 'facts'), text);
      const texts = { facts: text.toString(), 'profile.yaml': profile };
      const all: string[] = [];
      for (const argv of [
        ['devices', 'facts'],
        ['devices', 'facts', '--usb'],
        ['devices', 'facts', '--pick', '0000:01:00.0', '--pick', 'usb:046d:c31c', '--pick', 'usb_port:1-7'],
        ['devices', 'facts', 'facts', '--pick', 'slot:0000:01:00', '--pick', '10de:1b80'],
        ['init', '--facts', 'facts'],
        ['check', '--facts', 'facts', 'profile.yaml'],
        ['build', '--dry-run', '--facts', 'facts', 'profile.yaml'],
      ])
        all.push(...(await outcome(argv, cwd, texts)).complaints);
      return all;
    }),
  ).toEqual([]);
});

test('the answer of a machine that is probed may be any text', { timeout }, async () => {
  expect(
    await complaintsAbout(mutated(facts), 200, async (text) => {
      try {
        const read = factsOf(text.toString());
        return 'reason' in read && /undefined|\[object/.test(read.reason) ? [read.reason] : [];
      } catch (thrown) {
        return [String(thrown)];
      }
    }),
  ).toEqual([]);
});
