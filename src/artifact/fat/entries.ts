/** A name in a folder. */
export interface Entry {
  name: string;
  folder: boolean;
  cluster: number;
  size: number;
}

const deleted = 0xe5;
const isLong = 0x0f;
const isVolume = 0x08;
const isFolder = 0x10;

/** For names of eight capital letters and an ending, Windows NT says in a byte which part has small letters. */
const smallLetters = { at: 12, name: 0x08, ending: 0x10 };

/** The entries of a folder (Microsoft, FAT32 File System Specification, "FAT Long Directory Entries"). */
export function entriesOf(folder: Buffer): Entry[] {
  const found: Entry[] = [];
  let long = '';
  for (let at = 0; at + 32 <= folder.length && folder[at] !== 0; at += 32) {
    const entry = folder.subarray(at, at + 32);
    const kind = entry[11]!;
    if (entry[0] === deleted) long = '';
    else if ((kind & 0x3f) === isLong) long = partOf(entry) + long;
    else {
      const name = long || shortName(entry);
      long = '';
      if ((kind & isVolume) !== 0 || name === '.' || name === '..') continue;
      const cluster = entry.readUInt16LE(20) * 2 ** 16 + entry.readUInt16LE(26);
      found.push({ name, folder: (kind & isFolder) !== 0, cluster, size: entry.readUInt32LE(28) });
    }
  }
  return found;
}

/** 13 characters of a long name, in three places; the last part ends with a zero. */
function partOf(entry: Buffer): string {
  const text = [entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)]
    .map((part) => part.toString('utf16le'))
    .join('');
  return text.replace(/\0.*$/s, '');
}

function shortName(entry: Buffer): string {
  const cases = entry[smallLetters.at]!;
  const part = (from: number, to: number, small: number) => {
    const text = entry.toString('latin1', from, to).trimEnd();
    return (cases & small) === 0 ? text : text.toLowerCase();
  };
  const ending = part(8, 11, smallLetters.ending);
  return part(0, 8, smallLetters.name) + (ending === '' ? '' : `.${ending}`);
}
