// Reads the reports of Surefire and Failsafe and fails unless every test class of the source tree ran and no test was
// skipped: a skipped test against a real server looks like one that passed.
//
// A test of the contract suite that was aborted because the provider does not support a feature is not a skipped test: the
// suite verified the rejection first. These are recognized by class, exception and message, and listed.
//
//   node ci/check-reports.mjs [file]   prints "N tests, none skipped"; appends N to the file

import { appendFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const NOT_OURS = new Set(['.git', 'node_modules', 'src', 'target']);

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* files(join(folder, entry.name));
    else if (entry.isFile()) yield join(folder, entry.name);
  }
}

function* modules(folder) {
  if (existsSync(join(folder, 'pom.xml'))) yield folder;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !NOT_OURS.has(entry.name)) yield* modules(join(folder, entry.name));
  }
}

/** The classes that Surefire (Test*, *Test, *Tests, *TestCase) and Failsafe (IT*, *IT, *ITCase) must run. */
function testClasses(module) {
  const sources = join(module, 'src', 'test', 'java');
  if (!existsSync(sources)) return [];
  return [...files(sources)]
    .filter((file) => /^((Test|IT)\w*|\w+(Test|Tests|TestCase|IT|ITCase))\.java$/.test(basename(file)))
    .filter((file) => {
      const text = readFileSync(file, 'utf8');
      const name = basename(file, '.java');
      // Annotated tests of its own, or inherited ones; an abstract class runs in its subclasses.
      const holdsTests = /@\w*Test(Factory|Template)?\b/.test(text) || new RegExp(`class ${name}\\b[^{]*\\bextends\\b`).test(text);
      const runs = !new RegExp(`\\b(abstract\\s+class|@?interface)\\s+${name}\\b`).test(text);
      return holdsTests && runs;
    })
    .map((file) => file.slice(sources.length + 1, -'.java'.length).replaceAll(/[\\/]/g, '.'));
}

/** The reason why a test of the contract suite was aborted, in the words of ServiceContract; undefined for every other test. */
function unsupported(testcase, skipped) {
  const inSuite = /\sclassname="io\.videoprovider\.testing\.\w+Contract[$"]/.test(testcase);
  const reason = /TestAbortedException: (Not supported by provider [\w-]+: (capability|feature|semantics) \w+)$/m.exec(skipped);
  return inSuite && /\stype="org\.opentest4j\.TestAbortedException"/.test(skipped) ? reason?.[1] : undefined;
}

/** The reasons of the skipped tests in a report. */
function skippedTests(text) {
  return [...text.matchAll(/<testcase\b([^>]*[^/>])>([\s\S]*?)<\/testcase>/g)].flatMap(([, testcase, content]) => {
    const skipped = /<skipped\b[\s\S]*?(\/>|<\/skipped>)/.exec(content)?.[0];
    if (!skipped) return [];
    const contract = unsupported(testcase, skipped);
    const why = /\smessage="([^"]*)"/.exec(skipped)?.[1] ?? /CDATA\[(.*)/.exec(skipped)?.[1] ?? 'no reason given';
    return [{ contract, why: contract ?? why }];
  });
}

function reports(module) {
  const found = [];
  for (const kind of ['surefire-reports', 'failsafe-reports']) {
    const folder = join(module, 'target', kind);
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).filter((n) => /^TEST-.*\.xml$/.test(n))) {
      const text = readFileSync(join(folder, name), 'utf8');
      const suite = /<testsuite\b[^>]*>/.exec(text)[0];
      const attribute = (a) => new RegExp(`\\s${a}="([^"]*)"`).exec(suite)?.[1];
      const skipped = skippedTests(text);
      const contract = skipped.filter((test) => test.contract).map((test) => test.contract);
      found.push({
        name: attribute('name'),
        tests: Number(attribute('tests')) - contract.length,
        skipped: Number(attribute('skipped')) - contract.length,
        contract,
        failed: Number(attribute('failures')) + Number(attribute('errors')),
        why: skipped.filter((test) => !test.contract).map((test) => test.why),
      });
    }
  }
  return found;
}

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const problems = [];
const unsupportedBy = new Map();
let total = 0;
for (const module of modules('.')) {
  const ran = reports(module);
  for (const report of ran) {
    total += report.tests;
    for (const reason of report.contract) {
      const [provider, feature] = reason.split(': ');
      unsupportedBy.set(provider, (unsupportedBy.get(provider) ?? new Set()).add(feature));
    }
    if (report.skipped > 0) {
      problems.push(`${report.name}: ${report.skipped} of ${report.tests} skipped: ${[...new Set(report.why)].join('; ')}`);
    }
    if (report.failed > 0) problems.push(`${report.name}: ${report.failed} failed`);
  }
  for (const name of testClasses(module)) {
    // A nested class has a report of its own.
    if (!ran.some((report) => report.tests > 0 && (report.name === name || report.name.startsWith(`${name}$`)))) {
      problems.push(`${name}: no test of it ran`);
    }
  }
}
if (total === 0) problems.push('no test ran at all');

if (problems.length > 0) {
  console.error(problems.join('\n').replaceAll(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole));
  process.exit(1);
}
if (process.argv[2]) appendFileSync(process.argv[2], `${total}\n`);
console.log(`${total} tests, none skipped`);
for (const [provider, features] of [...unsupportedBy].sort()) {
  console.error(`${provider}: ${[...features].sort().join(', ')}`);
}
