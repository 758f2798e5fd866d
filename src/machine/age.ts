import type { Problem } from '../findings/finding.ts';
import { problem } from './codes.ts';
import type { Facts } from './schema.ts';

const day = 86_400_000;

/** Whether facts are younger than the profile's limit (`90d`) at a given time. */
export function ageProblems({ date }: Facts, limit: string, now: Date): Problem[] {
  const path = ['facts_max_age'];
  const taken = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(taken)) return [problem('facts-undated', path, undefined)];
  const old = now.getTime() - taken > Number.parseInt(limit, 10) * day;
  return old ? [problem('facts-too-old', path, { date: new Date(taken).toISOString().slice(0, 10), limit })] : [];
}
