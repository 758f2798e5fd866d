/** What makes the least example a diskless host: nobody is asked for a password there, so there is a key. */
export const diskless = {
  hostname: 'diskless',
  install: { mode: 'diskless', disk: null },
  access: {
    root: {
      password: null,
      authorized_keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPxRL8yTvT1GeL1Hj0kVHmGfFeyTWsQy7RlBvbrAfNfC you@home'],
    },
  },
};
