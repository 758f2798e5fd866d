import * as z from 'zod';

export const graphicsSchema = z
  .enum(['none', 'vnc', 'spice'])
  .default('none')
  .describe('Screen, on the loopback address of the host. spice brings sound and USB redirection.');
