import * as z from 'zod';
import { packageName } from '../../profile/scalars.ts';

export const packagesSchema = z
  .array(packageName)
  .default([])
  .describe('Additional packages to install.')
  .meta({ merge: 'append', examples: [['vim', 'pciutils']] });
