/**
 * The secrets that a trial uses where a profile would prompt for them. They protect nothing: the machine exists only
 * during the trial, and nothing outside can reach it.
 */
export const passphrase = 'mkapkovl trial passphrase';

/** openssl passwd -6 -salt mkapkovltrial 'mkapkovl trial' */
export const passwordHash =
  '$6$mkapkovltrial$UeUtNd0FZqJn6VM7ALaXFCmluJsVl5v9JdllKLO7focPlS93sHU1w9jGklUelD4f1ahGP31q6RGbB2dPK7ARW0';
