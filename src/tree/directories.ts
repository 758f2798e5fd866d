/**
 * Modes of the folders that Alpine's base packages make (alpine-baselayout). The overlay's modes take precedence and
 * are not repaired afterwards, so our entries must have the same; /etc with mode 0700 breaks every user but root.
 */
const modes: Record<string, number> = {
  root: 0o700,
  'root/.ssh': 0o700,
  tmp: 0o1777,
  'var/tmp': 0o1777,
  'var/empty': 0o555,
  'etc/sudoers.d': 0o750,
  'etc/doas.d': 0o750,
  'etc/mkapkovl': 0o755,
  'etc/mkapkovl/secrets': 0o700,
  'etc/mkapkovl/authorized_keys': 0o700,
  'etc/mkapkovl/pieces': 0o700,
};

/** The default mode of a folder of the target. */
export function directoryMode(path: string): number {
  if (Object.hasOwn(modes, path)) return modes[path]!;
  return path.endsWith('/.ssh') ? 0o700 : 0o755;
}

/** Folders whose mode the system relies on; the lints refuse any other mode. */
export function requiredMode(path: string): number | undefined {
  if (Object.hasOwn(modes, path)) return modes[path];
  return /^(etc|bin|sbin|usr|lib|var|home|etc\/[^/]+|usr\/[^/]+)$/.test(path) ? 0o755 : undefined;
}
