/** The medium that Alpine offers for a profile, and where it is. */
export interface OfficialMedium {
  name: string;
  url: string;
  sha256: string;
}

/**
 * Of each release Alpine offers a medium per flavour of the kernel: standard has lts, virt has virt (aports,
 * scripts/mkimg.standard.sh and mkimg.virt.sh). Older point releases stay where they are, so .0 is always there;
 * which is the newest only the server knows (latest-releases.yaml in the same folder).
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
