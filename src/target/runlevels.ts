/** OpenRC's runlevels on Alpine. */
export const runlevels = ['sysinit', 'boot', 'default', 'nonetwork', 'shutdown'] as const;
export type Runlevel = (typeof runlevels)[number];
