import variants from './os-variants.json' with { type: 'json' };

/**
 * Short ids of osinfo-db and the ids they stand for: the output of `osinfo-query os --fields=short-id,id`, osinfo-db
 * 20221130. virt-manager and other tools read the id from a domain's metadata.
 */
const ids: Record<string, string> = variants;

export const osVariants = Object.keys(ids);

/** The osinfo-db id of a short id such as `alpinelinux3.14`. */
export function osVariantId(shortId: string): string | undefined {
  return Object.hasOwn(ids, shortId) ? ids[shortId] : undefined;
}
