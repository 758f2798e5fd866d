import { closest } from '../findings/closest.ts';
import zones from './time-zones.json' with { type: 'json' };

/** The names of tzdata 2026f (October 2026), with those of its file `backward`; scripts/time-zones.js writes them. */
const names = zones.names.split(' ');
export const timeZoneVersion = zones.version;

export const isTimeZone = (name: string): boolean => names.includes(name);

/** Cities and abbreviations that are no names of tzdata; of an abbreviation the place where most people use it. */
const others = new Map<string, string>(
  Object.entries({
    beijing: 'Asia/Shanghai',
    bangalore: 'Asia/Kolkata',
    boston: 'America/New_York',
    cologne: 'Europe/Berlin',
    delhi: 'Asia/Kolkata',
    frankfurt: 'Europe/Berlin',
    geneva: 'Europe/Zurich',
    hamburg: 'Europe/Berlin',
    houston: 'America/Chicago',
    milan: 'Europe/Rome',
    montreal: 'America/Toronto',
    mumbai: 'Asia/Kolkata',
    munich: 'Europe/Berlin',
    muenchen: 'Europe/Berlin',
    osaka: 'Asia/Tokyo',
    san_francisco: 'America/Los_Angeles',
    seattle: 'America/Los_Angeles',
    washington: 'America/New_York',
    bst: 'Europe/London',
    cest: 'Europe/Berlin',
    cst: 'America/Chicago',
    edt: 'America/New_York',
    eest: 'Europe/Helsinki',
    ist: 'Asia/Kolkata',
    jst: 'Asia/Tokyo',
    msk: 'Europe/Moscow',
    pdt: 'America/Los_Angeles',
    pst: 'America/Los_Angeles',
  }),
);

/** The name that was meant: by its last part (Germany/Berlin), by its city or abbreviation, or by its spelling. */
export function nearestTimeZone(name: string): string | undefined {
  const offset = /^(UTC|GMT)([+-])0?(\d{1,2})$/.exec(name);
  // Names of offsets have the sign of POSIX: Etc/GMT-2 is two hours ahead of Greenwich.
  if (offset) return [`Etc/GMT${offset[2] === '+' ? '-' : '+'}${offset[3]}`].find(isTimeZone);
  const last = name.split('/').at(-1)!.toLowerCase();
  const same = names.find((each) => each.toLowerCase() === name.toLowerCase());
  const city = names.filter((each) => each.includes('/') && each.split('/').at(-1)!.toLowerCase() === last);
  return same ?? city[0] ?? others.get(last) ?? closest(name, names);
}
