import { age, filePath, plainText } from '../../profile/scalars.ts';

export const factsFileSchema = filePath
  .optional()
  .describe('Facts about the machine; --facts takes another file instead.');

export const factsMaxAgeSchema = age
  .optional()
  .describe('How old facts may be: days, such as 90d. Without it facts of any age are taken.');

export const factsMachineSchema = plainText
  .optional()
  .describe('Product or board that the facts must be of, as they tell it: those of another machine are refused.')
  .meta({ examples: ['X11SPA-TF'] });
