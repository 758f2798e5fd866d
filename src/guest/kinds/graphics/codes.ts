import { error, warning } from '#src/findings/code.ts';
import { findingsOf } from '#src/findings/finding.ts';

export const { codes, problem } = findingsOf({
  'screen-password-has-no-effect': error<{ type: string }>(
    (v) => `password has no effect: graphics of type ${v.type} does not ask for one`,
    'Remove it, or use type: vnc or spice.',
  ),
  'screen-open-to-all': warning<{ name: string; listen: string }>(
    (v) =>
      `everyone who reaches the host over the network can use the screen and keyboard of ${v.name}: it listens on ${v.listen} and asks for no password`,
    'Remove listen, and use the screen through ssh (virt-manager, or ssh -L); or add password: { file: … }.',
  ),
});
