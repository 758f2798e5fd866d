import * as z from 'zod';
import type { BuiltHost } from '../../pipeline/build.ts';
import type { MediumHost } from './host.ts';

/** Media of older versions do not say whether the disk may be erased. */
const disk = z.object({
  serial: z.string().optional(),
  wwn: z.string().optional(),
  wipe: z.boolean().optional(),
  generation: z.int().optional(),
});

/** What a medium is for, as its file boot/mkapkovl.json says, schema 1. It contains no secret. */
export const descriptionSchema = z.object({
  schema: z.literal(1),
  tool: z.string(),
  alpine: z.object({ version: z.string(), arch: z.string() }),
  encrypted: z.boolean(),
  /** Absent without one. The key is the name of the public key of its index; the bytes are of packages and images. */
  bundle: z.object({ key: z.string(), packages: z.int(), images: z.int(), bytes: z.int() }).optional(),
  /** How many images the hosts take, in the bundle or from the network; media of older versions do not say it. */
  images: z.int().optional(),
  hosts: z.array(
    z.object({
      hostname: z.string(),
      build_id: z.string(),
      release: z.string(),
      mode: z.string(),
      match: z.object({ serial: z.string().optional(), uuid: z.string().optional() }),
      disk: disk.nullable(),
      guests: z.array(z.string()),
      overlay: z.object({ size: z.int(), sha256: z.string() }),
    }),
  ),
});

export type Description = z.output<typeof descriptionSchema>;

export interface Overlay {
  built: BuiltHost;
  host: MediumHost;
  size: number;
  sha256: string;
}

export function describe(
  overlays: readonly Overlay[],
  { version, alpine, encrypted, bundle }: { version: string } & Pick<Description, 'alpine' | 'encrypted' | 'bundle'>,
): Description & { images: number } {
  return {
    schema: 1,
    tool: version,
    alpine,
    encrypted,
    ...(bundle ? { bundle } : {}),
    images: new Set(overlays.flatMap(({ host }) => host.images)).size,
    hosts: overlays.map(({ built, host, size, sha256 }) => ({
      hostname: host.hostname,
      build_id: built.build_id,
      release: host.alpine.release,
      mode: host.mode,
      match: host.match,
      disk: host.disk,
      guests: host.guests,
      overlay: { size, sha256 },
    })),
  };
}
