import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { treeOf } from '../../support/machines/describe.ts';
import { readDescription } from '../../support/machines/description.ts';
import { askAbout } from '../../support/machines/judged.ts';
import { probed } from '../../support/machines/probed.ts';
import { layOut } from '../../support/machines/tree.ts';
import { folderWith } from '../../support/run.ts';

/** What the probe measures of a machine of this folder, and what the commands say about that. */
export function measured(name: string, packages: string[] = []) {
  const text = ['base', name].map((each) => readFileSync(`test/machine/probe/${each}.yaml`, 'utf8')).join('');
  const folder = folderWith();
  const root = path.join(folder, 'root');
  layOut(treeOf(readDescription(text)), root);
  const { facts, text: json, notes } = probed(root, 'ash', undefined, packages);
  const file = path.join(folder, 'facts.json');
  writeFileSync(file, json);
  return { facts, notes, ...askAbout(file) };
}

/** What the host needs of what goes to a guest, as SEVERITY CODE ADDRESS; how a device resets concerns its guest. */
export const inShort = (found: string[]): string[] =>
  found.flatMap((each) => {
    const [, severity, code, address] = /^(\S+) (\S+).*?(\d{4,5}:[0-9a-f]{2}:[0-9a-f]{2}\.\d)/.exec(each) ?? [];
    return code && /^(host-needs|device-(is|exists)|group-)/.test(code) ? [`${severity} ${code} ${address}`] : [];
  });
