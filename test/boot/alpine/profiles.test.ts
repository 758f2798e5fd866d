import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { filled, recipes } from '../../support/recipes.ts';
import { describeOnMedium } from './describe.ts';
import { lacking, medium } from './medium.ts';
import { patience, told, tried } from './trial.ts';

const examples = readdirSync('profiles')
  .flatMap((name) => /^(.*)\.yaml$/.exec(name)?.[1] ?? [])
  .sort();

/** Of the manual page of wg (wg-quick refuses what is no key). */
const privateKey = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=';

const modeOf = (example: string): string =>
  parse(readFileSync(path.join('profiles', `${example}.yaml`), 'utf8')).install?.mode ?? 'sys';

describeOnMedium('every example', () => {
  describe.each(examples)('%s', (example) => {
    test(
      'becomes in a live system what it says',
      async () => {
        const trial = await tried(`${example}-live`, { example });
        expect(trial.judgement.verdict, told(trial)).toBe('mechanism proven');
      },
      patience,
    );

    test.runIf(modeOf(example) === 'sys')(
      'installs itself and is what it says',
      async ({ skip }) => {
        const names = lacking();
        skip(names.length > 0, `stand-in: the medium has no ${names.join(', no ')}`);
        const trial = await tried(`${example}-installed`, { example, install: true });
        expect(trial.judgement.verdict, told(trial)).toBe('mechanism proven');
      },
      patience,
    );
  });
});

describeOnMedium('every recipe, with its placeholders filled in', () => {
  test.for(recipes)('%s becomes in a live system what it says', { timeout: patience }, async (recipe, { skip }) => {
    const example = `recipes/${recipe}`;
    const text = filled(readFileSync(`profiles/${example}.yaml`, 'utf8'));
    const own: string[] = parse(text).packages ?? [];
    const names = own.filter((name) => medium.packages?.has(name) === false);
    skip(names.length > 0, `stand-in: the medium has no ${names.join(', no ')}`);
    process.env.WG_KEY = privateKey;
    const trial = await tried(`recipe-${recipe}-live`, { example, text });
    expect(trial.judgement.verdict, told(trial)).toBe('mechanism proven');
  });
});
