import type { Description } from '../../medium/make/description.ts';
import { counted } from '../counted.ts';

/** What is in a bundle, in a few words. */
export function bundleText({ key, packages, images, bytes }: NonNullable<Description['bundle']>): string {
  return `${counted(packages, 'package')}, ${counted(images, 'image')}, ${Math.ceil(bytes / 2 ** 20)} MiB, signed with ${key}`;
}

/** What the machine needs a network for, where the medium has no bundle. */
export function networkText(images: number | undefined): string {
  const what =
    images === undefined
      ? 'packages and images that the medium lacks'
      : `packages that the medium lacks${images === 0 ? '' : `, and ${counted(images, 'image')},`}`;
  return `${what} come from the network, at the machine; mkapkovl media --bundle puts them on it`;
}
