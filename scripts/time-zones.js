import { readFileSync, writeFileSync } from 'node:fs';

// Writes src/target/time-zones.json: the names of time zones below /usr/share/zoneinfo.
//
//   node scripts/time-zones.js /usr/share/zoneinfo/tzdata.zi
//
// The file is that of package tzdata (Debian's and Alpine's have it), in zic's short form: "Z NAME …" is a zone, "L ZONE
// NAME" another name of one. Its first line has the version.
const [file] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').split('\n');
const version = /^# version (\S+)/.exec(lines[0])?.[1];
const names = lines.flatMap((line) => {
  const [kind, first, second] = line.split(' ');
  return kind === 'Z' ? [first] : kind === 'L' ? [second] : [];
});
if (version === undefined || names.length < 500) throw new Error(`${file} is not tzdata.zi`);
const zones = { version, names: [...new Set(names)].sort().join(' ') };
writeFileSync('src/target/time-zones.json', `${JSON.stringify(zones, null, 2)}\n`);
