// Types, templates and lint, in one process: the native compiler reads each file once for all of them.
import { check } from './check-views.mjs';

check(['.']);
