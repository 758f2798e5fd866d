import { faultOf } from '../../machine/fault.ts';
import { type Facts, factsSchema } from '../../machine/schema.ts';

/** Facts, or why a machine's answer is not a facts file. */
export function factsOf(answer: string): { facts: Facts } | { reason: string } {
  if (answer.trim() === '') return { reason: 'it is empty' };
  // Other output of the remote shell comes first.
  if (!answer.startsWith('{')) {
    const [first] = answer.split('\n');
    const start = /^\{$/m.test(answer) ? 'it has, before the facts,' : 'it begins with';
    return { reason: `${start} "${first!.slice(0, 80)}", which the shell of that machine prints for every command` };
  }
  let json: unknown;
  try {
    json = JSON.parse(answer);
  } catch (thrown) {
    return {
      reason: answer.trimEnd().endsWith('\n}') ? `it is not JSON (${(thrown as Error).message})` : 'it is truncated',
    };
  }
  const { schema } = json as { schema?: unknown };
  if (typeof schema === 'number' && schema > 1) {
    return { reason: `it uses schema ${schema}, but this program supports only schema 1` };
  }
  const parsed = factsSchema.safeParse(json);
  if (parsed.success) return { facts: parsed.data };
  return { reason: faultOf(parsed.error) };
}
