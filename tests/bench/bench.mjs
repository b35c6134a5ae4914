// npm run bench [-- name] [-- options]: runs one of the benches; see docs/benchmarks.md.
import { setUp } from '../../scripts/setup.mjs';

const BENCHES = {
  pages: './run.mjs',
  search: './search.mjs',
  import: './import.mjs',
  offline: './offline.mjs',
  planner: './planner/run.mjs',
  effect: './effect/run.mjs',
  city: './city.mjs',
  processes: './processes/run.mjs',
};
const [name] = process.argv.slice(2);
const isNamed = Object.hasOwn(BENCHES, name ?? '');
if (name && !isNamed && !name.startsWith('-')) {
  console.error(`There is no bench '${name}': ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
if (isNamed) process.argv.splice(2, 1);
await setUp();
await import(BENCHES[isNamed ? name : 'pages']);
