import * as z from 'zod';
import { serviceName } from '../../profile/scalars.ts';
import { runlevels } from '../../target/runlevels.ts';

export const servicesSchema = z
  .record(serviceName, z.enum(runlevels))
  .default({})
  .describe('Additional OpenRC services: name to runlevel.')
  .meta({ examples: [{ crond: 'default' }] });
