import * as z from 'zod';

/** Printed on the target with a blank behind it, as apk prints names and versions. */
const word = z.string().regex(/^[\x21-\x7e]+$/);
const line = z.string().regex(/^\P{Cc}*$/u);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().nonnegative();

/** The ISO of a release: Alpine's newest point release when it was locked. */
const medium = z.object({ version: word, url: line, size: size.optional(), sha256 });

const image = z.object({ sha256, size: size.optional(), compression: line.optional() });

/** A package as the index has it; the checksum is apk's (C: of the index), over the package's control data. */
const lockedPackage = z.object({ version: word, checksum: word, size, repository: line });

/** What hosts of one release, architecture and list of repositories install. */
const group = z.object({
  release: word,
  arch: word,
  /** The index of each, and the key that signed it. */
  repositories: z.array(z.object({ url: line, sha256, key: word })),
  /** What the hosts ask for, as in /etc/apk/world. */
  world: z.array(word),
  /** All that it takes, by name; null if there was no apk to find that out. */
  closure: z.record(word, lockedPackage).nullable(),
});

/** The lock file, schema 2. */
export const lockSchema = z.object({
  schema: z.literal(2),
  hosts: z.record(line, z.object({ profile: line, digest: sha256 })),
  media: z.record(line, medium),
  images: z.record(line, image),
  packages: z.array(group),
  /** Public keys, as in /etc/apk/keys. */
  keys: z.record(word, z.string()),
});

/** Schema 1 had the digests of images only. */
export const firstSchema = z.object({ schema: z.literal(1), images: z.record(line, sha256).default({}) });

export type Lock = z.output<typeof lockSchema>;
export type LockedMedium = z.output<typeof medium>;
export type LockedImage = z.output<typeof image>;
export type LockedPackage = z.output<typeof lockedPackage>;
export type PackageGroup = z.output<typeof group>;

export const emptyLock: Lock = { schema: 2, hosts: {}, media: {}, images: {}, packages: [], keys: {} };
