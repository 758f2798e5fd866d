import * as z from 'zod';
import { filePath } from '../../profile/scalars.ts';

export const overlaysSchema = z
  .array(filePath)
  .default([])
  .describe("Folders laid out as the target's root: files as they are, *.hbs rendered with the host as context.")
  .meta({ merge: 'append', examples: [['overlays/site']] });
