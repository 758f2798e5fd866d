import { type Names, noNames, readNames } from '../machine/names.ts';
import type { Environment } from './streams.ts';

/** Names of devices. An empty MKAPKOVL_NAMES disables the lists of names; a folder replaces the usual ones. */
export async function deviceNames({ MKAPKOVL_NAMES: folder }: Environment): Promise<Names> {
  return folder === '' ? noNames : readNames(folder);
}
