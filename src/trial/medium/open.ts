import { statSync } from 'node:fs';
import path from 'node:path';
import { type Problem, problemAt } from '../../findings/finding.ts';
import { reasonOf } from '../../profile/read.ts';
import { openFolder } from './folder.ts';
import { openIso } from './iso.ts';
import { type Medium, UnusableMedium } from './medium.ts';

/** Opens what the user named: an ISO file, or a folder laid out like one. */
export function openMedium(named: string, cwd: string): Medium | Problem {
  const absolute = path.resolve(cwd, named);
  const where = { place: { file: named } };
  try {
    return statSync(absolute).isDirectory() ? openFolder(named, absolute) : openIso(named, absolute);
  } catch (thrown) {
    if (thrown instanceof UnusableMedium && thrown.kind === 'truncated')
      return problemAt('medium-truncated', where, { file: named, reason: thrown.message });
    if (thrown instanceof UnusableMedium)
      return problemAt('medium-not-alpine', where, { file: named, reason: thrown.message });
    return problemAt('medium-unreadable', where, { file: named, reason: reasonOf(thrown) });
  }
}

export const isMedium = (opened: Medium | Problem): opened is Medium => 'list' in opened;
