/** The repositories as /etc/apk/repositories and setup-apkrepos expect them: one full URL or folder each. */
export function repositoryAddresses(alpine: { mirror: string; release: string; repositories: string[] }): string[] {
  const branch = `${alpine.mirror.replace(/\/+$/, '')}/v${alpine.release}`;
  return alpine.repositories.map((name) => (name === 'main' || name === 'community' ? `${branch}/${name}` : name));
}
