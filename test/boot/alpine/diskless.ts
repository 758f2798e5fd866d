/** Turns the smallest example into a diskless host: it cannot prompt for a password, so there is a key. */
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
