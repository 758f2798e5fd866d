import type { Problem } from '../findings/finding.ts';

/**
 * What became of something that the section does not say in so many words: it is lost; it went into `xml:` or another
 * hatch as it is; or it was changed into what does the same here.
 */
export interface Leftover {
  kind: 'lost' | 'kept' | 'changed';
  /** Element path or option, such as domain/devices/disk[2]/iotune or --disk. */
  where: string;
  value: string;
  why: string;
  remedy?: string;
  /** Where in the text it is, as a character offset. */
  offset?: number;
  /** Of what is kept: the text in the section. It is not told of what went out again because it comes anyway. */
  fragment?: string;
}

/** What a whole profile needs around the guests, in the profile's shape: libvirt, tuning, network, passthrough … */
export type Beside = Record<string, unknown>;

/** What a definition or a command came to. */
export interface Imported {
  /** Guests by name, in the profile's shape and only with what differs from its defaults. */
  vms: Record<string, Record<string, unknown>>;
  beside: Beside;
  left: Leftover[];
}

/** What a reader answers: a section, or the errors because of which there is none, at offsets of the text. */
export type Read = { imported: Imported; problems?: Problem[] } | { imported?: undefined; problems: Problem[] };

/** Reads a text; `file` is how findings name where it came from. */
export type Reader = (text: string, file: string) => Read | Promise<Read>;
