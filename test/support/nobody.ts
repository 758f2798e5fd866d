/**
 * Runs something without root's right to read and write everything: tests about files that may not be read say the same
 * for whoever runs them. Folders of a test belong to their maker alone, so open them to others first.
 */
export async function asNobody<Result>(what: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return what();
  process.seteuid!(65534);
  try {
    return await what();
  } finally {
    process.seteuid!(0);
  }
}
