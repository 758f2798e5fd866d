// Prints "N passed, N failed" from the JSON reports of vitest that are named. A file that could not be loaded (a program
// is missing, say) has no failed test of its own, and counts as one; so does a run that ended without a report.
const { existsSync, readFileSync } = require('node:fs');

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    failed += 1;
    continue;
  }
  const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  passed += numPassedTests;
  for (const { status, assertionResults } of testResults) {
    const count = assertionResults.filter((result) => result.status === 'failed').length;
    failed += status === 'failed' ? Math.max(count, 1) : count;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
