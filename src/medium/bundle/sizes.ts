import { mostInFile } from '../../artifact/fat/plan.ts';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from '../codes.ts';
import type { Wants } from './wants.ts';

/** How much a bundle will be, before anything of it is fetched. */
export interface Announced {
  packages: number;
  images: number;
  bytes: number;
  /** Images of which the lock has no size. */
  unknown: number;
}

export function toAnnounce({ packages, images }: Wants): Announced {
  return {
    packages: packages.length,
    images: images.length,
    bytes: [...packages, ...images].reduce((sum, { size = 0 }) => sum + size, 0),
    unknown: images.filter(({ size }) => size === undefined).length,
  };
}

/** What no stick can have, found out before it is downloaded. */
export function tooLargeForFat({ images }: Wants): Problem[] {
  return images
    .filter(({ size = 0 }) => size > mostInFile)
    .map(({ url, size }) => {
      const reason = `it has ${size} bytes, and a file at most ${mostInFile}`;
      return problemAt('media-usb-cannot-hold', { place: { file: '' } }, { file: 'a stick', path: url, reason });
    });
}
