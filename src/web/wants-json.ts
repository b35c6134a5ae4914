import type { Request } from 'express';

/** Whether a script sent this request and reads the answer itself: it then gets JSON where a person gets a page. */
export const wantsJson = (req: Request): boolean => req.get('accept') === 'application/json';
