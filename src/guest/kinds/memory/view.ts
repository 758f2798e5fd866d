import type { Guest } from '#src/host/guest.ts';
import { parseSize } from '#src/profile/units.ts';
import { attributes, listOf } from '../../attributes.ts';

const kibibytes = (size: string) => Math.ceil(parseSize(size) / 1024);

/** Template values of the memory: libvirt's memory is the maximum, its currentMemory the initial amount. */
export function memoryView({ memory, max_memory, memory_backing, xml }: Guest): object {
  return {
    kibibytes: kibibytes(max_memory ?? memory),
    current: kibibytes(memory),
    // Includes elements given as XML.
    backing: memory_backing ? backingView(memory_backing) : xml.memoryBacking && {},
  };
}

function backingView({ hugepages, ...backing }: NonNullable<Guest['memory_backing']>): object {
  const pages = hugepagesOf(hugepages).map(({ size, nodeset }) =>
    attributes({ size: size && kibibytes(size), unit: size && 'KiB', nodeset }),
  );
  return { ...backing, hugepages: hugepages !== undefined && hugepages !== false, pages: pages.filter(Boolean) };
}

type Hugepages = NonNullable<Guest['memory_backing']>['hugepages'];

/** The page sizes that a guest asks for by name. */
export function hugepagesOf(hugepages: Hugepages): { size?: string | undefined; nodeset?: string | undefined }[] {
  return typeof hugepages === 'boolean' ? [] : listOf(hugepages);
}
