/**
 * What signatures of overlays are for, as ssh-keygen(1) has it (`-n`): a key that also signs commits or mail gives none
 * that a host would take for an overlay's. The agent's signature.sh has the same word.
 */
export const namespace = 'mkapkovl-overlay';
