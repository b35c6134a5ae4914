// npm run build: compiles the server to dist/ and the browser's files to public/; skips what has not changed.
import { setUp } from './setup.mjs';

await setUp();
