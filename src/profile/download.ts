import * as z from 'zod';
import { format } from './format.ts';

const addressWanted = 'a web address\nWrite a complete http:// or https:// address without spaces.';

/** Characters that a shell and apk's list of repositories take, and what a URL may be (WHATWG URL: 1.2.3.400 is none). */
export const webAddress = z
  .string(addressWanted)
  .regex(/^(https?|ftp):\/\/[A-Za-z0-9._~:/?#@!&()*+,;=%[\]-]+$/, { error: addressWanted, abort: true })
  .refine((address) => URL.canParse(address), addressWanted)
  .meta({ examples: ['https://dl-cdn.alpinelinux.org/alpine'] });

const sha256 = format(
  /^[0-9a-f]{64}$/,
  'a sha256 digest',
  'Write its 64 lower-case hexadecimal digits; or remove the line and run mkapkovl lock PROFILE, which writes down the digest of what it downloads.',
  '0'.repeat(64),
);

/** The compression formats of images. */
const compression = z.enum(['none', 'gz', 'bz2', 'xz', 'zst', 'lzma']);

/** The image that fills a new volume. */
export const imageSchema = z.strictObject({
  url: webAddress
    .describe('Web address of the file.')
    .meta({ examples: ['https://example.org/images/debian-13.qcow2.xz'] }),
  sha256: sha256
    .optional()
    .describe(
      'SHA-256 digest of the downloaded file. Without it the lock file must have one, which mkapkovl lock writes.',
    ),
  compression: compression
    .optional()
    .describe('Compression; by default taken from the end of the address (.gz, .bz2, .xz, .zst, .lzma).'),
});

type Image = z.infer<typeof imageSchema>;
type Compression = z.infer<typeof compression>;

/** The compression of an image: as given, or by the suffix of its URL. */
export function compressionOf({ url, compression: said }: Image): Compression {
  const [, end] = /\.(gz|bz2|xz|zst|lzma)(?:[?#]|$)/.exec(url) ?? [];
  return said ?? compression.parse(end ?? 'none');
}

/** The packages with the programs for formats that Alpine's busybox cannot unpack (`busybox --list`). */
const unpackers: Record<Compression, string[]> = { none: [], gz: [], bz2: [], xz: [], zst: ['zstd'], lzma: [] };

/** The packages that the host needs to decompress an image. */
export function packagesToUnpack(image: Image): string[] {
  return unpackers[compressionOf(image)];
}
