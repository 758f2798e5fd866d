import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'screen-password-has-no-effect': error<{ type: string }>(
    (v) => `password has no effect: graphics of type ${v.type} does not ask for one`,
    'Remove it, or use type: vnc or spice.',
  ),
});
