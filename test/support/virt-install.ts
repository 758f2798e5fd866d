import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../libvirt');

/**
 * Debian's package of the list of systems that everything here was made with. Another one knows other systems and gives
 * other defaults, so with it there is nothing to compare.
 */
export const systems = '0.20221130';

export function systemsInstalled(): boolean {
  const { stdout } = spawnSync('dpkg-query', ['-Wf', '${Version}', 'osinfo-db'], { encoding: 'utf8' });
  return stdout?.startsWith(systems) ?? false;
}

/** Commands as people write them, one a line: of the manual, of forums and of notes that are public. */
export function commands(): string[] {
  return readFileSync(path.join(folder, 'commands.txt'), 'utf8').trim().split('\n');
}

/** The definition that virt-install prints for each command; of an installation the one that stays. */
export function printedBy(asked: readonly string[]): { xml?: string; error?: string }[] {
  const script = path.join(folder, 'print-xml.py');
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', [script], {
    input: asked.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`virt-install does not print: ${stderr}`);
  return JSON.parse(stdout);
}
