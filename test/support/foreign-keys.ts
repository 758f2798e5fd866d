import { parse } from 'yaml';
import { actedOn } from './acted-on.ts';
import { leastProfile } from './run.ts';
import { schemaProblems } from './schema-problems.ts';

/** A guest of a profile that has nothing else. */
export const guestWith = (keys: string) => `vms: { web: { memory: 1GiB, ${keys} } }`;

export const remediesFor = (keys: string) => schemaProblems(parse(leastProfile + keys)).map(({ remedy }) => remedy!);

/** The profile after a novice has done one remedy after the other; the remedy that leaves something to decide. */
export function afterActing(keys: string): unknown {
  let data: unknown = parse(leastProfile + keys);
  for (let round = 0; round < 20; round += 1) {
    const [first] = schemaProblems(data);
    if (!first) return data;
    const next = actedOn(data, first.where.path!, first.code, first.remedy!);
    if (next === undefined) return first.remedy!;
    data = next;
  }
  return 'a circle';
}

/** What is left to say then. */
export function leftAfterActing(keys: string): string[] {
  const left = afterActing(keys);
  return typeof left === 'string' ? [left] : [];
}
