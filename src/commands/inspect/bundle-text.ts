import type { Description } from '../../medium/make/description.ts';
import { counted } from '../counted.ts';

/** What is in a bundle, in a few words. */
export function bundleText({ key, packages, images, bytes }: NonNullable<Description['bundle']>): string {
  return `${counted(packages, 'package')}, ${counted(images, 'image')}, ${Math.ceil(bytes / 2 ** 20)} MiB, signed with ${key}`;
}
