import type { Command } from 'commander';
import type { Context, Format, Streams } from './streams.ts';

/** Runs a verb's code with what it needs in addition to its own flags. */
export type Start = (command: (context: Context) => Promise<number> | number) => Promise<void>;

/**
 * A verb of the command line. It is defined next to its code and imports that only when it runs, because every start of
 * the program imports all verbs.
 */
export interface Verb {
  name: string;
  description: string;
  /** An example for the help text, without the program's name. */
  example: string;
  /** Forms of its output that other verbs do not have. */
  formats?: readonly Format[];
  /** Adds arguments, options and the action. */
  define: (command: Command, start: Start, streams: Streams) => void;
}

/** Parses a value of an option that may be given several times, each time with one value. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** Options that several verbs have. */
export const factsOption = [
  '--facts <file>',
  'facts about the machine, instead of those named in the profile; once for each file of pasted listings',
  repeated,
] as const;
export const lockOption = [
  '--lock <file>',
  'lock file with the digests of downloaded files; by default mkapkovl.lock.json next to the profile',
] as const;
export const mirrorOption = [
  '--mirror <place>',
  "mirror in place of the profile's: an address, or a folder with a copy of one",
] as const;
export const bundleKeyOption = [
  '--bundle-key <file>',
  'private RSA key that signs the packages of a bundle, made if there is none; its public part is in the overlay',
] as const;
