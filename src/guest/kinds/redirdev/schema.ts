import * as z from 'zod';

export const redirdevsSchema = z
  .int('a whole number\nWrite how many.')
  .min(0, 'a number of 0 or more\nWrite how many.')
  .max(4, 'a number of 4 or less\nWrite fewer.')
  .optional()
  .describe('Number of USB devices that a spice client can redirect to the guest at a time; 2 by default.')
  .meta({ examples: [4] });
