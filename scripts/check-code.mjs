// Types, templates and lint, in one process: the native compiler reads each file once for all of them.
import { check } from './check-views.mjs';
import { setUp } from './setup.mjs';

await setUp();
check(['.']);
