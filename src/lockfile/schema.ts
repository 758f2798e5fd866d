import * as z from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().nonnegative();

/** The ISO of a release: Alpine's newest point release when it was locked. */
const medium = z.object({ version: z.string(), url: z.string(), size: size.optional(), sha256 });

const image = z.object({ sha256, size: size.optional(), compression: z.string().optional() });

/** A package as the index has it; the checksum is apk's (C: of the index), over the package's control data. */
const lockedPackage = z.object({ version: z.string(), checksum: z.string(), size, repository: z.string() });

/** What hosts of one release, architecture and list of repositories install. */
const group = z.object({
  release: z.string(),
  arch: z.string(),
  /** The index of each, and the key that signed it. */
  repositories: z.array(z.object({ url: z.string(), sha256, key: z.string() })),
  /** What the hosts ask for, as in /etc/apk/world. */
  world: z.array(z.string()),
  /** All that it takes, by name; null if there was no apk to find that out. */
  closure: z.record(z.string(), lockedPackage).nullable(),
});

/** The lock file, schema 2. */
export const lockSchema = z.object({
  schema: z.literal(2),
  hosts: z.record(z.string(), z.object({ profile: z.string(), digest: sha256 })),
  media: z.record(z.string(), medium),
  images: z.record(z.string(), image),
  packages: z.array(group),
  /** Public keys, as in /etc/apk/keys. */
  keys: z.record(z.string(), z.string()),
});

/** Schema 1 had the digests of images only. */
export const firstSchema = z.object({ schema: z.literal(1), images: z.record(z.string(), sha256).default({}) });

export type Lock = z.output<typeof lockSchema>;
export type LockedMedium = z.output<typeof medium>;
export type LockedImage = z.output<typeof image>;
export type LockedPackage = z.output<typeof lockedPackage>;
export type PackageGroup = z.output<typeof group>;

export const emptyLock: Lock = { schema: 2, hosts: {}, media: {}, images: {}, packages: [], keys: {} };
