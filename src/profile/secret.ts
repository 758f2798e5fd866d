import * as z from 'zod';
import { filePath } from './scalars.ts';

/** Where a build reads a secret from. */
export type SecretSource = { env: string } | { file: string };

const environmentName = () =>
  z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable\nUse letters, digits and _.')
    .meta({ examples: ['ROOT_HASH'] });

export const fromEnvironment = () =>
  z.strictObject({ env: environmentName().describe('Environment variable, set during the build, that contains it.') });
export const fromFile = () =>
  z.strictObject({ file: filePath.describe('File on the build machine that contains it.') });
export const byPrompt = () =>
  z.strictObject({ prompt: z.literal(true).describe('Ask at the console during installation.') });

/** Whether the build itself reads the secret. */
export function isSecretSource(reference: object): reference is SecretSource {
  return 'env' in reference || 'file' in reference;
}

/** The text that represents a secret where its value must not appear: in a build id, a manifest or a listing. */
export function describeSecret(source: SecretSource): string {
  return 'env' in source ? `env:${source.env}` : 'file';
}
