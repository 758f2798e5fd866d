/** The repositories as /etc/apk/repositories and setup-apkrepos expect them: one full URL or folder each. */
export function repositoryAddresses(alpine: { mirror: string; release: string; repositories: string[] }): string[] {
  const branch = `${alpine.mirror.replace(/\/+$/, '')}/v${alpine.release}`;
  return alpine.repositories.map((name) => (name === 'main' || name === 'community' ? `${branch}/${name}` : name));
}

/** The address in a line of /etc/apk/repositories, which may begin with @TAG. */
export const repositoryAddress = (line: string) => line.replace(/^@\S+\s+/, '');

/** Whether it is a folder of the target. */
export const isOnTarget = (line: string) => repositoryAddress(line).startsWith('/');
