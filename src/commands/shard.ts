import { InvalidArgumentError, Option } from 'commander';
import type { Shard } from '../pipeline/select.ts';

/** Splits a fleet over the runners of CI; the verb says what is done with a part. */
export const shardOption = (what: string) =>
  new Option('--shard <i/n>', `${what} only every n-th profile, beginning with the i-th`).argParser(shard);

function shard(text: string): Shard {
  const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text);
  const [index, total] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || index > total) throw new InvalidArgumentError('Write I/N, such as 1/4.');
  return { index, total };
}
