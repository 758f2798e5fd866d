/**
 * The first lines by which cloud-init recognizes the format of data (cloudinit/handlers/__init__.py,
 * INCLUSION_TYPES_MAP).
 */
const known = /^(#(!|include|cloud-(config|boothook)|part-handler)|## template: jinja)/;
const settings = /^#cloud-config(?!-)/;

/**
 * Whether cloud-init recognizes it: one of those first lines, MIME with several parts, or either compressed with gzip.
 */
export function isKnown(content: Buffer): boolean {
  return isPacked(content) || begins(content, known) || isMime(content);
}

/** Whether it is a cloud-config document in YAML, rather than an archive, a patch or a template. */
export function isCloudConfig(content: Buffer): boolean {
  return !isPacked(content) && begins(content, settings);
}

function begins(content: Buffer, word: RegExp): boolean {
  return word.test(content.subarray(0, 4096).toString('latin1').trimStart().toLowerCase());
}

function isMime(content: Buffer): boolean {
  return /mime-version:/i.test(content.subarray(0, 4096).toString('latin1'));
}

function isPacked(content: Buffer): boolean {
  return content[0] === 0x1f && content[1] === 0x8b;
}
