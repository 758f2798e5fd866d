import * as z from 'zod';
import { filePath, size } from '../../profile/scalars.ts';

export const overlaysSchema = z
  .array(filePath)
  .default([])
  .describe(
    'Folders laid out like the root of the target: files are copied, *.hbs are rendered with the keys of the profile.',
  )
  .meta({ merge: 'append', examples: [['overlays/site']] });

export const overlaysMaxSizeSchema = size
  .default('1GiB')
  .describe(
    'Maximum size of all files that overlays and files name, in the memory of the target. A check counts up to it, and reads nothing of what is larger.',
  );
