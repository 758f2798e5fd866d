/**
 * The agent's data on the target. Below /etc, so that `lbu package`, and with it setup-disk, carries it onto the
 * installed system (alpine-conf, lbu.in).
 */
export const agentFolder = 'etc/mkapkovl';
export const secretsFolder = `${agentFolder}/secrets`;
export const buildIdFile = `${agentFolder}/build-id`;
/** Keys whose signatures `mkapkovl-host apply` accepts, in the format of ssh-keygen(1), ALLOWED SIGNERS. */
export const allowedSignersFile = `${agentFolder}/allowed_signers`;
/** Serial number of the overlay. */
export const serialFile = `${agentFolder}/serial`;
