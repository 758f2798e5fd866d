import * as z from 'zod';
import { filePath } from '../../profile/scalars.ts';

export const overlaysSchema = z
  .array(filePath)
  .default([])
  .describe(
    'Folders laid out like the root of the target: files are copied, *.hbs are rendered with the keys of the profile.',
  )
  .meta({ merge: 'append', examples: [['overlays/site']] });
