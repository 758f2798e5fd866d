import { age, filePath, plainText } from '../../profile/scalars.ts';

export const factsFileSchema = filePath
  .optional()
  .describe('File with facts about the machine; --facts overrides it.')
  .meta({ examples: ['facts/kvm1.json'] });

export const factsMaxAgeSchema = age
  .optional()
  .describe('Maximum age of the facts in days, such as 90d. By default facts of any age are accepted.');

export const factsMachineSchema = plainText
  .optional()
  .describe('Product or board name that the facts must contain: those of another machine are refused.')
  .meta({ examples: ['X11SPA-TF'] });
