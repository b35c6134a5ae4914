// npm run build: the server to dist/, the browser's files to public/; what did not change is left alone.
import { setUp } from './setup.mjs';

await setUp();
