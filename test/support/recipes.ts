import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The example profiles of docs/recipes, which have placeholders. */
export const recipesFolder = 'profiles/recipes';

export const recipes = readdirSync(recipesFolder)
  .map((file) => path.basename(file, '.yaml'))
  .sort();

/** What the pages ask for, filled in. */
export const filled = (text: string) =>
  text
    .replaceAll('sha256: CHANGE-ME', `sha256: ${'ab'.repeat(32)}`)
    .replaceAll('CHANGE-ME-SERIAL', 'S3Z9NB0K123456')
    .replaceAll('CHANGE-ME', 'xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=')
    .replaceAll(
      /ssh-ed25519 \S+ replace-me/g,
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC ana@desk',
    );
