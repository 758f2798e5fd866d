/** How data begins that cloud-init knows what to do with (cloudinit/handlers/__init__.py, INCLUSION_TYPES_MAP). */
const known = /^(#(!|include|cloud-(config|boothook)|part-handler)|## template: jinja)/;
const settings = /^#cloud-config(?!-)/;

/** Whether cloud-init takes it: one of those beginnings, several parts in MIME, or any of it packed by gzip. */
export function isKnown(content: Buffer): boolean {
  return isPacked(content) || begins(content, known) || isMime(content);
}

/** Whether it is settings of cloud-init in YAML, and not a list or a patch of such, or a template. */
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
