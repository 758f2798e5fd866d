import { error } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'screen-password-idle': error<{ type: string }>(
    (v) => `a screen of type ${v.type} asks for no password`,
    'Take it out, or use type: vnc or spice.',
  ),
});
