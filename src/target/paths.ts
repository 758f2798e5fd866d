/**
 * The agent's data on the target. Below /etc, so that `lbu package`, and with it setup-disk, carries it onto the
 * installed system (alpine-conf, lbu.in).
 */
export const agentFolder = 'etc/mkapkovl';
export const secretsFolder = `${agentFolder}/secrets`;
export const buildIdFile = `${agentFolder}/build-id`;
