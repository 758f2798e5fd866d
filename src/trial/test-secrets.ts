/**
 * What the trial types and sets where a profile would have people asked. It guards nothing: the machine is gone when the
 * trial is over, and nothing outside can reach it meanwhile.
 */
export const passphrase = 'mkapkovl trial passphrase';

/** openssl passwd -6 -salt mkapkovltrial 'mkapkovl trial' */
export const passwordHash =
  '$6$mkapkovltrial$UeUtNd0FZqJn6VM7ALaXFCmluJsVl5v9JdllKLO7focPlS93sHU1w9jGklUelD4f1ahGP31q6RGbB2dPK7ARW0';
