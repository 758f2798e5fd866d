import path from 'node:path';
import { writeWhole } from '../../artifact/write-whole.ts';
import type { Facts } from '../../machine/schema.ts';
import { fileLimits, readBoundedSync } from '../../profile/bounded.ts';
import { reasonOf } from '../../profile/read.ts';
import { factsOf } from './answer.ts';
import { sameMachine } from './same.ts';

/** Host names that live media give to every machine. */
const nameless = new Set(['', 'localhost', 'localhost.localdomain', 'alpine', '(none)']);

/** facts/NAME.json: the machine's own name, or the one used with ssh. */
export function defaultFile(facts: Facts, host: string | undefined): string {
  const own = facts.system.hostname ?? '';
  const reached =
    host
      ?.replace(/^ssh:\/\//, '')
      .replace(/^.*@/, '')
      .replace(/:\d+$/, '') ?? 'localhost';
  const name = nameless.has(own.toLowerCase()) ? reached : own;
  return path.join('facts', `${name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_')}.json`);
}

/** Why the facts could not be saved. */
export async function saveFacts(file: string, text: string, facts: Facts): Promise<string | undefined> {
  const taken = takenBy(file, facts);
  if (taken) return taken;
  try {
    await writeWhole(file, text);
  } catch (thrown) {
    return reasonOf(thrown);
  }
}

/** Why a file must not be overwritten: it is not a facts file, or it describes another machine. */
function takenBy(file: string, facts: Facts): string | undefined {
  let text: string;
  try {
    text = readBoundedSync(file, fileLimits.facts).toString('utf8');
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : reasonOf(thrown);
  }
  const before = factsOf(text);
  if ('reason' in before) return 'it exists and is not a facts file';
  return sameMachine(before.facts, facts) ? undefined : 'it contains the facts of another machine';
}
