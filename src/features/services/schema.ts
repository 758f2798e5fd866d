import * as z from 'zod';
import { serviceName } from '../../profile/scalars.ts';
import { runlevels } from '../../target/runlevels.ts';

export const servicesSchema = z
  .record(serviceName, z.enum(runlevels))
  .default({})
  .describe('OpenRC services to start beside those of the features: name to runlevel.')
  .meta({ examples: [{ crond: 'default' }] });
