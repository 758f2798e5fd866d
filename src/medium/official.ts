/** The medium that Alpine provides for a profile, and its URL. */
export interface OfficialMedium {
  name: string;
  url: string;
  sha256: string;
}

/**
 * For each release Alpine provides a medium per kernel flavour: standard has lts, virt has virt (aports,
 * scripts/mkimg.standard.sh and mkimg.virt.sh). Older point releases stay available, so .0 always exists; only the
 * server knows which is the newest (latest-releases.yaml in the same folder).
 */
export function officialMedium({
  release,
  kernel,
  arch,
}: {
  release: string;
  kernel: string;
  arch: string;
}): OfficialMedium {
  const flavour = kernel === 'virt' ? 'virt' : 'standard';
  const name = `alpine-${flavour}-${release}.0-${arch}.iso`;
  const url = `https://dl-cdn.alpinelinux.org/alpine/v${release}/releases/${arch}/${name}`;
  return { name, url, sha256: `${url}.sha256` };
}
