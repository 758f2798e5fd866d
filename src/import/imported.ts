import type { Problem } from '../findings/finding.ts';

/**
 * What happened to something that no key of the section expresses: it is lost; it was kept verbatim in `xml:` or another
 * key for raw text; or it was changed to an equivalent here.
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
  /** The kept text in the section; absent for fragments that were dropped because the renderer adds them anyway. */
  fragment?: string;
}

/** What a whole profile needs around the guests, in the profile's shape: libvirt, tuning, network, passthrough … */
export type RestOfProfile = Record<string, unknown>;

/** What a definition or a command becomes in the profile. */
export interface Imported {
  /** Guests by name, in the profile's shape and only with what differs from its defaults. */
  vms: Record<string, Record<string, unknown>>;
  /** Networks and pools by name, in the same way. */
  libvirt?: Partial<Record<'networks' | 'pools', Record<string, Record<string, unknown>>>>;
  restOfProfile: RestOfProfile;
  leftovers: Leftover[];
}

/** The result of a reader: a section, or the errors that prevent one, at offsets of the text. */
export type Read = { imported: Imported; problems?: Problem[] } | { imported?: undefined; problems: Problem[] };
