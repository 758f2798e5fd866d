import * as z from 'zod';
import { isFragment } from './fragment.ts';

/** XML that is inserted verbatim into a definition. */
export const markup = z
  .string()
  .regex(/^[^\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*$/, 'XML\nLeave out control characters.')
  .refine(
    isFragment,
    'a sequence of complete XML elements\nClose every tag, quote every attribute, and write &amp; for &. A reference such as &#10; must be to a character that XML allows.',
  )
  .meta({ examples: ["<hub type='usb'/>"] });
