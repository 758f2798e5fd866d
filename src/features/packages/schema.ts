import * as z from 'zod';
import { packageName } from '../../profile/scalars.ts';

export const packagesSchema = z
  .array(packageName)
  .default([])
  .describe('Packages that the machine shall have beside those that its features ask for.')
  .meta({ merge: 'append', examples: [['vim', 'pciutils']] });
